import { describe, expect, test } from '@jest/globals';
import { type Asked, explain, questionsOf, worldOfSpec } from '../../src/explain/index.js';
import { type GrantEntry, thingOf } from '../../src/grants/index.js';
import { parsePolicyDocument } from '../../src/iam/document.js';
import { evaluate, type PolicySet } from '../../src/iam/evaluate/index.js';
import type { AccessModel } from '../../src/model/types.js';
import { readFiles } from '../../src/readers/index.js';
import { aModel, RUNNING } from '../support/a-model.js';
import { EVERY_GRANT, HOME, type SampleGrant } from '../support/every-grant.js';
import { renderedFiles } from '../support/rendered.js';

const OTHER = '444455556666';
const ROLE = 'arn:aws:iam::111122223333:role/app';
const KEY = `arn:aws:kms:us-east-1:${OTHER}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const FOLDER = `other-accounts/${OTHER}/`;

/** The same thing in the other account. */
function there({ entry }: SampleGrant): GrantEntry {
  const { arn } = entry;
  return typeof arn === 'string'
    ? { ...entry, arn: arn.replace(/\d{12}/, OTHER) }
    : { ...entry, accountId: OTHER };
}

const modelOf = ({ kind }: SampleGrant, entry: GrantEntry): AccessModel =>
  aModel({ cluster: RUNNING, workloads: [{ roleName: 'app', buckets: [], [kind.field]: [entry] }] });

function read(name: string, text: string | undefined) {
  const parsed = parsePolicyDocument(JSON.parse(text ?? ''));
  if (!parsed.ok) throw new Error(`${name}: ${parsed.problems[0]?.message}`);
  return { name, document: parsed.document };
}

interface Sides {
  readonly ours: PolicySet;
  readonly theirs: readonly PolicySet[];
}

async function sidesOf(model: AccessModel): Promise<Sides> {
  const files = await renderedFiles(model, 'policies');
  const theirs = [...files].filter(([path]) => path.startsWith(FOLDER));
  return {
    ours: { kind: 'identity', identity: [read('ours', files.get('policies/app.permissions.json'))] },
    theirs: theirs.map(
      ([path, text]): PolicySet =>
        path.endsWith('.trust.json')
          ? { kind: 'trust', trust: read(path, text) }
          : { kind: 'resource', resource: read(path, text) },
    ),
  };
}

const allows = (set: PolicySet, asked: Asked, principal: string) => {
  const given = Object.entries(asked.context ?? {}).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  return evaluate({ ...asked, principal, context: Object.fromEntries(given) }, set).decision === 'allow';
};

/** Across accounts both sides must allow: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html */
const lets = ({ ours, theirs }: Sides, asked: Asked, principal = ROLE) =>
  allows(ours, asked, principal) && theirs.some((set) => allows(set, asked, principal));

const across = EVERY_GRANT.filter(({ kind }) => kind.ownPolicy !== undefined);
const useful = across.filter(({ kind, word }) => kind.ownPolicy?.within?.[word] === undefined);

describe.each(useful.map((grant) => [grant.label, grant] as const))('%s in another account', (_, grant) => {
  const { kind, word } = grant;
  const entry = there(grant);
  const model = modelOf(grant, entry);
  const thing = thingOf(kind, entry, HOME);
  const own = questionsOf({ kind, thing }, word).filter(({ resource }) => resource !== '*');

  test('is allowed by both sides, and by neither alone', async () => {
    const sides = await sidesOf(model);
    expect(own.length).toBeGreaterThan(0);
    for (const asked of own) {
      expect([asked, lets(sides, asked)]).toEqual([asked, true]);
      expect(lets({ ...sides, theirs: [] }, asked)).toBe(false);
      expect(lets({ ...sides, ours: { kind: 'identity', identity: [] } }, asked)).toBe(false);
    }
  });

  test('is given to the role alone, and nothing with it', async () => {
    const { theirs } = await sidesOf(model);
    const given = new Set(own.map(({ action }) => action));
    const more = Object.keys(kind.words)
      .flatMap((each) => questionsOf({ kind, thing }, each))
      .filter(({ action }) => !given.has(action));
    for (const set of theirs) {
      for (const asked of more) expect([asked, allows(set, asked, ROLE)]).toEqual([asked, false]);
      for (const asked of own) expect(allows(set, asked, `${ROLE}2`)).toBe(false);
    }
  });

  test('is explained by both sides in a spec, and not known from the files alone', async () => {
    const files = await renderedFiles(model, 'terraform', 'kubernetes');
    const rendered = [...files].map(([path, content]) => ({ path, content }));
    const world = await worldOfSpec(model, rendered);
    const strict = { ...world, strict: true };
    const inventory = await readFiles(rendered, { placeholders: 'text' });
    const alone = { ...world, inventory };
    const namesAccount = kind.arn?.without?.includes('accountId') !== true;
    for (const asked of own) {
      const question = { namespace: 'default', serviceAccount: 'app', ...asked };
      const { decision, assumptions } = explain(world, question);
      expect([asked, decision]).toEqual([asked, 'allowed']);
      expect(explain(strict, question).decision).toBe('unknown');
      expect(assumptions.join('\n')).toContain(`has the statements of ${FOLDER}`);
      if (namesAccount) expect(explain(alone, question).decision).toBe('unknown');
    }
  });
});

const within = across.filter((grant) => !useful.includes(grant));

test.each(within.map((grant) => [grant.label, grant] as const))(
  '%s has no other side to hand over',
  async (_, grant) => {
    const { theirs } = await sidesOf(modelOf(grant, there(grant)));
    expect(theirs).toEqual([]);
  },
);

const encrypted = EVERY_GRANT.filter(({ kind, word }) => kind.words[word]?.kms !== undefined);

test.each(encrypted.map((grant) => [grant.label, grant] as const))(
  '%s uses a key of another account through its service alone',
  async (_, grant) => {
    const { kind, word, entry } = grant;
    const sides = await sidesOf(modelOf(grant, { ...entry, kmsKeyArn: KEY }));
    expect(sides.theirs).toHaveLength(1);
    for (const action of kind.words[word]?.kms ?? []) {
      const via = (service: string) => ({
        ...{ action, resource: KEY },
        context: { 'kms:ViaService': `${service}.us-east-1.amazonaws.com` },
      });
      expect([action, lets(sides, via(kind.kmsVia ?? ''))]).toEqual([action, true]);
      expect(sides.theirs.some((set) => allows(set, via('ec2'), ROLE))).toBe(false);
    }
  },
);

test('a policy that several roles need is one file, in which each has statements of its own', async () => {
  const workload = (name: string, prefix: string) => ({
    ...{ name, serviceAccount: name, roleName: name },
    buckets: [{ name: 'media', accountId: OTHER, access: 'get' as const, prefix }],
  });
  const files = await renderedFiles(
    aModel({ cluster: RUNNING, workloads: [workload('a', 'a/'), workload('b', 'b/')] }),
    'policies',
  );
  const { Statement } = JSON.parse(files.get(`${FOLDER}bucket-policy.media.json`) ?? '{}');
  expect(Statement).toEqual(
    ['a', 'b'].map((name) => ({
      Sid: `GetObjectsFor${name.toUpperCase()}`,
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::111122223333:role/${name}` },
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::media/${name}/*`,
    })),
  );
});

test('things of one name get files of their own', async () => {
  const queue = (region: string) => ({ name: 'jobs', region, accountId: OTHER, access: 'send' as const });
  const files = await renderedFiles(
    aModel({ workloads: [{ roleName: 'app', queues: [queue('us-east-1'), queue('eu-west-1')] }] }),
    'policies',
  );
  expect([...files.keys()].filter((path) => path.startsWith(FOLDER))).toEqual([
    `${FOLDER}queue-policy.jobs.json`,
    `${FOLDER}queue-policy.jobs-2.json`,
  ]);
});

test('what is of the account itself has no other side', async () => {
  const models = EVERY_GRANT.filter(({ kind }) => kind.field !== 'roles').map((grant) =>
    modelOf(grant, grant.entry),
  );
  const files = await Promise.all(models.map((model) => renderedFiles(model, 'policies')));
  expect(files.flatMap((each) => [...each.keys()]).filter((path) => !path.startsWith('policies/'))).toEqual(
    [],
  );
});

describe('what a statement names of another account', () => {
  const given = (resources: readonly string[], actions: readonly string[]) =>
    aModel({
      cluster: RUNNING,
      workloads: [
        { roleName: 'app', buckets: [], statements: [{ actions: [...actions], resources: [...resources] }] },
      ],
    });

  test.each([
    ['queue-policy.orders', `arn:aws:sqs:us-east-1:${OTHER}:orders`, 'sqs:ChangeMessageVisibility'],
    ['table-policy.stock', `arn:aws:dynamodb:us-east-1:${OTHER}:table/stock/index/by-day`, 'dynamodb:Query'],
    ['key-policy.1234abcd-12ab-34cd-56ef-1234567890ab', KEY, 'kms:ReEncryptFrom'],
    ['reader.trust', `arn:aws:iam::${OTHER}:role/reader`, 'sts:AssumeRole'],
  ])('has its %s', async (name, resource, action) => {
    const model = given([resource], [action, 's3:ListAllMyBuckets']);
    const files = await renderedFiles(model, 'policies');
    expect([...files.keys()].filter((path) => path.startsWith(FOLDER))).toEqual([`${FOLDER}${name}.json`]);
    const { ours, theirs } = await sidesOf(model);
    const asked = { action, resource };
    expect([ours, ...theirs].map((side) => allows(side, asked, ROLE))).toEqual([true, true]);
    expect(allows(theirs[0] as PolicySet, { ...asked, action: `${action}x` }, ROLE)).toBe(false);
    expect(files.get(`${FOLDER}${name}.json`)).not.toContain('s3:');
  });

  test.each([
    ['of which only a pattern is known', `arn:aws:sqs:us-east-1:${OTHER}:orders-*`],
    ['of its own account', 'arn:aws:sqs:us-east-1:111122223333:orders'],
    ['everywhere', '*'],
  ])('has none for things %s', async (_, resource) => {
    const files = await renderedFiles(given([resource], ['sqs:SendMessage']), 'policies');
    expect([...files.keys()].filter((path) => path.startsWith('other-accounts/'))).toEqual([]);
  });
});
