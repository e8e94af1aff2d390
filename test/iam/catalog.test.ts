import { describe, expect, test } from '@jest/globals';
import { RULES } from '../../src/lint/registry.js';
import { allowedBy } from '../../src/lint/rules/action-is-api-name.js';
import { loadCatalog, type TextFile } from '../../src/readers/index.js';
import { lintFiles } from '../lint/support.js';
import { everyAction, misspeltActions, sample } from '../support/iam-actions.js';

const catalog = loadCatalog();

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
    const typos = misspeltActions(catalog, 500);
    expect(typos).toHaveLength(500);
    expect(await linesFound(typos)).toEqual(typos.map((_, at) => at + 6));
  });
});
