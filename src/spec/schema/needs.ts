import { programOf } from '../../catalog/index.js';
import { LONG_LIVED, type PodKind } from '../../kubernetes/kinds.js';
import { isPattern } from '../../kubernetes/names.js';
import { own } from '../../plain-data.js';
import type { LookUp, Need, Refusal } from '../../schema/need.js';
import { listWords, quote } from '../../text/quote.js';
import { IDENTITY_DEFAULTS } from '../built-in.js';
import { usesIrsa, usesPodIdentity } from '../mechanism.js';
import type { Mechanism } from '../types.js';

const error = (code: string, message: string, help: string): Refusal => ({
  severity: 'error',
  ...{ code, message, help },
});

const ignored = (message: string, help: string): Refusal => ({
  severity: 'warning',
  code: 'spec/ignored-field',
  ...{ message, help },
});

const KIND = 'workloads[].pod.kind';
const PORT = 'workloads[].pod.port';
const SERVICE = 'workloads[].pod.service';
const PROBES = 'workloads[].pod.probes';

const isOf = (get: LookUp, kinds: readonly PodKind[]) => kinds.some((kind) => kind === get(KIND));

export const ofKinds = (kinds: readonly PodKind[]): Need => ({
  of: [KIND],
  met: (get) => isOf(get, kinds),
  refuse: (get) =>
    error(
      'spec/wrong-kind',
      `has no meaning for a ${get(KIND)}`,
      `take it out, or use kind: ${listWords(kinds, 'or')}`,
    ),
});

const hasPort = { of: [PORT], met: (get: LookUp) => get(PORT) !== undefined };
const needsPort = (help: string) => error('spec/missing-port', 'needs port', help);

export const WITH_PORT: Need = {
  ...hasPort,
  refuse: () => needsPort('write port: the port that the container listens on'),
};

/** For the field that turns probes on or off; to turn off what is not there does no harm. */
export const PROBED: readonly Need[] = [
  {
    ...hasPort,
    refuse: (_get, value) => (value === true ? needsPort('write port, or probes: false') : undefined),
  },
  { of: [KIND], met: (get) => isOf(get, LONG_LIVED) },
];

/** For what probes do. */
export const BY_PROBES: readonly Need[] = [
  WITH_PORT,
  {
    of: [KIND],
    met: (get) => isOf(get, LONG_LIVED),
    refuse: (get) => ignored(`is ignored: a ${get(KIND)} has no probes`, 'take healthPath out'),
  },
  {
    of: [PROBES],
    met: (get) => get(PROBES) !== false,
    refuse: () => ignored('is ignored: probes is false', 'take healthPath out'),
  },
];

export const ofService = (field: string): readonly Need[] => [
  ofKinds(LONG_LIVED),
  {
    of: [SERVICE],
    met: (get) => get(SERVICE) !== undefined,
    refuse: () =>
      error(
        'spec/missing-service',
        'needs service',
        `write service: ClusterIP, NodePort or LoadBalancer, or take ${field} out`,
      ),
  },
];

/** https://kubernetes.io/docs/concepts/services-networking/service/#load-balancer-class */
export const OF_LOAD_BALANCER: Need = {
  of: [SERVICE],
  met: (get) => [undefined, 'LoadBalancer'].includes(get(SERVICE) as string | undefined),
  refuse: (get) =>
    error(
      'spec/load-balancer-class',
      `needs service: LoadBalancer, and service is ${get(SERVICE)}`,
      'take it out, or write service: LoadBalancer',
    ),
};

const NETWORK_POLICY = 'workloads[].pod.networkPolicy';

export const ofNetworkPolicy = (field: string): Need => ({
  of: [NETWORK_POLICY],
  met: (get) => get(NETWORK_POLICY) !== false,
  refuse: () => ignored('is ignored: networkPolicy is false', `take ${field} out`),
});

const ENDPOINT = 'cluster.endpointAccess';
const PRIVATE = `${ENDPOINT}.private`;
const PUBLIC = `${ENDPOINT}.public`;

const networks = (value: unknown, message: string, help: string) =>
  isEmpty(value) ? undefined : error('spec/public-cidrs', message, help);

