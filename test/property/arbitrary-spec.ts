import fc from 'fast-check';
import { partitionOf } from '../../src/aws/partitions.js';
import type { SpecInput } from '../../src/spec/schema.js';
import type { Mechanism, RoleOwner, ServiceAccountOwner } from '../../src/spec/types.js';
import { arbitraryGrants } from './arbitrary-grants.js';
import { arbitraryPod } from './arbitrary-pod.js';
import { freeText, keyPairText, lineText, tagKey, tagText } from './arbitrary-texts.js';
import { type Chooser, chooserOf } from './chooser.js';

type Workload = SpecInput['workloads'][number];

const REGIONS = [
  'us-east-1',
  'eu-central-1',
  'cn-northwest-1',
  'us-gov-west-1',
  'us-iso-east-1',
  'us-isob-east-1',
  'eu-isoe-west-1',
  'us-isof-south-1',
  'eusc-de-east-1',
];

/** Role owner and service account owner, as the contract's table has them; the last two not with Pod Identity. */
const OWNERS: readonly (readonly [RoleOwner, ServiceAccountOwner])[] = [
  ['terraform', 'manifest'],
  ['terraform', 'existing'],
  ['existing', 'manifest'],
  ['existing', 'existing'],
  ['eksctl', 'eksctl'],
  ['eksctl', 'manifest'],
  ['eksctl', 'existing'],
  ['terraform', 'eksctl'],
  ['existing', 'eksctl'],
];

/** Where the cluster is, and whether it exists: what all else depends on. */
export interface Setting {
  readonly region: string;
  readonly partition: string;
  readonly dnsSuffix: string;
  readonly accountId: string;
  readonly provision: boolean;
  readonly syntax: 'hcl' | 'json' | 'both';
}

/** A service account with its role, before workloads run as it. */
interface Account {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly mechanism: Mechanism;
  readonly roleOwner: RoleOwner;
  readonly serviceAccountOwner: ServiceAccountOwner;
  readonly roleName?: string;
  readonly roleArn?: string;
  readonly policyName?: string;
}

/** Specs that hold, of every mode, with hostile text wherever text is free. */
export function arbitrarySpec(syntaxes: readonly ('hcl' | 'json' | 'both')[]): fc.Arbitrary<SpecInput> {
  return fc.gen().map((gen) => specFrom(chooserOf(gen), syntaxes));
}

function specFrom(choose: Chooser, syntaxes: readonly ('hcl' | 'json' | 'both')[]): SpecInput {
  const region = choose.of(...REGIONS);
  const { name: partition = 'aws', dnsSuffix = '' } = partitionOf(region) ?? {};
  const setting: Setting = {
    region,
    partition,
    dnsSuffix,
    accountId: choose.of('111122223333', '012345678901', '000000000000'),
    provision: partition !== 'aws-eusc' && choose.odds(0.6),
    syntax: choose.of(...syntaxes),
  };
  const accounts = chooseAccounts(choose, setting);
  const workloads = chooseWorkloads(choose, setting, accounts);
  return {
    version: 1,
    cluster: chooseCluster(choose, setting, accounts),
    identity: chooseIdentity(choose, setting, accounts),
    terraform: chooseTerraform(choose, setting),
    ...choose.maybe(0.6, () => ({ tags: choose.record(tagKey, tagText, 3) })),
    workloads,
  };
}

function chooseAccounts(choose: Chooser, { partition, accountId }: Setting): readonly Account[] {
  const accounts: Account[] = [];
  const mechanisms = choose.of<readonly Mechanism[]>(
    ['irsa'],
    ['irsa'],
    ['pod-identity'],
    ['irsa', 'pod-identity'],
    ['both'],
  );
  const owners = OWNERS.filter((pair) => partition !== 'aws-eusc' || !pair.includes('eksctl'));
  const spread = choose.odds(0.5) ? owners : [choose.of(...owners)];
  const count = choose.of(1, 1, 1, 2, 2, 3);
  for (let index = 0; index < count; index += 1) {
    const mechanism = choose.of(...mechanisms);
    const possible = spread.filter(
      ([role, account]) =>
        mechanism === 'irsa' ||
        (mechanism === 'both' ? role !== 'eksctl' : role === 'eksctl' || account !== 'eksctl'),
    );
    const [roleOwner, serviceAccountOwner] = choose.of(
      ...(possible.length > 0 ? possible : owners.slice(0, 1)),
    );
    const dotted = roleOwner === 'eksctl' ? '' : choose.of('', '', '.web', '.a.b');
    const long =
      roleOwner === 'eksctl'
        ? ''
        : choose.of('', '', '', '-with-a-rather-long-name-that-makes-roles-too-long');
    const own = { mechanism, roleOwner, serviceAccountOwner };
    accounts.push({
      namespace: choose.of('default', 'kube-system', 'web', 'on', '0'),
      serviceAccount: `${choose.of('sa', 'no', 'app', '1', 'null')}${index}${long}${dotted}`,
      ...own,
      ...roleOf(choose, own, accounts, `arn:${partition}:iam::${accountId}:role`),
    });
  }
  return accounts;
}

