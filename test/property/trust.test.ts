import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { render } from '../../src/artifacts/index.js';
import { trustOf } from '../../src/artifacts/policies.js';
import { explain, worldOfSpec } from '../../src/explain/index.js';
import { evaluate } from '../../src/iam/evaluate/index.js';
import { trustDocument } from '../../src/iam/policy.js';
import { inspectPolicy } from '../../src/iam/refusals.js';
import { MECHANISMS } from '../../src/spec/schema/identity.js';
import type { SpecInput } from '../../src/spec/schema.js';
import { isSubjectPattern } from '../../src/spec/subjects.js';
import type { Mechanism } from '../../src/spec/types.js';
import { modelOf } from './outputs.js';
import { settings } from './settings.js';

const [ACCOUNT, OTHER] = ['111122223333', '444455556666'] as const;
const issuerOf = (digit: string) => `https://oidc.eks.eu-west-1.amazonaws.com/id/${digit.repeat(32)}`;

/** Clusters that a spec may name, and one that no spec names. */
const CLUSTERS = ['blue', 'green', 'red', 'blue-2'].map((name, index) => ({
  name,
  oidcIssuer: issuerOf(String(index)),
}));

/** Names that are near each other, and patterns of them. */
const NAMESPACES = ['pr', 'pr-1', 'pr-17', 'apr-1', 'stage', 'pr-1-web'];
const ACCOUNTS = ['web', 'web2', 'web.a', 'aweb', 'we', 'api'];
const NAMESPACE_PATTERNS = [...NAMESPACES, 'pr-*', 'pr-1*', '*-1', 'pr-?', '*'];
const ACCOUNT_PATTERNS = [...ACCOUNTS, 'web*', 'we?', '*b', 'w*b', '*'];

interface Shape {
  readonly mechanism: Mechanism;
  readonly further: readonly string[];
  /** The account of the role: another one has it as somebody else's, by IRSA and for names alone. */
  readonly account: typeof ACCOUNT | typeof OTHER;
  readonly subjects: readonly { readonly namespace: string; readonly serviceAccount: string }[];
}

const anyShapes: fc.Arbitrary<Shape> = fc.record({
  mechanism: fc.constantFrom<Mechanism>(...MECHANISMS),
  further: fc.uniqueArray(fc.constantFrom('green', 'red'), { maxLength: 2 }),
  account: fc.constantFrom(ACCOUNT, OTHER),
  subjects: fc.uniqueArray(
    fc
      .record({
        namespace: fc.constantFrom(...NAMESPACE_PATTERNS),
        serviceAccount: fc.constantFrom(...ACCOUNT_PATTERNS),
      })
      .filter(({ namespace, serviceAccount }) => namespace !== '*' || serviceAccount !== '*'),
    { minLength: 1, maxLength: 4, selector: (subject) => `${subject.namespace}/${subject.serviceAccount}` },
  ),
});

const shapes = anyShapes.map(
  (shape): Shape =>
    shape.mechanism === 'irsa' && !shape.subjects.some(isSubjectPattern)
      ? shape
      : { ...shape, account: ACCOUNT },
);

function specOf({ account, mechanism, further, subjects }: Shape): SpecInput {
  const [own, ...others] = CLUSTERS as [(typeof CLUSTERS)[number], ...typeof CLUSTERS];
  return {
    version: 1,
    cluster: {
      ...{ name: own.name, region: 'eu-west-1', accountId: ACCOUNT, provision: false },
      ...(mechanism === 'pod-identity' ? {} : { oidcIssuer: own.oidcIssuer }),
    },
    identity: { mechanism, furtherClusters: others.filter(({ name }) => further.includes(name)) },
    workloads: subjects.map((subject, index) => ({
      ...{ name: `w${index}`, ...subject },
      buckets: [{ name: 'data', access: 'get' as const }],
      ...(account === OTHER
        ? { roleArn: `arn:aws:iam::${OTHER}:role/shared`, identity: { roleOwner: 'existing' as const } }
        : { roleName: 'shared' }),
    })),
  };
}

/** Whether a pattern covers a name, letter by letter: another way than that of the evaluator. */
function covers(pattern: string, name: string): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return name === '';
  const left = rest.join('');
  if (first === '*') return covers(left, name) || (name !== '' && covers(pattern, name.slice(1)));
  return name !== '' && (first === '?' || first === name[0]) && covers(left, name.slice(1));
}

/** What the shape says, in the words of the spec. */
function isMeant({ further, subjects }: Shape, { cluster, namespace, account, astray }: Pod): boolean {
  return (
    astray === 'no' &&
    ['blue', ...further].includes(cluster.name) &&
    subjects.some((each) => covers(each.namespace, namespace) && covers(each.serviceAccount, account))
  );
}