/** For the networks of the internet that reach the API. */
export const BESIDE_A_PRIVATE_API: readonly Need[] = [
  {
    of: [PUBLIC],
    met: (get) => get(PUBLIC) !== false,
    refuse: (_get, value) =>
      networks(value, 'is set together with public: false', 'leave publicCidrs out, or set public: true'),
  },
  {
    of: [PRIVATE, PUBLIC],
    // eksctl.io/usage/vpc-cluster-access: the nodes would have to be among the networks.
    met: (get) => get(PRIVATE) !== false || get(PUBLIC) === false,
    refuse: (_get, value) =>
      networks(
        value,
        'shuts the nodes out, with private: false',
        'leave private at true: the addresses of the nodes are not known before they are there',
      ),
  },
];

const PROVISION = 'cluster.provision';

export const ofNewCluster = (field: string): Need => ({
  of: [PROVISION],
  met: (get) => get(PROVISION) !== false,
  refuse: () =>
    ignored(
      'is ignored, since the cluster exists already',
      `take ${field} out, or set cluster.provision: true to let eksctl create the cluster`,
    ),
});

const isEmpty = (value: unknown) => value === undefined || (Array.isArray(value) && value.length === 0);

const ZONES = 'cluster.availabilityZones';

/** A spec that names zones is not given a VPC; of one that has both, the zones are refused. */
export const WITHOUT_ZONES: Need = { of: [ZONES], met: (get) => isEmpty(get(ZONES)) };

const VPC = 'cluster.vpc';

export const WITHOUT_VPC: Need = {
  of: [VPC],
  met: (get) => get(VPC) === undefined,
  refuse: (_get, value) =>
    isEmpty(value)
      ? undefined
      : error(
          'spec/zones-with-vpc',
          'is set together with vpc, which eksctl refuses',
          "leave availabilityZones out: the subnets' zones are used",
        ),
};

const MECHANISM = 'identity.mechanism';
const ROLE_OWNER = 'identity.roleOwner';
const WORKLOADS = 'workloads';

export const OF_IRSA: Need = {
  of: [MECHANISM, WORKLOADS],
  met: (get) => {
    const general = () => get(MECHANISM) ?? IDENTITY_DEFAULTS.mechanism;
    const workloads = get(WORKLOADS);
    if (!Array.isArray(workloads)) return usesIrsa(general() as Mechanism);
    return workloads.some((workload) =>
      usesIrsa((own(own(workload, 'identity'), 'mechanism') ?? general()) as Mechanism),
    );
  },
  refuse: () =>
    error(
      'spec/pod-identity-provider',
      'has no meaning with pod-identity, which needs no OIDC provider',
      'leave it out, or set identity.mechanism: irsa',
    ),
};

/** Who makes the role of each workload; of a spec that has none yet, who makes all of them. */
function ownersOf(get: LookUp): readonly unknown[] {
  const general = get(ROLE_OWNER) ?? IDENTITY_DEFAULTS.roleOwner;
  const workloads = get(WORKLOADS);
  if (!Array.isArray(workloads)) return [general];
  return workloads.map((workload) => own(own(workload, 'identity'), 'roleOwner') ?? general);
}

/** For a setting of roles that eksctl does not give to those it creates. */
export const ofTerraformsRoles = (field: 'rolePath' | 'maxSessionDuration', what: string): Need => ({
  of: [ROLE_OWNER, WORKLOADS],
  met: (get) => {
    const owners = ownersOf(get);
    return owners.includes('terraform') && !owners.includes('eksctl');
  },
  refuse: (get, value) => {
    if (value === IDENTITY_DEFAULTS[field]) return undefined;
    const owned = ownersOf(get).indexOf('eksctl');
    if (owned < 0)
      return ignored(`${quote(value)} is ignored, since every role exists already`, `take ${field} out`);
    return error(
      'spec/eksctl-role-setting',
      `${quote(value)} cannot be: eksctl owns the role of workloads[${owned}] and knows no ${what}`,
      `leave it at ${quote(IDENTITY_DEFAULTS[field])}, or use roleOwner: terraform`,
    );
  },
});

const OVERRIDDEN_MECHANISM = `workloads[].${MECHANISM}`;

/** For what EKS keeps in an association. */
const OF_POD_IDENTITY: Need = {
  of: [MECHANISM, OVERRIDDEN_MECHANISM],
  met: (get) =>
    usesPodIdentity(
      (get(OVERRIDDEN_MECHANISM) ?? get(MECHANISM) ?? IDENTITY_DEFAULTS.mechanism) as Mechanism,
    ),
  refuse: () =>
    error(
      'spec/not-pod-identity',
      'has no meaning with irsa, which knows no associations',
      'leave it out, or use mechanism: pod-identity',
    ),
};

