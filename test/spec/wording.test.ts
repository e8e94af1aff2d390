import { expect, test } from '@jest/globals';
import { parseSpec } from '../../src/spec/parse.js';
import type { SpecInput } from '../../src/spec/schema.js';
import { aPod, aSpecInput, aWorkload, type Part } from '../support/a-spec.js';

type WorkloadPart = Part<SpecInput['workloads'][number]>;

const [ISSUER = '', GREEN = '', RED = ''] = ['0', '1', '2'].map(
  (digit) => `https://oidc.eks.us-east-1.amazonaws.com/id/${digit.repeat(32)}`,
);
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const TAG = 'aws:PrincipalTag/kubernetes-namespace';
const NO_TAGS = { identity: { mechanism: 'pod-identity' }, sessionTags: false } as const;
const eksctlIn = (identity: Part<SpecInput['identity']>): Part<SpecInput> => ({
  cluster: { region: 'eusc-de-east-1', provision: false },
  identity,
});
const SUBNET = { id: 'subnet-0aaaaaaaaaaaaaaa1', availabilityZone: 'us-east-1a' };

/** All that is said about a spec: messages, each with its help. */
function saying(changes: Part<SpecInput>): string {
  return parseSpec(JSON.stringify(aSpecInput(changes)), 'irsa.yaml')
    .diagnostics.map(({ message, help }) => `${message}: ${help}`)
    .join('\n');
}

const one = (changes: WorkloadPart): Part<SpecInput> => ({ workloads: [aWorkload(changes)] });
const pod = (changes: Parameters<typeof aPod>[0]) => one({ pod: aPod(changes) });
/** Further clusters by names and issuers; the spec's own cluster is `demo-k8s`. */
const further = (...clusters: (readonly [name: string, oidcIssuer: string])[]) => ({
  cluster: { oidcIssuer: ISSUER },
  identity: { furtherClusters: clusters.map(([name, oidcIssuer]) => ({ name, oidcIssuer })) },
});
const prefixed = (changes: WorkloadPart) =>
  one({ buckets: [{ name: 'b-1', access: 'get', prefix: `\${${TAG}}/` }], ...changes });
const stated = (changes: WorkloadPart) =>
  one({
    statements: [{ actions: ['s3:GetObject'], resources: [`arn:aws:s3:::b/\${${TAG}}/*`] }],
    ...changes,
  });
const subnets = (kind: 'publicSubnets' | 'privateSubnets', privateNetworking: boolean): Part<SpecInput> => ({
  cluster: {
    vpc: { id: 'vpc-0a1b2c3d4e5f67890', privateSubnets: [], publicSubnets: [], [kind]: [SUBNET] },
    nodeGroups: [{ name: 'nodes', privateNetworking }],
  },
});