interface Asked {
  readonly principal: string;
  readonly action: string;
  readonly context: Readonly<Record<string, string>>;
}

/** In what a pod is wrong that is right in all else: the audience of its token, or the account of its provider or cluster. */
const ASTRAY = ['no', 'audience', 'account'] as const;

interface Pod {
  readonly cluster: (typeof CLUSTERS)[number];
  readonly namespace: string;
  readonly account: string;
  readonly astray: (typeof ASTRAY)[number];
}

const UNIVERSE: readonly Pod[] = CLUSTERS.flatMap((cluster) =>
  NAMESPACES.flatMap((namespace) =>
    ACCOUNTS.flatMap((account) => ASTRAY.map((astray) => ({ cluster, namespace, account, astray }))),
  ),
);

/** What AWS is asked for a pod, by the mechanism that it uses; all of it must be allowed. */
const REQUESTS: Readonly<
  Record<'irsa' | 'pod-identity', (pod: Pod, home: Shape['account']) => readonly Asked[]>
> = {
  irsa: ({ cluster, namespace, account, astray }, home) => {
    const host = cluster.oidcIssuer.slice('https://'.length);
    return [
      {
        principal: `arn:aws:iam::${astray === 'account' ? '777788889999' : home}:oidc-provider/${host}`,
        action: 'sts:AssumeRoleWithWebIdentity',
        context: {
          [`${host}:aud`]: astray === 'audience' ? 'vault' : 'sts.amazonaws.com',
          [`${host}:sub`]: `system:serviceaccount:${namespace}:${account}`,
        },
      },
    ];
  },
  'pod-identity': ({ cluster, namespace, account, astray }) =>
    ['sts:AssumeRole', 'sts:TagSession'].map((action) => ({
      principal: 'pods.eks.amazonaws.com',
      action,
      context: {
        'aws:SourceAccount': astray === 'no' ? ACCOUNT : OTHER,
        'aws:RequestTag/eks-cluster-name': cluster.name,
        'aws:RequestTag/kubernetes-namespace': namespace,
        'aws:RequestTag/kubernetes-service-account': account,
      },
    })),
};

/** What a role may that is somebody else's stands in no file of ours. */
const ourShapes = anyShapes.map((shape): Shape => ({ ...shape, account: ACCOUNT }));

/** A few of the universe: whoever is meant and whoever is not, by turns. */
const someOf = (pods: readonly Pod[], seed: number) => pods.filter((_, index) => (index + seed) % 5 === 0);

test('explain lets in exactly the same, in each cluster that is asked about', async () => {
  await fc.assert(
    fc.asyncProperty(ourShapes, fc.nat({ max: 4 }), async (shape, seed) => {
      const model = modelOf(specOf(shape), 'json');
      const files = await render(model, ['terraform']);
      for (const { name } of model.clusters) {
        const world = await worldOfSpec(model, files, { cluster: name });
        const pods = someOf(
          UNIVERSE.filter(({ cluster, astray }) => cluster.name === name && astray === 'no'),
          seed,
        );
        const letIn = pods.filter(
          ({ namespace, account }) =>
            explain(world, {
              ...{ namespace, serviceAccount: account },
              ...{ action: 's3:GetObject', resource: 'arn:aws:s3:::data/a' },
            }).decision === 'allowed',
        );
        expect(letIn).toEqual(pods.filter((pod) => isMeant(shape, pod)));
      }
    }),
    settings(20261128, 8),
  );
});

test('a role lets in exactly the service accounts that the spec says, in the clusters that it says', () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const model = modelOf(specOf(shape), 'json');
      const [role] = model.roles;
      if (role === undefined) throw new Error('there is no role');
      const { document, problems } = inspectPolicy(trustDocument(trustOf(role, model) ?? []), 'trust');
      expect(problems).toEqual([]);
      const trust = { name: 'trust', document };
      for (const [mechanism, requests] of Object.entries(REQUESTS)) {
        const used = shape.mechanism === 'both' || shape.mechanism === mechanism;
        const letIn = UNIVERSE.filter((pod) =>
          requests(pod, shape.account).every(
            (request) =>
              evaluate({ ...request, resource: role.arn }, { kind: 'trust', trust }).decision === 'allow',
          ),
        );
        expect(letIn).toEqual(used ? UNIVERSE.filter((pod) => isMeant(shape, pod)) : []);
      }
    }),
    settings(20261128, 16),
  );
});