function roleOf(
  choose: Chooser,
  { mechanism, roleOwner }: Pick<Account, 'mechanism' | 'roleOwner'>,
  accounts: readonly Account[],
  prefix: string,
): Pick<Account, 'roleName' | 'roleArn' | 'policyName'> {
  const index = accounts.length;
  const sharable = accounts.find((one) => one.mechanism === mechanism && one.roleOwner === roleOwner);
  if (roleOwner === 'existing') {
    if (sharable?.roleArn !== undefined && choose.odds(0.3)) return { roleArn: sharable.roleArn };
    return { roleArn: `${prefix}/${choose.of('', 'teams/', 'a.b/c=d/')}there${index}` };
  }
  if (roleOwner === 'terraform' && sharable?.roleName !== undefined && choose.odds(0.4)) {
    return { roleName: sharable.roleName };
  }
  if (choose.odds(0.3)) return {};
  const roleName = `${choose.of('app', 'for', 'S3TalosRole', 'a+=,.@-b_c', '1', 'app-trust', 'long'.repeat(15))}${index || ''}`;
  const named = accounts.some((one) => one.roleName?.toLowerCase() === roleName.toLowerCase());
  if (named) return {};
  return {
    roleName,
    ...choose.maybe(0.3, () => ({ policyName: `policy=${choose.of('a', 'B', '@')}${index}` })),
  };
}

function chooseCluster(
  choose: Chooser,
  setting: Setting,
  accounts: readonly Account[],
): SpecInput['cluster'] {
  const { region, accountId, provision, dnsSuffix } = setting;
  const usesIrsa = accounts.some(({ mechanism }) => mechanism !== 'pod-identity');
  const plain = provision || accounts.some(({ roleOwner }) => roleOwner === 'eksctl');
  return {
    name: plain ? choose.of('demo', 'Demo-K8s', 'y', 'n1') : choose.of('demo', '1_x', 'Demo_', '0123'),
    region,
    accountId,
    ...(provision ? choose.maybe(0.5, () => ({ provision })) : { provision }),
    ...choose.maybe(0.5, () => ({ kubernetesVersion: choose.of('1.33', '1.34', '1.35', '1.36') })),
    ...(usesIrsa && choose.odds(0.6)
      ? {
          oidcIssuer: `https://oidc.eks.${region}.${dnsSuffix}/id/${choose.of('0123456789ABCDEF0123456789ABCDEF', 'EXAMPLED539D4633E53DE1B71EXAMPLE')}`,
        }
      : {}),
    ...(provision ? chooseNetwork(choose, region) : {}),
  };
}

function chooseNetwork(choose: Chooser, region: string): Partial<SpecInput['cluster']> {
  const zones = ['a', 'b', 'c'].map((letter) => region + letter);
  const subnets = (kind: number, zoneOf: (index: number) => string | undefined) =>
    [0, 1, 2].map((index) => ({
      id: `subnet-0aaaaaaaaaaaaaa${kind}${index}`,
      availabilityZone: zoneOf(index) ?? '',
    }));
  const spread = (index: number) => zones[index];
  const crowded = (index: number) => zones[index % 2];
  const kinds = choose.of(['private'], ['public'], ['private', 'public'], []);
  const vpc = {
    id: 'vpc-0a1b2c3d4e5f67890',
    ...(kinds.includes('private') ? { privateSubnets: subnets(1, choose.of(spread, crowded)) } : {}),
    ...(kinds.includes('public') ? { publicSubnets: subnets(2, choose.of(spread, crowded)) } : {}),
  };
  const nodeGroups = choose.list(2, (index) => ({
    name: `${choose.of('nodes', 'y', '1')}${index}`,
    ...choose.maybe(0.5, () => ({ managed: choose.odds(0.5) })),
    ...choose.maybe(0.5, () => ({ instanceType: choose.of('t3.medium', 'm5.large') })),
    ...choose.maybe(0.5, () => ({ minSize: choose.upTo(2), maxSize: choose.upTo(3) + 3 })),
    ...choose.maybe(0.5, () => ({ volumeSize: choose.upTo(100) + 1 })),
    ...choose.maybe(0.3, () => ({ sshPublicKeyName: choose.from(keyPairText) })),
  }));
  return {
    ...(kinds.length > 0 ? { vpc } : choose.maybe(0.3, () => ({ availabilityZones: zones.slice(0, 2) }))),
    ...choose.maybe(0.6, () => ({ nodeGroups })),
    ...choose.maybe(0.3, () => ({ podImds: choose.odds(0.5), networkPolicy: choose.odds(0.5) })),
    ...choose.maybe(0.3, () => ({ logging: choose.of(['audit'], ['scheduler', 'api']) })),
    ...choose.maybe(0.3, () => ({
      endpointAccess: choose.of({ private: false }, { publicCidrs: ['203.0.113.0/24', '198.51.100.7/32'] }),
    })),
  };
}

