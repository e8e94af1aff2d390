import type { ControlPlaneLog } from '../aws/eks-clusters.js';
import type { PodMechanism } from '../aws/mechanism.js';
import type { HelmValues } from '../catalog/index.js';
import type { Grants } from '../grants/index.js';
import type { AllowStatement } from '../iam/policy.js';
import type { PodKind } from '../kubernetes/kinds.js';
import type { WithInput } from './program-input.js';

/**
 * The spec as the rest of the tool sees it: every default filled in, every field checked.
 * What users may write is `schema.ts`; what each field means for them is documented there.
 */

/** `both` is the way from one to the other. */
export type Mechanism = PodMechanism | 'both';
/** Who makes the IAM roles; `existing`: somebody else. */
export type RoleOwner = 'terraform' | 'eksctl' | 'existing';
/** Who makes the service accounts: our manifests, eksctl, or somebody else. */
export type ServiceAccountOwner = 'manifest' | 'eksctl' | 'existing';
/** Who makes the IAM OIDC provider of the cluster's issuer; `existing`: somebody else. */
export type OidcProviderOwner = 'eksctl' | 'terraform' | 'existing';
/** The types of Services that a workload may ask for. */
export type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer';

/** A subnet of an existing VPC. */
export interface Subnet {
  readonly id: string;
  readonly availabilityZone: string;
}

/** An existing VPC in which the cluster is made. */
export interface Vpc {
  readonly id: string;
  readonly privateSubnets: readonly Subnet[];
  readonly publicSubnets: readonly Subnet[];
}

/** A group of nodes that eksctl makes. */
export interface NodeGroup {
  readonly name: string;
  readonly managed: boolean;
  readonly instanceType: string;
  readonly desiredCapacity: number;
  readonly minSize?: number;
  readonly maxSize?: number;
  /** GiB; absent: eksctl's own default. */
  readonly volumeSize?: number;
  readonly privateNetworking: boolean;
  readonly availabilityZones: readonly string[];
  readonly sshPublicKeyName?: string;
}

/** From where the API of a cluster that we make is reached. */
export interface EndpointAccess {
  readonly private: boolean;
  readonly public: boolean;
  /** Empty: every network. */
  readonly publicCidrs: readonly string[];
}

/** The EKS cluster, which eksctl makes where it is to be provisioned. */
export interface Cluster {
  readonly name: string;
  readonly region: string;
  /** 12 digits. */
  readonly accountId: string;
  readonly provision: boolean;
  readonly kubernetesVersion: string;
  /** `https://…`; absent: looked up by the cluster's name. */
  readonly oidcIssuer?: string;
  /** Empty with a vpc, without `provision`, and where eksctl chooses. */
  readonly availabilityZones: readonly string[];
  /** Only with `provision`. */
  readonly vpc?: Vpc;
  /** Empty without `provision`. */
  readonly nodeGroups: readonly NodeGroup[];
  /** What follows says what to make, and nothing of a cluster that exists. */
  readonly podImds: boolean;
  readonly logging: readonly ControlPlaneLog[];
  readonly endpointAccess: EndpointAccess;
  readonly networkPolicy: boolean;
}

/** A cluster besides the spec's own, whose service accounts of the same names may assume the roles. */
export interface FurtherCluster {
  readonly name: string;
  /** `https://…`; with pod-identity alone it may be absent, and the cluster is in the region of the spec's own. */
  readonly oidcIssuer?: string;
}

/** Which mechanism hands out credentials, and who owns the objects; resolved for each workload. */
export interface WorkloadIdentity {
  readonly mechanism: Mechanism;
  readonly roleOwner: RoleOwner;
  readonly serviceAccountOwner: ServiceAccountOwner;
}

/** How pods get their roles, and what all of these have in common. */
export interface Identity extends WorkloadIdentity {
  /** `existing` also when no workload uses irsa, so that nobody makes a provider. */
  readonly oidcProviderOwner: OidcProviderOwner;
  readonly furtherClusters: readonly FurtherCluster[];
  /** Begins and ends with `/`. */
  readonly rolePath: string;
  readonly permissionsBoundaryArn?: string;
  /** Seconds, 3600–43200. */
  readonly maxSessionDuration: number;
}