const NAMESPACE = 'workloads[].namespace';
const SERVICE_ACCOUNT = 'workloads[].serviceAccount';

/** For what is of one service account, and of no pattern of them. */
const ofOneAccount = (code: string, what: string, help: string): Need => ({
  of: [NAMESPACE, SERVICE_ACCOUNT],
  met: (get) => ![NAMESPACE, SERVICE_ACCOUNT].some((field) => isPattern(String(get(field)))),
  refuse: (get) =>
    error(
      code,
      `${what}, and ${quote(`${get(NAMESPACE)}/${get(SERVICE_ACCOUNT)}`)} stands for many`,
      `${help}, or name one service account`,
    ),
});

/** What an association of EKS Pod Identity says of its sessions. */
export const OF_ASSOCIATION: readonly Need[] = [
  OF_POD_IDENTITY,
  ofOneAccount(
    'spec/pattern-session',
    'is said of an association, which is for one service account',
    'leave it out',
  ),
];

const SESSION_TAGS = 'workloads[].sessionTags';

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html (`policy`) */
export const WITHOUT_SESSION_TAGS: Need = {
  of: [SESSION_TAGS],
  met: (get) => get(SESSION_TAGS) === false,
  refuse: (_get, value) =>
    isEmpty(value)
      ? undefined
      : error(
          'spec/session-policy-with-tags',
          'needs sessionTags: false, since EKS takes a policy for sessions without tags alone',
          'write sessionTags: false beside it, or take sessionPolicy out',
        ),
};

const OVERRIDDEN_OWNER = `workloads[].${ROLE_OWNER}`;
const OWNERS = [ROLE_OWNER, OVERRIDDEN_OWNER];

const ownerOf = (get: LookUp) => get(OVERRIDDEN_OWNER) ?? get(ROLE_OWNER) ?? IDENTITY_DEFAULTS.roleOwner;
const isCreated = (get: LookUp) => ownerOf(get) !== 'existing';

export const NAMING_CREATED_ROLE: Need = {
  of: OWNERS,
  met: isCreated,
  refuse: (_get, value) =>
    error(
      'spec/role-name-with-existing',
      `${quote(value)} names a role to create, but roleOwner is existing`,
      'write roleArn instead',
    ),
};

export const OF_EXISTING_ROLE: Need = {
  of: OWNERS,
  met: (get) => !isCreated(get),
  refuse: (get, value) =>
    error(
      'spec/role-arn-without-existing',
      `${quote(value)} is an existing role, but roleOwner is ${ownerOf(get)}`,
      'set identity.roleOwner: existing on this workload, or write roleName instead',
    ),
};

export const OF_CREATED_POLICY: Need = {
  of: OWNERS,
  met: isCreated,
  refuse: (_get, value) =>
    ignored(
      `${quote(value)} is ignored, since no policy is created for an existing role`,
      'take policyName out',
    ),
};

const USES = 'workloads[].uses';

export const WITH_USES: Need = {
  of: [USES],
  met: (get) => get(USES) !== undefined,
  refuse: () =>
    error(
      'spec/with-without-uses',
      'has no meaning without uses',
      'write uses: with a name of irsa-forge catalog, or take with out',
    ),
};

/** For the pods of one service account, which the application itself brings. */
export const OWN_PODS: readonly Need[] = [
  {
    of: [USES],
    met: (get) => programOf(String(get(USES)))?.namespace === undefined,
    refuse: (get) =>
      error(
        'spec/program-pod',
        `cannot be: the pods of ${get(USES)} come from its own chart or add-on`,
        'take pod out, or take uses out',
      ),
  },
  ofOneAccount('spec/pattern-pod', 'cannot be: a pod runs as one service account', 'take pod out'),
];

const LAYOUT = 'terraform.layout';

export const IN_ROOT_MODULE: Need = {
  of: [LAYOUT],
  met: (get) => get(LAYOUT) !== 'module',
  refuse: () =>
    error(
      'spec/backend-in-module',
      'cannot be in a module',
      'put the backend into the root module that calls this one, or use layout: root',
    ),
};
