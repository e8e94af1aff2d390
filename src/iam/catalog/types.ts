/** What an action does, as AWS's service authorization reference puts it. */
export type AccessLevel = 'read' | 'list' | 'write' | 'tagging' | 'permissions-management';

/** What a condition key holds; `texts`, `arns` and `booleans` are several of them. */
export type KeyKind =
  | 'text'
  | 'texts'
  | 'arn'
  | 'arns'
  | 'address'
  | 'boolean'
  | 'booleans'
  | 'number'
  | 'date';

/** A condition key that AWS documents. */
export interface ConditionKey {
  /** As it is documented, with `*` for a name of the user's own: `aws:RequestTag/*`. */
  readonly name: string;
  readonly kind: KeyKind;
}

/** A kind of resource that actions of a service take. */
export interface ResourceType {
  /** Such as `bucket`. */
  readonly name: string;
  /** Its ARN, with `${…}` for what differs: `arn:${Partition}:s3:::${BucketName}`. */
  readonly arn: string;
  /** Keys that a request on such a resource may have, beside those of its action. */
  readonly keys: ReadonlySet<ConditionKey>;
}

/** An action of a service. */
export interface CatalogAction {
  readonly service: string;
  readonly name: string;
  /** The name in lower case: IAM compares actions without regard to it. */
  readonly lower: string;
  readonly level: AccessLevel;
  /** Empty for an action that takes no resource but `*`. */
  readonly resources: readonly { readonly type: ResourceType; readonly required: boolean }[];
  /** Keys that a request of this action may have, those of the resource's type and of every request apart. */
  readonly keys: ReadonlySet<ConditionKey>;
}

/** A service of AWS by the prefix of its actions. */
export interface Service {
  readonly prefix: string;
  /** By name. */
  readonly actions: readonly CatalogAction[];
  readonly resourceTypes: readonly ResourceType[];
}

/**
 * What IAM knows: services, actions, resources, condition keys, and the managed policies of AWS. It ages:
 * what is not in it may be newer than `CATALOG_SOURCES` says.
 */
export interface Catalog {
  /** The prefixes of all services. */
  readonly services: readonly string[];
  /** AWS's managed policies with their path: `service-role/AmazonEBSCSIDriverPolicy`; those under `aws-service-role/` cannot be attached. */
  readonly managedPolicies: readonly string[];
  /** Keys that a request of any action may have. */
  readonly requestKeys: ReadonlySet<ConditionKey>;
  /** A service by its prefix, in any case. */
  service(prefix: string): Service | undefined;
  /** The actions of a service that a name covers, wildcards counted; undefined when there is no such service. */
  actions(prefix: string, name: string): readonly CatalogAction[] | undefined;
  /** Whether a policy of AWS's own names an action that the reference does not have: retired or undocumented ones. */
  isUndocumented(prefix: string, name: string): boolean;
  /** A condition key, in any case, its variable part filled in or not. */
  key(text: string): ConditionKey | undefined;
  /** All keys that begin with a prefix such as `aws` or `s3`. */
  keysOf(prefix: string): readonly ConditionKey[];
  /** The resource types whose ARNs have this service in the third field; empty when none has. */
  typesOfArn(service: string): readonly ResourceType[];
}
