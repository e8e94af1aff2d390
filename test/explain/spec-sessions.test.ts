import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fillSessionTags } from '../../src/aws/session-tags.js';
import { explain, type Question, type World, worldOfSpec } from '../../src/explain/index.js';
import { buildWorld } from '../../src/explain/world.js';
import type { AccessModel } from '../../src/model/types.js';
import { readFiles } from '../../src/readers/index.js';
import { settings } from '../property/settings.js';
import { aModel, type ModelParts, RUNNING, type WorkloadParts } from '../support/a-model.js';
import { renderedFiles } from '../support/rendered.js';

const OWN = '111122223333';
const OTHER = '444455556666';
const TARGET = `arn:aws:iam::${OTHER}:role/media/reader`;
const GET = { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::media/*'] };
const PHOTO = { action: 's3:GetObject', resource: 'arn:aws:s3:::media/a.jpg' };

const associated = (workload: WorkloadParts, more: ModelParts = {}) =>
  aModel({
    ...more,
    cluster: { provision: false, ...more.cluster },
    identity: { mechanism: 'pod-identity', ...more.identity },
    workloads: [{ roleName: 'app', ...workload }],
  });

async function filesOf(model: AccessModel) {
  return [...(await renderedFiles(model))].map(([path, content]) => ({ path, content }));
}

const ask = (world: World, question: Partial<Question> & Pick<Question, 'action' | 'resource'>) =>
  explain(world, { namespace: 'default', serviceAccount: 'app', ...question });

/** The links that decide, by kind and status. */
const said = ({ links }: ReturnType<typeof ask>) => links.map(({ kind, status }) => `${kind} ${status}`);

/** A role as AWS tells it: it may do everything with the objects of media. */
function roleFiles(trust: object, arn = TARGET): { path: string; content: string }[] {
  const role = {
    ...{ Path: arn.includes('media') ? '/media/' : '/', RoleName: arn.split('/').at(-1), RoleId: 'AROA' },
    Arn: arn,
    ...{ CreateDate: '2026-01-01T00:00:00Z', AssumeRolePolicyDocument: trust },
    RolePolicyList: [
      {
        PolicyName: 'media',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::media/*' }],
        },
      },
    ],
    ...{ AttachedManagedPolicies: [], InstanceProfileList: [], Tags: [] },
  };
  const details = { UserDetailList: [], GroupDetailList: [], RoleDetailList: [role], Policies: [] };
  return [{ path: 'theirs.json', content: JSON.stringify(details) }];
}

describe.each([
  ['with tags', {}],
  ['without tags', { sessionTags: false }],
  ['without tags, narrowed', { sessionTags: false, sessionPolicy: [GET] }],
] as const)('a target role, %s', (_name, session) => {
  const model = associated({ buckets: [], targetRoleArn: TARGET, ...session } as WorkloadParts);

  test('is reached as far as both sides say so, and what it may do is not known', async () => {
    const world = await worldOfSpec(model, await filesOf(model));
    const answer = ask(world, PHOTO);
    expect(answer.decision).toBe('unknown');
    expect(said(answer).slice(-3)).toEqual(['chaining ok', 'trust ok', 'role unknown']);
    expect(answer.links.at(-1)).toMatchObject({
      reason: `target role ${TARGET} is not in the files: what it may do is not known`,
      fix: expect.stringContaining(`account ${OTHER} is told by \`aws iam get-role --role-name reader\``),
    });
  });

  const worldWith = async (change: (file: { path: string; content: string }) => string | undefined) => {
    const files = await filesOf(model);
    const trust = files.find(({ path }) => path.endsWith('reader.trust.json'))?.content ?? '';
    const ours = files.flatMap((file) => {
      const content = file.path.startsWith('other-accounts/') ? undefined : change(file);
      return content === undefined ? [] : [{ ...file, content }];
    });
    return {
      both: buildWorld(await readFiles([...ours, ...roleFiles(JSON.parse(trust) as object)])),
      without: buildWorld(await readFiles([...ours, ...roleFiles({ Version: '2012-10-17', Statement: [] })])),
      elsewhere: buildWorld(
        await readFiles([
          ...ours,
          ...roleFiles(
            JSON.parse(trust.replaceAll('app', 'other').replaceAll('role/other', 'role/app')) as object,
          ),
        ]),
      ),
    };
  };

  test('lets the pod do it with both sides, and not without theirs', async () => {
    const { both, without, elsewhere } = await worldWith(({ content }) => content);
    expect([ask(both, PHOTO).decision, said(ask(both, PHOTO)).at(-1)]).toEqual([
      'allowed',
      session === undefined || !('sessionPolicy' in session) ? 'permissions ok' : 'session-policy ok',
    ]);
    expect(ask(without, PHOTO).decision).toBe('denied');
    // Statements for another service account.
    expect(ask(elsewhere, PHOTO).decision).toBe('denied');
  });

  test('lets the pod do nothing without ours', async () => {
    const { both } = await worldWith(({ path, content }) =>
      path.startsWith('terraform')
        ? content.replaceAll(
            '"sts:AssumeRole",\n      "sts:TagSession",\n    ]\n    resources',
            '"sts:TagSession"]\n    resources',
          )
        : content,
    );
    expect(ask(both, PHOTO).decision).toBe('denied');
  });
});

test('a session policy narrows the target role alone', async () => {
  const model = associated({
    buckets: [],
    targetRoleArn: TARGET,
    sessionTags: false,
    sessionPolicy: [GET],
  });
  const files = await filesOf(model);
  const trust = files.find(({ path }) => path.endsWith('reader.trust.json'))?.content ?? '';
  const world = buildWorld(await readFiles([...files, ...roleFiles(JSON.parse(trust) as object)]));
  expect(ask(world, PHOTO).decision).toBe('allowed');
  expect(ask(world, { ...PHOTO, action: 's3:PutObject' }).decision).toBe('denied');
});

describe('associations that the runbook lets people make', () => {
  const existing = {
    identity: { roleOwner: 'existing' as const },
    roleArn: `arn:aws:iam::${OWN}:role/app`,
    buckets: [],
  };

  test('go on to the target role', async () => {
    const model = associated({ ...existing, targetRoleArn: TARGET });
    const answer = ask(await worldOfSpec(model, await filesOf(model)), PHOTO);
    expect(said(answer)).toContain('role unknown');
    expect(answer.decision).toBe('unknown');
  });

  test('are narrowed by their policy', async () => {
    const model = associated({ ...existing, sessionTags: false, sessionPolicy: [GET] });
    const files = await filesOf(model);
    const trust = JSON.parse(
      files.find(({ path }) => path.endsWith('app.trust.json'))?.content ?? '',
    ) as object;
    const world = await worldOfSpec(model, [...files, ...roleFiles(trust, existing.roleArn)]);
    expect(ask(world, PHOTO).decision).toBe('allowed');
    expect(ask(world, { ...PHOTO, action: 's3:PutObject' }).decision).toBe('denied');
  });
});

const OWN_FILES = {
  name: 'tenants',
  access: 'read' as const,
  prefix: '${aws:PrincipalTag/kubernetes-namespace}/',
};
const BY_STATEMENT = {
  buckets: [],
  statements: [
    {
      actions: ['s3:GetObject'],
      resources: [
        'arn:aws:s3:::tenants/${aws:PrincipalTag/eks-cluster-name}/${aws:PrincipalTag/kubernetes-namespace}/*',
      ],
    },
  ],
};
const objectIn = (prefix: string) => ({
  action: 's3:GetObject',
  resource: `arn:aws:s3:::tenants/${prefix}a`,
});

describe.each([
  ['irsa', 'with', { identity: { mechanism: 'irsa' as const }, cluster: RUNNING }, {}, 'denied'],
  ['pod-identity', 'with', {}, {}, 'allowed'],
  ['pod-identity', 'without', {}, { sessionTags: false }, 'denied'],
] as const)('tags of the session, by %s %s tags', (_mechanism, _tags, parts, session, want) => {
  test.each([
    ['in a prefix', { buckets: [OWN_FILES] }, ''],
    ['in a statement', BY_STATEMENT, 'demo/'],
  ] as const)('%s, are decided for the namespace', async (_where, grants, before) => {
    const model = associated({ ...grants, ...session } as WorkloadParts, parts as ModelParts);
    const world = await worldOfSpec(model, await filesOf(model));
    expect(ask(world, objectIn(`${before}default/`)).decision).toBe(want);
    for (const near of ['', 'default', 'Default/', 'defaul/', 'default-2/', 'kube-system/', '*/', '/'])
      expect([near, ask(world, objectIn(`${before}${near}`)).decision]).toEqual([near, 'denied']);
    if (before !== '') expect(ask(world, objectIn('other/default/')).decision).toBe('denied');
  });

  test('in a prefix, are decided for what is listed', async () => {
    const model = associated({ buckets: [OWN_FILES], ...session } as WorkloadParts, parts as ModelParts);
    const world = await worldOfSpec(model, await filesOf(model));
    const list = (prefix: string | undefined) =>
      ask(world, {
        action: 's3:ListBucket',
        resource: 'arn:aws:s3:::tenants',
        context: { 's3:prefix': prefix },
      }).decision;
    expect(['default/', 'default/2026/', 'default', 'other/', undefined].map(list)).toEqual([
      ...[want, want],
      ...['denied', 'denied', 'denied'],
    ]);
  });
});

/** Names over few letters, so that many begin alike. */
const label = fc.stringMatching(/^[ab](?:[ab-]?[ab]){0,2}$/);
const TAGS = ['kubernetes-namespace', 'kubernetes-service-account', 'eks-cluster-name'] as const;
const piece = fc.oneof(
  fc.constantFrom('a', 'b-', '-', '/'),
  fc.constantFrom(...TAGS.map((tag) => `\${aws:PrincipalTag/${tag}}`)),
);

test('random prefixes with tags let each service account at what begins with its own, and at nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.record({ namespace: label, serviceAccount: label }), {
        minLength: 2,
        maxLength: 4,
        selector: ({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`,
      }),
      fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => `${pieces.join('')}/`),
      async (subjects, prefix) => {
        fc.pre(!prefix.startsWith('/'));
        const model = aModel({
          cluster: { provision: false },
          identity: { mechanism: 'pod-identity' },
          workloads: subjects.map((subject) => ({
            ...subject,
            roleName: 'shared',
            buckets: [{ name: 'tenants', access: 'get' as const, prefix }],
          })),
        });
        const world = await worldOfSpec(model, await filesOf(model));
        const own = ({ namespace, serviceAccount }: (typeof subjects)[number]) =>
          fillSessionTags(prefix, {
            'kubernetes-namespace': namespace,
            'kubernetes-service-account': serviceAccount,
            'eks-cluster-name': 'demo',
          });
        for (const subject of subjects)
          for (const key of subjects.flatMap((other) => [
            own(other),
            own(other).slice(0, -1),
            `a${own(other)}`,
          ])) {
            const answer = explain(world, { ...subject, ...objectIn(key) });
            expect([subject, key, answer.decision]).toEqual([
              ...[subject, key],
              `${key}a`.startsWith(own(subject)) ? 'allowed' : 'denied',
            ]);
          }
      },
    ),
    settings(20261128, 12),
  );
});
