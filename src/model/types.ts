import type { PermissionStatement } from '../iam/policy.js';
import type { Subject } from '../spec/subjects.js';
import type {
  Mechanism,
  OidcProviderOwner,
  RoleOwner,
  ServiceAccountOwner,
  Spec,
  Workload,
} from '../spec/types.js';

/** What EKS Pod Identity does for the pods of a service account, besides taking on their role. */
export interface PodSession {
  /** Whether it tags the session. */
  readonly tagged: boolean;
  /** A role of another account that it goes on to, and of which pods get the credentials. */
  readonly targetRoleArn?: string;
  /** What the session, that of the target role if there is one, is narrowed to; empty: to nothing less than the role. */
  readonly policy: readonly PermissionStatement[];
}

/** A service account by its names, with the sessions of its pods; absent: tagged ones of the role, or those of IRSA. */
export interface RoleSubject extends Subject {
  readonly session?: PodSession;
}

/** A policy as it is created. */
export interface PolicyPart {
  readonly name: string;
  readonly arn: string;
  readonly statements: readonly PermissionStatement[];
}

/** What a role's permissions policy holds, and the name under which it is created. */
export interface PermissionsPolicy extends PolicyPart {
  /** The spec's free statements first, in its order; then those that follow from the grants. */
  readonly statements: readonly PermissionStatement[];
  /** The managed policies that hold the statements: one, or several where one would be too long. */
  readonly parts: readonly PolicyPart[];
}

/** An IAM role with everything that any output says of it. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  /** Begins and ends with `/`. */
  readonly path: string;
  readonly owner: RoleOwner;
  readonly mechanism: Mechanism;
  readonly description: string;
  /** Sorted by namespace, then name. */
  readonly subjects: readonly RoleSubject[];
  /** Absent when only managed policies grant something. */
  readonly policy?: PermissionsPolicy;
  /** ARNs of policies that exist already, sorted. */
  readonly managedPolicyArns: readonly string[];
  readonly permissionsBoundaryArn?: string;
  /** Seconds. */
  readonly maxSessionDuration: number;
  /** Indexes into the spec's workloads, in their order. */
  readonly workloads: readonly number[];
}

/** A Kubernetes service account by its name, once, however many workloads run as it. */
export interface ServiceAccount extends RoleSubject {
  readonly owner: ServiceAccountOwner;
  readonly role: Role;
  /** What its manifest carries; empty with Pod Identity. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly workloads: readonly number[];
}

/** A cluster whose service accounts the roles trust. */
export interface TrustedCluster {
  readonly name: string;
  readonly region: string;
  /** `https://…`; absent where the spec does not tell it. */
  readonly issuer?: string;
  /** The issuer without its scheme: the form of ARNs and condition keys. */
  readonly provider?: string;
}

/** The cluster's OIDC provider in IAM; there is none when nothing uses IRSA. */
export interface OidcProvider {
  readonly owner: OidcProviderOwner;
  /** `https://…`; absent: only the running cluster knows it. */
  readonly issuer?: string;
  /** The issuer without its scheme: the form of ARNs and condition keys. */
  readonly provider?: string;
  readonly arn?: string;
}

/** What a spec follows its cluster by. */
export type Whereabouts = Readonly<Record<'name' | 'region' | 'accountId', string>>;

/** The same spec for a cluster that there is not: what follows from the cluster differs, what only looks so does not. */
export interface Elsewhere {
  readonly model: AccessModel;
  /** Text of the made-up cluster that stands nowhere in the spec itself; what could not be made up is as it is here. */
  readonly cluster: Whereabouts;
}

/** One spec, understood: every name, ARN and policy is derived here and nowhere else. */
export interface AccessModel {
  readonly spec: Spec;
  readonly partition: string;
  readonly dnsSuffix: string;
  /** Sorted by name. */
  readonly roles: readonly Role[];
  /** Sorted by namespace, then name. */
  readonly serviceAccounts: readonly ServiceAccount[];
  /** Namespaces that the manifests create, sorted. */
  readonly namespaces: readonly string[];
  readonly oidcProvider?: OidcProvider;
  /** The spec's own cluster, then the further ones in the spec's order. */
  readonly clusters: readonly [TrustedCluster, ...TrustedCluster[]];
  /** Of a module, which serves other clusters as well. */
  readonly elsewhere?: Elsewhere;
  readonly workloads: readonly Workload[];
}
