import { describe, expect, test } from '@jest/globals';
import { grantStatements, type Probe, thingOf } from '../../src/grants/index.js';
import { parsePolicyDocument } from '../../src/iam/document.js';
import { evaluate } from '../../src/iam/evaluate/index.js';
import { permissionsDocument } from '../../src/iam/policy.js';
import { loadCatalog } from '../../src/readers/index.js';
import { EVERY_GRANT, HOME, type SampleGrant } from '../support/every-grant.js';

/** Operations of the AWS CLI that are checked as an action of another name. */
const CHECKED_AS: Readonly<Record<string, string>> = {
  's3api list-objects-v2': 's3:ListBucket',
  's3api head-object': 's3:GetObject',
  's3api list-parts': 's3:ListMultipartUploadParts',
  'dynamodb execute-statement': 'dynamodb:PartiQLSelect',
  'lambda invoke': 'lambda:InvokeFunction',
};

/** What makes calls harmless whose action is not one that only reads. */
const HARMLESS: Readonly<Record<string, (words: readonly string[]) => boolean>> = {
  'kms:Encrypt': (words) => words.includes('--dry-run'),
  'kms:GenerateMac': (words) => words.includes('--dry-run'),
  'lambda:InvokeFunction': (words) => words[words.indexOf('--invocation-type') + 1] === 'DryRun',
  // An empty body, in base64, is none that a model takes.
  'bedrock:InvokeModel': (words) => words[words.indexOf('--body') + 1] === 'e30=',
  // A task that is not there.
  'states:SendTaskHeartbeat': (words) => words[words.indexOf('--task-token') + 1] === 'irsa-check',
  'sts:AssumeRole': (words) => words.includes('AssumedRoleUser.Arn'),
  'sts:TagSession': (words) => words.includes('AssumedRoleUser.Arn'),
};

type Tried = SampleGrant & { readonly probe: Probe; readonly words: readonly string[] };

const TRIED = EVERY_GRANT.flatMap((grant): readonly Tried[] => {
  const probe = grant.kind.words[grant.word]?.probe;
  if (probe === undefined || typeof probe === 'string') return [];
  return [{ ...grant, probe, words: probe.command(thingOf(grant.kind, grant.entry, HOME)) }];
});

test('every word is tried, or says why not', () => {
  for (const { kind, word, label } of EVERY_GRANT) {
    const probe = kind.words[word]?.probe;
    expect([label, probe]).toEqual([
      label,
      typeof probe === 'string'
        ? expect.stringMatching(/^[a-z].*[^.]$/)
        : expect.objectContaining({ action: expect.any(String) }),
    ]);
  }
});

describe.each(TRIED.map((tried) => [tried.label, tried] as const))('the probe of %s', (_, tried) => {
  const { kind, word, entry, probe, words } = tried;

  test('is of an action that the policy of the word allows', () => {
    const statements = grantStatements([{ kind, entries: [entry] }], HOME).map((draft) => ({
      ...draft,
      effect: 'Allow' as const,
    }));
    const parsed = parsePolicyDocument(permissionsDocument(statements));
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const thing = thingOf(kind, entry, HOME);
    const on = Object.entries(kind.words[word]?.on ?? {}).filter(([, actions]) =>
      actions.includes(probe.action),
    );
    const asked = on.flatMap(([resource]) =>
      (kind.resources[resource]?.arns(thing) ?? []).map((arn) => ({
        resource: arn === '*' ? arn : arn.replaceAll('*', 'x').replaceAll('?', 'x'),
        context: Object.fromEntries(
          Object.entries(kind.resources[resource]?.keys?.(thing) ?? {}).flatMap(([key, value]) =>
            value === undefined ? [] : [[key, value]],
          ),
        ),
      })),
    );
    expect(asked.length).toBeGreaterThan(0);
    const principal = 'arn:aws:sts::111122223333:assumed-role/app/session';
    for (const { resource, context } of asked)
      expect([
        resource,
        evaluate(
          { principal, action: probe.action, resource, context },
          { kind: 'identity', identity: [{ name: 'p', document: parsed.document }] },
        ).decision,
      ]).toEqual([resource, 'allow']);
  });

  test('is a call that IAM checks as that action, by its name or as CHECKED_AS says', () => {
    const [command = '', operation = ''] = words;
    const name = operation.replace(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
    const [service] = probe.action.split(':');
    const known =
      CHECKED_AS[`${command} ${operation}`] ??
      (words.includes('--tags') ? 'sts:TagSession' : `${service}:${name}`);
    expect(probe.action.toLowerCase()).toBe(known.toLowerCase());
  });

  test('only reads, by the level that AWS gives its action, or is harmless as HARMLESS says', () => {
    const [service = '', action = ''] = probe.action.split(':');
    const found = loadCatalog()
      .service(service)
      ?.actions.find(({ lower }) => lower === action.toLowerCase());
    expect([probe.action, found?.level]).toEqual([
      probe.action,
      HARMLESS[probe.action] === undefined ? expect.stringMatching(/^(?:read|list)$/) : expect.any(String),
    ]);
    expect([words, HARMLESS[probe.action]?.(words) ?? true]).toEqual([words, true]);
  });

  test('prints neither a secret nor what is stored', () => {
    if (!/secret|parameter|get-|execute-statement/.test(words.join(' '))) return;
    const query = words[words.indexOf('--query') + 1] ?? '';
    const names = /^(?:sqs|sns) /.test(words.join(' '));
    expect([
      words,
      names || /^(?:length\(\w+\)|(?:\w+\.)*(?:ARN|Arn|TopicArn|ContentLength|KeyUsage))$/.test(query),
    ]).toEqual([words, true]);
  });
});
