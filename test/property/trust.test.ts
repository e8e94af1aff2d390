import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { trustOf } from '../../src/artifacts/policies.js';
import { evaluate } from '../../src/iam/evaluate/index.js';
import { trustDocument } from '../../src/iam/policy.js';
import { inspectPolicy } from '../../src/iam/refusals.js';
import { MECHANISMS } from '../../src/spec/schema/identity.js';
import type { SpecInput } from '../../src/spec/schema.js';
import type { Mechanism } from '../../src/spec/types.js';
import { modelOf } from './outputs.js';
import { settings } from './settings.js';

const ACCOUNT = '111122223333';
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
  readonly subjects: readonly { readonly namespace: string; readonly serviceAccount: string }[];
}

const shapes: fc.Arbitrary<Shape> = fc.record({
  mechanism: fc.constantFrom<Mechanism>(...MECHANISMS),
  further: fc.uniqueArray(fc.constantFrom('green', 'red'), { maxLength: 2 }),
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

function specOf({ mechanism, further, subjects }: Shape): SpecInput {
  const [own, ...others] = CLUSTERS as [(typeof CLUSTERS)[number], ...typeof CLUSTERS];
  return {
    version: 1,
    cluster: {
      ...{ name: own.name, region: 'eu-west-1', accountId: ACCOUNT, provision: false },
      ...(mechanism === 'pod-identity' ? {} : { oidcIssuer: own.oidcIssuer }),
    },
    identity: { mechanism, furtherClusters: others.filter(({ name }) => further.includes(name)) },
    workloads: subjects.map((subject, index) => ({
      ...{ name: `w${index}`, roleName: 'shared', ...subject },
      buckets: [{ name: 'data', access: 'get' as const }],
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
    !astray &&
    ['blue', ...further].includes(cluster.name) &&
    subjects.some((each) => covers(each.namespace, namespace) && covers(each.serviceAccount, account))
  );
}

interface Asked {
  readonly principal: string;
  readonly action: string;
  readonly context: Readonly<Record<string, string>>;
}

/** A pod as the universe has it; `astray` is right in all but the audience of its token, or the account that it is asked from. */
interface Pod {
  readonly cluster: (typeof CLUSTERS)[number];
  readonly namespace: string;
  readonly account: string;
  readonly astray: boolean;
}

const UNIVERSE: readonly Pod[] = CLUSTERS.flatMap((cluster) =>
  NAMESPACES.flatMap((namespace) =>
    ACCOUNTS.flatMap((account) => [false, true].map((astray) => ({ cluster, namespace, account, astray }))),
  ),
);

/** What AWS is asked for a pod, by the mechanism that it uses; all of it must be allowed. */
const REQUESTS: Readonly<Record<'irsa' | 'pod-identity', (pod: Pod) => readonly Asked[]>> = {
  irsa: ({ cluster, namespace, account, astray }) => {
    const host = cluster.oidcIssuer.slice('https://'.length);
    return [
      {
        principal: `arn:aws:iam::${ACCOUNT}:oidc-provider/${host}`,
        action: 'sts:AssumeRoleWithWebIdentity',
        context: {
          [`${host}:aud`]: astray ? 'vault' : 'sts.amazonaws.com',
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
        'aws:SourceAccount': astray ? '444455556666' : ACCOUNT,
        'aws:RequestTag/eks-cluster-name': cluster.name,
        'aws:RequestTag/kubernetes-namespace': namespace,
        'aws:RequestTag/kubernetes-service-account': account,
      },
    })),
};

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
          requests(pod).every(
            (request) =>
              evaluate({ ...request, resource: role.arn }, { kind: 'trust', trust }).decision === 'allow',
          ),
        );
        expect(letIn).toEqual(used ? UNIVERSE.filter((pod) => isMeant(shape, pod)) : []);
      }
    }),
    settings(20261128, 25),
  );
});