function chooseIdentity(
  choose: Chooser,
  setting: Setting,
  accounts: readonly Account[],
): SpecInput['identity'] {
  const { partition, accountId, provision } = setting;
  const byEksctl = accounts.some(({ roleOwner }) => roleOwner === 'eksctl');
  const entries = accounts.some(
    ({ mechanism, roleOwner, serviceAccountOwner }) =>
      mechanism !== 'pod-identity' && (roleOwner === 'eksctl' || serviceAccountOwner === 'eksctl'),
  );
  const providers: ('eksctl' | 'terraform' | 'existing')[] = [
    ...(partition === 'aws-eusc' ? [] : ['eksctl' as const]),
    ...(provision && entries ? [] : ['terraform' as const]),
    ...(provision ? [] : ['existing' as const]),
  ];
  const usesIrsa = accounts.some(({ mechanism }) => mechanism !== 'pod-identity');
  const { region, dnsSuffix } = setting;
  return {
    ...(byEksctl
      ? {}
      : choose.maybe(0.3, () => ({ furtherClusters: furtherClusters(choose, region, dnsSuffix) }))),
    ...(usesIrsa ? choose.maybe(0.7, () => ({ oidcProviderOwner: choose.of(...providers) })) : {}),
    ...(byEksctl ? {} : choose.maybe(0.4, () => ({ rolePath: choose.of('/', '/teams/', '/a.b/c=d,e@f/') }))),
    ...(byEksctl ? {} : choose.maybe(0.4, () => ({ maxSessionDuration: 3600 + choose.upTo(39600) }))),
    ...choose.maybe(0.3, () => ({
      permissionsBoundaryArn: `arn:${partition}:iam::${choose.of(accountId, 'aws')}:policy/teams/boundary`,
    })),
  };
}

/** Blue's green in the same region, and one elsewhere in the partition where there is another region. */
function furtherClusters(choose: Chooser, region: string, dnsSuffix: string) {
  const elsewhere: Readonly<Record<string, string>> = {
    'us-east-1': 'ap-southeast-2',
    'eu-central-1': 'us-west-2',
    'cn-northwest-1': 'cn-north-1',
  };
  const at = (where: string, id: string) => `https://oidc.eks.${where}.${dnsSuffix}/id/${id}`;
  const green = { name: 'green', oidcIssuer: at(region, 'ABCDEF0123456789ABCDEF0123456789') };
  const far = { name: 'n0', oidcIssuer: at(elsewhere[region] ?? region, '00000000000000000000000000000000') };
  return choose.of([green], [far], [green, far]);
}

function chooseTerraform(choose: Chooser, { syntax }: Setting): SpecInput['terraform'] {
  const layout = choose.of('root', 'root', 'module');
  const argument = fc.oneof(lineText, fc.boolean(), fc.integer({ min: 0, max: 99 }));
  const name = fc.constantFrom('bucket', 'key', 'region', 'for', 'use_lockfile');
  return {
    syntax,
    layout,
    ...(layout === 'root'
      ? choose.maybe(0.4, () => ({
          backend: { type: choose.of('s3', 'gcs', 'local'), config: choose.record(name, argument, 3) },
        }))
      : {}),
    ...choose.maybe(0.2, () => ({ awsProviderVersion: choose.of('>= 5.81, < 7.0', '~> 6.1', '5.100.0') })),
  };
}

function chooseWorkloads(choose: Chooser, setting: Setting, accounts: readonly Account[]): Workload[] {
  const created = new Map<string, boolean>();
  const running = [...accounts, ...(choose.odds(0.2) ? [accounts[0] as Account] : [])];
  return running.map((account, index) => {
    const { namespace, serviceAccount, roleName, roleArn, policyName, ...identity } = account;
    if (!created.has(namespace)) created.set(namespace, choose.odds(0.5));
    const name = `${choose.of('app', 'true', 'web-app', 'x')}${index}`;
    return {
      name,
      namespace,
      serviceAccount,
      createNamespace: created.get(namespace) as boolean,
      identity,
      ...(roleName === undefined ? {} : { roleName }),
      ...(roleArn === undefined ? {} : { roleArn }),
      ...(policyName === undefined ? {} : { policyName }),
      ...arbitraryGrants(choose, setting, { index, needed: account.roleOwner !== 'existing' }),
      ...choose.maybe(0.6, () => ({ pod: arbitraryPod(choose, freeText) })),
    };
  });
}
