import { describe, expect, test } from '@jest/globals';
import { HOST, PROVIDER, webIdentity } from '../../src/lint/examples.js';
import { policiesOf } from '../../src/lint/policies.js';
import { RULES } from '../../src/lint/registry.js';
import { applyEdits } from '../../src/lint/repair.js';
import { plainValue, readFiles, type TextFile } from '../../src/readers/index.js';
import { casesOf } from '../support/stress.js';
import {
  allowedBy,
  isNamed,
  type PlainPolicy,
  permissionRequests,
  textsOf,
  trustRequests,
} from './fix-universe.js';
import { lintFiles } from './support.js';

type Json = { readonly [key: string]: unknown };

const SUB = `${HOST}:sub`;
const AUD = `${HOST}:aud`;
const SUBJECT = 'system:serviceaccount:default:sa-app';
const STS = 'sts.amazonaws.com';

const file = (name: string, statement: Json): TextFile => ({
  path: name,
  content: `${JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, null, 2)}\n`,
});

/** Statements with faults that a fix may mend, to be combined with one another. */
const ACTIONS: readonly unknown[] = [
  's3:GetObject',
  's3.GetObject',
  's3: GetObject',
  'GetObject',
  's3:HeadObject',
  's3:ListObjects',
  's3:GetObjects',
  's3:ListBucket',
  ['s3:GetObject', 's3:ListBucket'],
  's3/*',
  '*',
];
const RESOURCES: readonly unknown[] = [
  'arn:aws:s3:::photos',
  'arn:aws:s3:::photos/*',
  'arn:aws:s3:::photos/images/*',
  'arn:aws:s3:photos/*',
  'arn:aws:s3:us-east-1:111122223333:photos/*',
  'arn:aws: s3:::photos/*',
  's3://photos/*',
  'photos',
  'arn:aws:S3:::photos*',
  ['arn:aws:s3:::photos', 'arn:aws:s3:::other/images/*'],
  '*',
];
const ELEMENTS: readonly (readonly [action: string, resource: string])[] = [
  ['Action', 'Resource'],
  ['Actions', 'Resources'],
  ['NotAction', 'Resource'],
  ['Action', 'NotResource'],
  ['NotActions', 'Resource'],
];
const CONDITIONS: readonly (Json | undefined)[] = [
  undefined,
  { StringEqual: { 's3:prefix': 'images/' } },
  { StringNotEqual: { 'kms:ViaService': 's3.amazonaws.com' } },
  { StringEquals: { 'kms:ViaService': 's3.amazonaws.com' } },
];

function permissionStatements(): readonly Json[] {
  return ['Allow', 'allow', 'Deny'].flatMap((Effect) =>
    ELEMENTS.flatMap(([action, resource]) =>
      ACTIONS.flatMap((actions, at) =>
        RESOURCES.map((resources, other) => {
          const Condition = CONDITIONS[(at + other) % CONDITIONS.length];
          return { Effect, [action]: actions, [resource]: resources, ...(Condition && { Condition }) };
        }),
      ),
    ),
  );
}

/** Trust statements in which one or two things are wrong. */
function trustStatements(): readonly Json[] {
  const swapped = HOST.replace('oidc.eks.us-east-1', 'oidc.us-east-1.eks');
  const keys = [HOST, `https://${HOST}`, `${HOST}/`, PROVIDER, swapped];
  const operators = [
    'StringEquals',
    'StringLike',
    'StringEqual',
    'StringNotEquals',
    'StringEqualsIfExists',
    'ForAllValues:StringEquals',
  ];
  const claims = (key: string): readonly Json[] => [
    { [`${key}:sub`]: SUBJECT, [`${key}:aud`]: STS },
    { [`${key}:sub`]: SUBJECT },
    { [`${key}:aud`]: STS },
    { [`${key}:aud`]: SUBJECT },
    { [`${key}:aud`]: 'sts.amazon.com' },
    { [`${key}:sub`]: SUBJECT, [`${key}:aud`]: 'sts.amazonaws.com.cn' },
    { [`${key}:sub`]: 'system:serviceaccount:*:*', [`${key}:aud`]: 'https://sts.amazonaws.com' },
    { [`${key}:sub`]: 'serviceaccount:default:sa-app' },
    { [`${key}:sub`]: 'default:sa-app', [AUD]: STS },
    { [`${key}:sub`]: 'serviceaccount:*:*' },
    { [`${key}:sub`]: STS, [`${key}:aud`]: SUBJECT },
  ];
  const changes: readonly Json[] = [
    {},
    { Action: 'sts:AssumeRole' },
    { Effect: 'allow' },
    { Effect: 'Deny' },
    { Principal: { Federated: PROVIDER.replace('oidc-provider/', 'oidc-provider/https://') } },
    { Principal: { Federated: `${PROVIDER}/` } },
    { Principal: { Federated: PROVIDER.replace(HOST, swapped) } },
    { Principal: '*' },
  ];
  const found = keys.flatMap((key) =>
    claims(key).flatMap((block) =>
      operators.flatMap((operator, at) =>
        changes
          .filter((_, index) => at < 2 || index < 3)
          .map((change) => webIdentity({ ...change, Condition: { [operator]: block } }) as Json),
      ),
    ),
  );
  const { Principal, ...rest } = webIdentity() as Json;
  return [
    ...found,
    { ...rest, Principle: Principal },
    { ...rest, Principal, Conditions: rest.Condition, Condition: undefined },
    {
      ...rest,
      Condition: undefined,
      Principal: { ...(Principal as Json), Condition: { StringEquals: { [SUB]: SUBJECT } } },
    },
    {
      ...rest,
      Condition: undefined,
      Principal: { ...(Principal as Json), Condition: { StringEquals: { [AUD]: STS } } },
    },
  ];
}

