import type { PodMechanism } from '../aws/mechanism.js';
import type { PermissionStatement } from '../iam/policy.js';
import type { ParameterName, Values } from './parameters.js';

/** The cluster that a program runs on: what its ARNs and tags are made of. */
export interface ProgramCluster {
  readonly name: string;
  readonly region: string;
  /** 12 digits. */
  readonly accountId: string;
  readonly partition: string;
  /** What endpoints of the partition end in: `amazonaws.com`. */
  readonly dnsSuffix: string;
}

/** Paths of values that say which cluster a chart is for. */
export interface ClusterValues {
  readonly name?: string;
  readonly region?: string;
  readonly vpcId?: string;
}

/** What the values of a program's Helm chart say. */
export interface HelmValues {
  /** Where the annotation of the service account goes, or the role's ARN with `takes: role`. */
  readonly path: string;
  readonly takes?: 'role';
  /** Where the service account's name goes. */
  readonly namePath: string;
  /** Whether the chart makes the service account only when it is told to. */
  readonly onRequest?: true;
  /** Where it is told of the cluster what its pods would otherwise ask the instance metadata service, or not know. */
  readonly cluster?: ClusterValues;
  /** Further values that the annotation needs, by path. */
  readonly irsa?: Readonly<Record<string, boolean | string>>;
  /** The values of the chart with which the paths were compared, and of which day: `YYYY-MM-DD`; absent where no dated copy was at hand. */
  readonly chart?: { readonly source: string; readonly asOf: string };
}

/** A parameter as one program takes it. */
export interface ProgramParameter {
  readonly name: ParameterName;
  readonly required: boolean;
  /** In place of what is said of the parameter in general. */
  readonly about?: string;
}

/** A well-known program: what its official chart or add-on is called, and what it needs to do in AWS. */
export interface Program {
  readonly name: string;
  /** What it does or has to do with AWS, in a few words: people search for it by these. */
  readonly about: string;
  /** When it was compared with its source: `YYYY-MM-DD`. */
  readonly asOf: string;
  /** A URL. */
  readonly source: string;
  /** Absent, as the service account is, where it runs as the application's own. */
  readonly namespace?: string;
  readonly serviceAccount?: string;
  readonly parameters: readonly ProgramParameter[];
  /** Parameters of which one must be given, although none of them alone is required. */
  readonly atLeastOneOf?: readonly ParameterName[];
  statements(values: Values, cluster: ProgramCluster): readonly PermissionStatement[];
  /** Managed policies of AWS, with their path: `service-role/AmazonEFSCSIDriverPolicy`. */
  readonly managedPolicies: readonly string[];
  /** What its AWS SDK can use, by its documents. */
  readonly mechanisms: readonly PodMechanism[];
  /** Absent where no chart makes the service account. */
  readonly helm?: HelmValues;
  /** What whoever uses it must know: what is broad, deprecated, or set elsewhere too. */
  readonly warnings: readonly string[];
}

/** The values of a chart on GitHub, at the last commit of a day, with what they say of a service account at a path, and of the cluster. */
export function helmAt(
  serviceAccount: string,
  repository: string,
  file: string,
  asOf: string,
  cluster?: ClusterValues,
): HelmValues {
  return {
    ...(cluster === undefined ? {} : { cluster }),
    path: `${serviceAccount}.annotations`,
    namePath: `${serviceAccount}.name`,
    chart: { source: `https://github.com/${repository}/blob/HEAD/${file}`, asOf },
  };
}

/** What a program can use whose SDK is recent enough. */
export const BOTH: readonly PodMechanism[] = ['irsa', 'pod-identity'];
