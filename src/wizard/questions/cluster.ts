import { EKS_VERSIONS, eksSupport, supportedEksVersions } from '../../aws/eks-versions.js';
import { PARTITIONS } from '../../aws/partitions.js';
import { CLUSTER_DEFAULTS } from '../../spec/built-in.js';
import { ACCOUNT, CLUSTER_NAME, clusterOf, ISSUER } from '../forms.js';
import { type Choice, type Fallback, lastAnswer, type Question, type Scope } from '../question.js';
import { startProvisions } from './start.js';

const TOPIC = 'Cluster';

/** What is asked about the cluster itself. */
export const CLUSTER: readonly Question[] = [
  {
    key: 'cluster.provision',
    kind: 'choice',
    topic: TOPIC,
    label: 'Cluster',
    message: 'Does the cluster exist?',
    help: 'A new one gets an eksctl ClusterConfig; for one that exists only its name and account are needed.',
    asked: 'review',
    fallback: (scope) => ({ value: startProvisions(scope.get('@start')) ?? CLUSTER_DEFAULTS.provision }),
    choices: () => [
      { value: true, name: 'eksctl makes a new one' },
      { value: false, name: 'it exists' },
    ],
  },
  {
    key: 'cluster.name',
    kind: 'text',
    form: CLUSTER_NAME,
    implies: (text) => {
      const { region, accountId } = clusterOf(text) ?? {};
      return region === undefined || accountId === undefined
        ? {}
        : { 'cluster.region': region, 'cluster.accountId': accountId };
    },
    topic: TOPIC,
    label: 'Name',
    message: 'Cluster name',
    help: (scope) =>
      scope.get('cluster.provision') === false
        ? 'Its ARN will do too, as kubectl and the console show it: that answers region and account as well.'
        : 'It names the cluster in EKS, and role names are derived from it.',
    example: 'demo-k8s',
    asked: 'always',
    fallback: (scope) => {
      const { folder } = scope.surroundings;
      if (scope.get('cluster.provision') === false)
        return ofContext(scope, 'name') ?? lastAnswer(scope, 'cluster.name');
      return folder === undefined ? undefined : { value: folder, origin: "the folder's name" };
    },
  },
  {
    key: 'cluster.region',
    kind: 'search',
    topic: TOPIC,
    label: 'Region',
    message: 'Region',
    help: 'Where the cluster runs; it decides ARNs and endpoints. Type a code or a place, such as Frankfurt.',
    example: 'eu-central-1',
    asked: 'always',
    fallback: (scope) => {
      const { region } = scope.surroundings;
      const known = region === undefined ? undefined : { value: region.code, origin: region.origin };
      return ofContext(scope, 'region') ?? known ?? lastAnswer(scope, 'cluster.region');
    },
    choices: () => REGIONS,
  },
  {
    key: 'cluster.accountId',
    kind: 'text',
    form: ACCOUNT,
    topic: TOPIC,
    label: 'Account',
    message: 'AWS account id',
    help: "The role's ARN holds it; `aws sts get-caller-identity` prints yours.",
    example: '111122223333',
    asked: 'always',
    fallback: (scope) => ofContext(scope, 'accountId') ?? lastAnswer(scope, 'cluster.accountId'),
  },
  {
    key: 'cluster.kubernetesVersion',
    kind: 'choice',
    topic: TOPIC,
    label: 'Kubernetes',
    message: 'Kubernetes version',
    help: 'EKS charges more for versions that have left standard support, and ends them a year later.',
    asked: 'customise',
    when: (scope) =>
      scope.get('cluster.provision') !== false || scope.given('cluster.kubernetesVersion') !== undefined,
    fallback: () => ({ value: CLUSTER_DEFAULTS.kubernetesVersion }),
    choices: versions,
  },
  {
    key: 'cluster.oidcIssuer',
    kind: 'text',
    form: ISSUER,
    topic: TOPIC,
    label: 'OIDC issuer',
    message: "The cluster's OIDC issuer URL",
    help: 'With it Terraform plans without looking the cluster up. `aws eks describe-cluster` prints it; it can be added later.',
    example: (scope) =>
      `https://oidc.eks.${scope.get('cluster.region') ?? 'us-east-1'}.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE`,
    asked: (scope) => (scope.get('cluster.provision') === false ? 'customise' : 'review'),
    optional: true,
  },
];

const REGIONS: readonly Choice[] = PARTITIONS.flatMap(({ regions }) =>
  regions.map(({ code, place }) => ({ value: code, name: `${code.padEnd(16)}${place}` })),
);

/** What kubectl's current context tells of a cluster that exists; of its place only where the answer is that cluster. */
function ofContext(scope: Scope, part: 'name' | 'region' | 'accountId'): Fallback | undefined {
  const { cluster } = scope.surroundings;
  const value = cluster?.[part];
  if (value === undefined || scope.get('cluster.provision') !== false) return undefined;
  if (part !== 'name' && scope.get('cluster.name') !== cluster?.name) return undefined;
  return { value, origin: "kubectl's current context" };
}

function versions(scope: Scope): readonly Choice[] {
  const current = scope.get('cluster.kubernetesVersion');
  const known = [...supportedEksVersions()].reverse();
  const all = typeof current === 'string' && !known.includes(current) ? [current, ...known] : known;
  return all.map((version) => ({ value: version, name: `${version}  ${describeSupport(version)}` }));
}

function describeSupport(version: string): string {
  const entry = EKS_VERSIONS.find((known) => known.version === version);
  switch (eksSupport(version)) {
    case 'standard':
      return entry?.standardEnds === undefined
        ? 'standard support; its end is not published yet'
        : `standard support until ${entry.standardEnds}`;
    case 'extended':
      return `extended support, which costs extra, until ${entry?.extendedEnds}`;
    case 'ended':
      return 'no longer supported';
    case 'unknown':
      return 'unknown to this release';
  }
}