/** Of the mutated statements, besides the last few, which are the only ones of their kind, every so many. */
const EVERY = casesOf(3, 1);
const LAST = 4;

/** Lists of statements as files, many in one inventory, so that the test takes seconds. */
const BATCH = 60;

function batches(statements: readonly Json[]): readonly (readonly TextFile[])[] {
  const files = statements
    .filter((_, index) => index % EVERY === 0 || index >= statements.length - LAST)
    .map((statement, index) => file(`p${index}.json`, statement));
  return Array.from({ length: Math.ceil(files.length / BATCH) }, (_, at) =>
    files.slice(at * BATCH, (at + 1) * BATCH),
  );
}

async function policiesIn(files: readonly TextFile[]): Promise<ReadonlyMap<string, readonly PlainPolicy[]>> {
  const found = new Map<string, PlainPolicy[]>();
  for (const { root, use, fact } of policiesOf(await readFiles(files))) {
    const plain = plainValue(root);
    if (plain === undefined || use === 'resource') continue;
    found.set(fact.id, [...(found.get(fact.id) ?? []), { use, document: plain.value }]);
  }
  return found;
}

/** What each safe fix, made alone, allows that was not allowed and that nobody wrote; and the rules whose fixes were made. */
async function widened(files: readonly TextFile[]) {
  const { findings } = await lintFiles(files);
  const before = await policiesIn(files);
  const rules = new Set<string>();
  const wider: string[] = [];
  for (const { code, fix, place } of findings) {
    if (fix === undefined || fix.unsafe === true) continue;
    const touched = files.filter(({ path }) => fix.edits.some((edit) => edit.file === path));
    rules.add(code);
    const after = await policiesIn(
      files
        .map((each) =>
          touched.includes(each)
            ? { path: each.path, content: applyEdits(each.path, each.content, fix.edits) }
            : each,
        )
        .filter(({ path }) => files.length < BATCH / 2 || touched.some((each) => each.path === path)),
    );
    for (const [id, list] of after) {
      for (const [index, policy] of list.entries()) {
        const old = before.get(id)?.[index];
        if (old === undefined || JSON.stringify(old.document) === JSON.stringify(policy.document)) continue;
        const texts = [...textsOf(old.document), ...textsOf(policy.document)];
        const requests = policy.use === 'trust' ? trustRequests(texts) : permissionRequests(texts);
        const [isAllowed, wasAllowed] = [allowedBy(policy), allowedBy(old)];
        const grown = requests.find(
          (request) => isAllowed(request) && !wasAllowed(request) && !isNamed(old, request),
        );
        if (grown !== undefined)
          wider.push(
            `${code} ${place.file}: ${fix.title}: ${JSON.stringify(old.document)} now allows ${JSON.stringify(grown)}`,
          );
      }
    }
  }
  return { rules, wider };
}

describe('a fix that --fix makes allows nothing that the author did not write', () => {
  test.each(RULES.map((rule) => [rule.id, rule] as const))('%s in its own examples', async (_, rule) => {
    expect((await widened(rule.examples.bad)).wider).toEqual([]);
  });

  test.each([
    [
      'permissions',
      permissionStatements(),
      [
        'IRSA003',
        'IRSA004',
        'IRSA015',
        'IRSA016',
        'IRSA017',
        'IRSA019',
        'IRSA021',
        'IRSA025',
        'IRSA031',
        'IRSA032',
        'IRSA043',
      ],
    ],
    [
      'trust',
      trustStatements(),
      [
        'IRSA003',
        'IRSA004',
        'IRSA015',
        'IRSA020',
        'IRSA044',
        'IRSA045',
        'IRSA048',
        'IRSA050',
        'IRSA051',
        'IRSA053',
        'IRSA054',
        'IRSA055',
        'IRSA057',
      ],
    ],
  ] as const)('in mutated %s', async (_, statements, rules) => {
    const made = new Set<string>();
    for (const files of batches(statements)) {
      const { rules: found, wider } = await widened(files);
      expect(wider).toEqual([]);
      for (const rule of found) made.add(rule);
    }
    expect([...made]).toEqual(expect.arrayContaining([...rules]));
  });
});

test('a subject under :aud stays with whoever wrote it: without it the whole cluster could take the role', async () => {
  const wrong = file('trust.json', webIdentity({ Condition: { StringEquals: { [AUD]: SUBJECT } } }) as Json);
  const { findings } = await lintFiles([wrong]);
  const own = findings.filter(({ code }) => code === 'IRSA051');
  expect(own.map(({ fix, help }) => [fix, help])).toEqual([
    [undefined, 'this is a subject: move it under :sub, and write sts.amazonaws.com here'],
  ]);
});
