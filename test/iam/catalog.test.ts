import { describe, expect, test } from '@jest/globals';
import type { Catalog } from '../../src/iam/catalog/types.js';
import { RULES } from '../../src/lint/registry.js';
import { allowedBy } from '../../src/lint/rules/action-is-api-name.js';
import { loadCatalog, type TextFile } from '../../src/readers/index.js';
import { lintFiles } from '../lint/support.js';

const catalog = loadCatalog();
const SEED = 20_261_127;

/** Numbers below a bound, the same in every run. */
function randomly(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const everyAction = (from: Catalog): readonly string[] =>
  from.services.flatMap((prefix) =>
    (from.service(prefix)?.actions ?? []).map(({ name }) => `${prefix}:${name}`),
  );

function sample<T>(list: readonly T[], size: number): readonly T[] {
  const random = randomly(SEED);
  const rest = [...list];
  return Array.from({ length: size }, () => rest.splice(random(rest.length), 1)[0] as T);
}

/** The rules about names of actions. */
const NAMES = RULES.filter(({ id }) => /^IRSA02[5-8]$/.test(id));

/** A policy with an action a line, from the sixth. */
function policyOf(actions: readonly string[]): TextFile {
  const list = actions.map((action) => `      ${JSON.stringify(action)}`).join(',\n');
  const content = `{\n  "Version": "2012-10-17",\n  "Statement": [{\n    "Effect": "Allow", "Resource": "*",\n    "Action": [\n${list}\n    ]\n  }]\n}\n`;
  return { path: 'policy.json', content };
}

async function linesFound(actions: readonly string[]): Promise<readonly number[]> {
  const { findings } = await lintFiles([policyOf(actions)], { rules: NAMES });
  return findings.map(({ place }) => place.line);
}

describe('the catalogue of IAM', () => {
  test('has the services, actions and policies that AWS has', () => {
    expect(catalog.services.length).toBeGreaterThan(450);
    expect(everyAction(catalog).length).toBeGreaterThan(22_000);
    expect(catalog.managedPolicies).toContain('service-role/AmazonEBSCSIDriverPolicy');
    expect(catalog.managedPolicies).toContain('AmazonS3ReadOnlyAccess');
  });

  test('knows what an action takes, whatever the case of its name', () => {
    const [action] = catalog.actions('DynamoDB', 'getitem') ?? [];
    expect(action).toMatchObject({ service: 'dynamodb', name: 'GetItem', level: 'read' });
    expect(action?.resources.map(({ type, required }) => [type.name, type.arn, required])).toEqual([
      ['table', 'arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}', true],
    ]);
    expect([...(action?.keys ?? [])].map(({ name, kind }) => `${name} ${kind}`)).toContain(
      'dynamodb:LeadingKeys texts',
    );
  });

  test('covers by wildcards', () => {
    expect(catalog.actions('sqs', 'Send*')?.map(({ name }) => name)).toEqual(['SendMessage']);
    expect(catalog.actions('sqs', 'Foo*')).toEqual([]);
    expect(catalog.actions('sqsx', 'Send*')).toBeUndefined();
  });

  test('finds condition keys with names of the user in them', () => {
    expect(catalog.key('AWS:requesttag/team')?.name).toBe('aws:RequestTag/*');
    expect(catalog.key('aws:RequestTag/')).toBeUndefined();
    expect(catalog.key('kms:EncryptionContext:app')?.kind).toBe('text');
    expect(catalog.key('codebuild:environment.environmentVariables/X.value')).toBeDefined();
    expect(catalog.key('s3:prefixes')).toBeUndefined();
  });

  test('knows whose ARNs a service has', () => {
    expect(catalog.typesOfArn('sqs').map(({ name }) => name)).toEqual(['queue']);
    expect(catalog.typesOfArn('dynamo')).toEqual([]);
  });
});

describe('names of actions', () => {
  test('2,000 true ones are silent', async () => {
    expect(await linesFound(sample(everyAction(catalog), 2000))).toEqual([]);
  });

  test('none of them is taken for the name of a call', () => {
    const taken = everyAction(catalog).filter((action) => {
      const [service = '', name = ''] = action.split(':');
      return allowedBy({ service, name }) !== undefined;
    });
    expect(taken).toEqual([]);
  });

  test.each([
    ['sqs:SendMessageBatch', 'IRSA026', 'the call needs sqs:SendMessage'],
    ['lambda:Invoke', 'IRSA026', 'the call needs lambda:InvokeFunction'],
    ['dynamodb:GetItm', 'IRSA027', 'did you mean dynamodb:GetItem?'],
    ['monitoring:PutMetricData', 'IRSA027', 'did you mean cloudwatch:PutMetricData?'],
    ['secretmanager:GetSecretValue', 'IRSA027', 'did you mean secretsmanager:GetSecretValue?'],
    ['sqs:Fetch*', 'IRSA028', undefined],
  ])('%s is %s: %s', async (action, code, help) => {
    const { findings } = await lintFiles([policyOf([action])], { rules: NAMES });
    expect(findings.map((found) => [found.code, found.help])).toEqual([[code, help]]);
  });

  test("what AWS's own policies name is not called unknown", async () => {
    const { findings } = await lintFiles([policyOf(['deepracer:GetTrack', 'budgets:DescribeBudgets'])], {
      rules: NAMES,
    });
    expect(findings).toEqual([]);
  });

  test('of 500 with one wrong letter all are found', async () => {
    const typos = sample(everyAction(catalog), 520).flatMap(misspelt).slice(0, 500);
    expect(typos).toHaveLength(500);
    expect(await linesFound(typos)).toEqual(typos.map((_, at) => at + 6));
  });
});

const random = randomly(SEED + 1);

/** The action with one letter of its name left out, doubled, exchanged or replaced; none when that is an action, too. */
function misspelt(action: string): readonly string[] {
  const [service = '', name = ''] = action.split(':');
  const at = random(name.length);
  const letter = 'abcdefghijklmnopqrstuvwxyz'.charAt(random(26));
  const before = name.slice(0, at);
  const after = name.slice(at + 1);
  const kinds = [
    before + after,
    before + name.charAt(at) + name.charAt(at) + after,
    before + letter + after,
    before + name.charAt(at) + letter + after,
  ];
  const changed = kinds[random(kinds.length)] ?? '';
  const exists = changed === '' || (catalog.actions(service, changed) ?? []).length > 0;
  return exists ? [] : [`${service}:${changed}`];
}