test.each<[string, Part<SpecInput>, RegExp]>([
  ['an image without tag', pod({ image: 'nginx' }), /"nginx" has no tag/],
  ['the tag latest', pod({ image: 'nginx:latest' }), /"nginx:latest" has the tag latest/],
  ['a source of nothing', pod({ envFrom: [{}] }), /names neither a Secret nor a ConfigMap/],
  ['a source of both', pod({ envFrom: [{ secret: 'a', configMap: 'b' }] }), /names both a Secret and a Conf/],
  ['the own cluster', further(['demo-k8s', GREEN]), /"demo-k8s" is the name of the spec's own cluster as/],
  ['a cluster twice', further(['a', GREEN], ['a', RED]), /"a" is the name of furtherClusters\[0\] as well/],
  ['the own issuer', further(['a', ISSUER]), /is the issuer of cluster\.oidcIssuer as well/],
  ['an issuer twice', further(['a', GREEN], ['b', GREEN]), /is the issuer of furtherClusters\[0\] as well/],
  ['no name', one({ queues: [{ access: 'send' }] }), /write the name of the queue, or its arn$/],
  [
    'one name of two',
    one({ databases: [{ user: 'app', access: 'connect' }] } as never),
    /write the resourceId of the database$/,
  ],
  [
    'a key that two words would use',
    one({ buckets: [{ name: 'b-1', access: 'list', kmsKeyArn: KEY }] }),
    /only get and put use the key: take kmsKeyArn out, or add get or put to access/,
  ],
  [
    'a key that one word would use',
    one({ topics: [{ name: 't', access: 'subscribe', kmsKeyArn: KEY }] }),
    /only publish uses the key: take kmsKeyArn out, or add publish to access/,
  ],
  [
    'a role by eksctl where eksctl is not',
    eksctlIn({ roleOwner: 'eksctl' }),
    /does not know the region eusc-de-east-1: use terraform or existing/,
  ],
  [
    'a service account by eksctl where eksctl is not',
    eksctlIn({ serviceAccountOwner: 'eksctl' }),
    /does not know the region eusc-de-east-1: use manifest or existing/,
  ],
  [
    'private nodes without private subnets',
    subnets('publicSubnets', true),
    /true asks for privateSubnets, .*: set privateNetworking: false, or list privateSubnets/,
  ],
  [
    'public nodes without public subnets',
    subnets('privateSubnets', false),
    /false asks for publicSubnets, .*: set privateNetworking: true, or list publicSubnets/,
  ],
  [
    'a label of Kubernetes',
    pod({ labels: { 'pod-template-hash': 'x' } }),
    /"pod-template-hash" is a label that Kubernetes gives by itself/,
  ],
  [
    'a label of the manifests',
    pod({ labels: { 'app.kubernetes.io/name': 'x' } }),
    /"app.kubernetes.io\/name" is a label of the manifests themselves/,
  ],
  [
    'a label that keeps the role away',
    pod({ labels: { 'eks.amazonaws.com/skip-pod-identity-webhook': 'x' } }),
    /webhook" keeps EKS from giving the pod its role/,
  ],
  [
    'a prefix by tags, with IRSA',
    prefixed({}),
    /which irsa does not set: nothing is allowed there: write .*, or use mechanism: pod-identity/,
  ],
  [
    'a prefix by tags, on the way from IRSA',
    prefixed({ identity: { mechanism: 'both' } }),
    /which irsa does not set: nothing is allowed there to pods that take it: .* mechanism: pod-identity/,
  ],
  [
    'a prefix by tags that are off',
    prefixed(NO_TAGS),
    /which sessionTags: false leaves out: nothing is allowed there: write .*, or take sessionTags out/,
  ],
  [
    'a statement by tags, with IRSA',
    stated({}),
    /which irsa does not set: set identity\.mechanism: pod-identity, or take a policy/,
  ],
  [
    'a statement by tags that are off',
    stated(NO_TAGS),
    /which sessionTags: false leaves out: take sessionTags out, or take a policy/,
  ],
  [
    'a parameter of a program that has none',
    one({ uses: 'vpc-cni', with: { zones: ['x'] } }),
    /is no parameter of vpc-cni: it takes none: take with out/,
  ],
  [
    'a parameter that a program does not have',
    one({ uses: 'external-dns', with: { zone: ['x'] } } as never),
    /is no parameter of external-dns: use zones/,
  ],
  [
    'any service account',
    one({ namespace: 'pr-17', serviceAccount: '*' }),
    /lets any service account of namespace pr-17 have .*: whoever may make a service account or a pod there/,
  ],
  [
    'a pattern of namespaces',
    one({ namespace: 'pr-*', serviceAccount: 'web-*' }),
    /lets every service account that begins with web- of .* pr- have .*: whoever may make such a namespace/,
  ],
])('it says what is wrong, and the help fits: %s', (_name, given, want) => {
  expect(saying(given)).toMatch(want);
});

test.each([
  [{ name: 's', accountId: '444455556666' }, true],
  [{ arn: 'arn:aws:secretsmanager:us-east-1:444455556666:secret:s' }, false],
])('a secret of another account is found by its ARN alone: %j', (secret, isSaid) => {
  const key = KEY.replace('111122223333', '444455556666');
  const said = saying(one({ secrets: [{ ...secret, access: 'read', kmsKeyArn: key }] }));
  expect(said).toContain('policy must let 111122223333 in as well');
  expect(said.includes('is found by its ARN alone, and the entry has its name')).toBe(isSaid);
});