/** The backend in which Terraform keeps its state, with its arguments. */
export interface Backend {
  readonly type: string;
  readonly config: Readonly<Record<string, string | number | boolean>>;
}

/** How the Terraform is written. */
export interface TerraformSettings {
  readonly syntax: 'hcl' | 'json' | 'both';
  readonly layout: 'root' | 'module';
  readonly backend?: Backend;
  /** Absent: the lower bound follows from what is emitted. */
  readonly awsProviderVersion?: string;
}

/** Requests and limits as Kubernetes spells them. */
export interface Resources {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

/** The name of a Secret or of a ConfigMap, one of the two. */
export interface ConfigSource {
  readonly secret?: string;
  readonly configMap?: string;
}

/** A key of a Secret or ConfigMap. */
export interface ConfigKey extends ConfigSource {
  readonly key: string;
}

/** An environment variable's value: plain, or a reference. */
export type EnvValue = string | ConfigKey;

/** A further port of the container. */
export interface NamedPort {
  readonly name: string;
  readonly port: number;
}

/** A way out that the NetworkPolicy leaves open: a TCP port, a network, or a TCP port of a network. */
export interface Egress {
  readonly port?: number;
  readonly cidr?: string;
}

/** What runs as the service account of a workload. */
export interface Pod {
  readonly kind: PodKind;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly image: string;
  /** Names of Secrets. */
  readonly imagePullSecrets: readonly string[];
  /** Never root; group and file system group are the same number. */
  readonly runAsUser: number;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, EnvValue>>;
  readonly envFrom: readonly ConfigSource[];
  readonly port?: number;
  /** Beside `port`. */
  readonly ports: readonly NamedPort[];
  readonly service?: ServiceType;
  readonly servicePort: number;
  readonly serviceAnnotations: Readonly<Record<string, string>>;
  /** Only of a LoadBalancer. */
  readonly loadBalancerClass?: string;
  /** Only with probes. */
  readonly healthPath?: string;
  /** Only with a port, for a kind whose pods live on. */
  readonly probes: boolean;
  readonly resources: Resources;
  readonly writablePaths: readonly string[];
  readonly egressPorts: readonly number[];
  readonly egress: readonly Egress[];
  readonly networkPolicy: boolean;
  /** 1 for every kind that keeps no number of pods. */
  readonly replicas: number;
  /** Present exactly for a CronJob. */
  readonly schedule?: string;
}

/** What the catalogue gives to a workload that uses a well-known program. */
export interface ProgramUse {
  readonly name: string;
  readonly statements: readonly AllowStatement[];
  readonly policyArns: readonly string[];
  /** It runs as the application's own service account, and not as one of a chart. */
  readonly ownAccount: boolean;
  readonly warnings: readonly string[];
  readonly helm?: HelmValues;
}

/** What it may do stands in a field for each kind of grant. */
export interface Workload extends Grants {
  readonly name: string;
  readonly namespace: string;
  readonly createNamespace: boolean;
  readonly serviceAccount: string;
  /** Absent: derived by the model. */
  readonly roleName?: string;
  /** Present exactly with `roleOwner: existing`. */
  readonly roleArn?: string;
  /** Absent: the role's name. */
  readonly policyName?: string;
  readonly identity: WorkloadIdentity;
  readonly policyArns: readonly string[];
  readonly statements: readonly AllowStatement[];
  /** A role of another account that EKS Pod Identity takes on through the workload's own; what pods may do is then its matter. */
  readonly targetRoleArn?: string;
  /** Whether EKS Pod Identity tags its sessions; true for IRSA as well, which has none. */
  readonly sessionTags: boolean;
  /** What Pod Identity sessions are narrowed to; empty: to nothing less than the role. */
  readonly sessionPolicy: readonly AllowStatement[];
  readonly pod?: Pod;
  /** As written; what the catalogue makes of it is `program`. */
  readonly uses?: string;
  readonly with?: WithInput;
  readonly program?: ProgramUse;
}

/** A whole spec. */
export interface Spec {
  readonly version: 1;
  readonly standard?: string;
  readonly cluster: Cluster;
  readonly identity: Identity;
  readonly terraform: TerraformSettings;
  readonly tags: Readonly<Record<string, string>>;
  readonly workloads: readonly Workload[];
}
