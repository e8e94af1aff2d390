import type { Known, Node } from './node.js';
import type { Span } from './text/source-text.js';

/** Which program reads the source of a fact. */
export type Tool = 'terraform' | 'eksctl' | 'kubernetes' | 'helm' | 'cloudformation' | 'aws' | 'file';

/** What every fact has. */
export interface Fact {
  /** Unique, and what links and references name: `terraform:infra:aws_iam_role.app`. */
  readonly id: string;
  readonly tool: Tool;
  /** The resource type, object kind or field: `aws_iam_role`, `ServiceAccount`, `iam.serviceAccounts`. */
  readonly kind: string;
  /** The root module, kustomization folder or file that the fact belongs to: facts of one scope are deployed together. */
  readonly scope: string;
  /** Where to point: the block, the list element, the object's name. */
  readonly place: Span;
  /** Set when the object may be absent, or stand for several, since its `count` or `for_each` is unknown. */
  readonly conditional?: true;
  /** Set when the file says what there is, or will be, rather than makes it: a plan, a state, an answer of AWS. */
  readonly observed?: true;
  /** Arguments whose changes Terraform leaves alone, or `all`: what is live may differ from them. */
  readonly ignoredChanges?: readonly string[];
}

/** Whether Terraform leaves alone what somebody else makes of an argument. */
export function ignores({ ignoredChanges = [] }: Fact, argument: string): boolean {
  return ignoredChanges.includes(argument) || ignoredChanges.includes('all');
}

/** A pointer from one fact to another: by id where the files make both, by name or ARN in any case. */
export interface Link {
  readonly fact?: string;
  readonly value: Known<string>;
}

/** An IAM role that the files create (`declared`) or look up by name (`existing`). */
export interface RoleFact extends Fact {
  readonly ownership: 'declared' | 'existing';
  readonly name: Known<string>;
  /** Begins and ends with `/`. */
  readonly path: Known<string>;
  readonly partition: Known<string>;
  /** 12 digits. */
  readonly account: Known<string>;
  readonly arn: Known<string>;
  /** The trust policy as an IAM document; absent when the files do not have it. */
  readonly trust?: Node;
  readonly permissionsBoundary?: Link;
  /** Seconds. */
  readonly maxSessionDuration?: Known<number>;
  readonly tags?: Node;
  /** When and where AWS saw it used last, of the last 400 days and some hours late: `2026-11-20T08:00:00Z in eu-west-1`. */
  readonly lastUsed?: string;
}

/** From which release a policy is known that a program brings itself, such as a flag of a public module. */
export interface Brought {
  /** Such as `terraform-aws-iam 5.60.0`. */
  readonly by: string;
  /** The day of that release. */
  readonly date: string;
  /** Whether the files leave the version open, so that it is the newest one that is known and fits. */
  readonly open: boolean;
}

/**
 * An IAM policy: managed, inline in a role, one of which nothing says what it is for (`file`), or the statements of a
 * spec's workload, which are rendered into any of these.
 */
export interface PolicyFact extends Fact {
  readonly use: 'managed' | 'inline' | 'file' | 'session' | 'statements';
  /** Set when the role gets further statements, which the file says in other words. */
  readonly partial?: true;
  readonly ownership: 'declared' | 'existing';
  readonly name?: Known<string>;
  readonly path?: Known<string>;
  readonly arn?: Known<string>;
  /** The document; unknown when it is not in the files. */
  readonly document: Node;
  readonly tags?: Node;
  /** Set when nobody wrote the document in the files. */
  readonly brought?: Brought;
}

/** A policy that a role has. */
export interface AttachmentFact extends Fact {
  readonly role: Link;
  /** The policy's ARN; an inline policy is linked by its fact, with its name as the value. */
  readonly policy: Link;
  /** What says that the role, or the policy, has other attachments only, so that Terraform takes this one away again. */
  readonly contestedBy?: { readonly id: string; readonly place: Span };
}

/** A permissions boundary that a spec gives to the roles which it is rendered to. */
export interface BoundaryFact extends Fact {
  readonly policy: Link;
}

/** All policies of one kind that a role is to have; Terraform takes others away. */
export interface ExclusivePoliciesFact extends Fact {
  readonly role: Link;
  readonly of: 'inline' | 'managed';
  /** ARNs of managed policies, names of inline ones. */
  readonly policies: readonly Link[];
}

/** An IAM OIDC provider. */
export interface OidcProviderFact extends Fact {
  /** `data` sources and providers that other tools made are `existing`. */
  readonly ownership: 'declared' | 'existing';
  /** The issuer as it is written, mostly with `https://`. */
  readonly url: Known<string>;
  readonly clientIds?: Node;
  readonly thumbprints?: Node;
  readonly arn: Known<string>;
  /** The cluster that it belongs to, when that is certain. */
  readonly cluster?: Link;
}

/** An EKS Pod Identity association. */
export interface PodIdentityAssociationFact extends Fact {
  readonly cluster: Link;
  /** Of the cluster, where the association tells it. */
  readonly region?: Known<string>;
  readonly namespace: Known<string>;
  readonly serviceAccount: Known<string>;
  readonly role: Link;
  /** The role that EKS goes on to assume with the first one's permissions; the pod gets this one. */
  readonly targetRole?: Link;
  /** What EKS sends to a target role as `sts:ExternalId`; only AWS makes it up. */
  readonly externalId?: Known<string>;
  /** Whether EKS leaves its six tags out of the session; absent means that it sends them. */
  readonly disableSessionTags?: Known<boolean>;
  /** The association's own policy, with which EKS narrows the session. */
  readonly sessionPolicy?: Node;
  /** Whether eksctl makes the service account as well. */
  readonly createsServiceAccount?: Known<boolean>;
}

/** What may have a policy of its own, and a VPC endpoint, which has one for what passes it. */
export type ResourceKind =
  | 'bucket'
  | 'access-point'
  | 'key'
  | 'queue'
  | 'topic'
  | 'secret'
  | 'repository'
  | 'table'
  | 'stream'
  | 'event-bus'
  | 'function'
  | 'file-system'
  | 'role'
  | 'endpoint';

/** An AWS resource that may have a policy of its own. */
export interface ResourceFact extends Fact {
  readonly resource: ResourceKind;
  readonly ownership: 'declared' | 'existing';
  readonly arn: Known<string>;
  /** The bucket's, queue's or topic's name, the key's or endpoint's id. */
  readonly name: Known<string>;
  /** 12 digits. */
  readonly account: Known<string>;
  /** Of an endpoint: `com.amazonaws.us-east-1.s3`. */
  readonly service?: Known<string>;
}

/** The policy of such a resource, or of what passes a VPC endpoint. */
export interface ResourcePolicyFact extends Fact {
  readonly resource: ResourceKind;
  /** The resource by reference, or by whichever of ARN, name, id or URL the files use. */
  readonly of: Link;
  /** The document; unknown when it is not in the files. */
  readonly document: Node;
  /** Set where it holds only what is to be added to a policy that nobody has seen: what is taken as given for it to count. */
  readonly assumes?: string;
}

/** An EKS cluster. */
export interface ClusterFact extends Fact {
  readonly ownership: 'declared' | 'existing';
  readonly name: Known<string>;
  readonly region: Known<string>;
  readonly account: Known<string>;
  readonly version?: Known<string>;
  readonly issuer: Known<string>;
  readonly withOidc?: Known<boolean>;
  /** Whether EKS Auto Mode runs the nodes, where the files say so. */
  readonly autoMode?: Known<boolean>;
}

/** An EKS add-on. */
export interface AddonFact extends Fact {
  readonly cluster: Link;
  /** As EKS calls it: `vpc-cni`. */
  readonly name: Known<string>;
  /** Where its pods run, when that is not the namespace that EKS gives them. */
  readonly namespace?: Known<string>;
  /** The role that its service account is annotated with: by the files, or made by eksctl for it. */
  readonly serviceAccountRole?: Link;
  /** Whether its configuration may give its service accounts other names. */
  readonly renamesServiceAccount: boolean;
}

/** A Fargate profile: which pods run on Fargate. */
export interface FargateProfileFact extends Fact {
  readonly cluster: Link;
  readonly name: Known<string>;
  readonly selectors: readonly FargateSelector[];
}

/** Pods that a Fargate profile takes: those of a namespace that have all of the labels; both may hold `*` and `?`. */
export interface FargateSelector {
  readonly namespace: Known<string>;
  readonly labels: Annotations;
  readonly place: Span;
}

/** A Kubernetes ServiceAccount. */
export interface ServiceAccountFact extends Fact {
  readonly name: Known<string>;
  /** `default` where the object names none. */
  readonly namespace: Known<string>;
  /** False when the object names no namespace, which then is that of whoever applies it. */
  readonly namespaceStated: boolean;
  readonly annotations: Annotations;
  readonly labels: Annotations;
  readonly automount?: Known<boolean>;
  /** The role that eksctl writes into the annotation. */
  readonly role?: Link;
  /** Whether the object is really made: false for eksctl's `roleOnly`. */
  readonly created: Known<boolean>;
  readonly node: Node;
}

/** Labels or annotations: a map, an unknown value, or none. */
export type Annotations = Node | undefined;

/** A pod, or the template that pods are made from. */
export interface PodFact extends Fact {
  readonly name: Known<string>;
  readonly namespace: Known<string>;
  readonly namespaceStated: boolean;
  /** `default` where the pod names none. */
  readonly serviceAccountName: Known<string>;
  readonly serviceAccountStated: boolean;
  readonly automount?: Known<boolean>;
  /** Of the pod or pod template, not of the controller. */
  readonly labels: Annotations;
  readonly annotations: Annotations;
  readonly containers: readonly ContainerFact[];
  /** The object. */
  readonly node: Node;
  /** The pod's `spec`. */
  readonly spec: Node;
}

/** A container of a pod. */
export interface ContainerFact {
  readonly role: 'main' | 'init' | 'ephemeral';
  readonly name: Known<string> | undefined;
  readonly image: Known<string> | undefined;
  readonly env: readonly EnvFact[];
  readonly node: Node;
}

/** An environment variable; without `value` it comes from elsewhere (`valueFrom`). */
export interface EnvFact {
  readonly name: Known<string>;
  readonly value?: Known<string>;
  /** What sets it where there is such a thing; without, the container has no such variable. */
  readonly optionalFrom?: {
    readonly kind: 'Secret' | 'ConfigMap';
    readonly name: string;
    readonly key: Known<string> | undefined;
  };
  readonly place: Span;
}

/** Any Kubernetes object, after kustomize where it applies. */
export interface KubernetesObjectFact extends Fact {
  readonly apiVersion: Known<string>;
  readonly objectKind: Known<string>;
  readonly name: Known<string> | undefined;
  readonly namespace: Known<string> | undefined;
  readonly node: Node;
}

/** Any Terraform resource, data source or module call, evaluated. */
export interface TerraformObjectFact extends Fact {
  readonly mode: 'resource' | 'data' | 'module';
  readonly address: string;
  readonly node: Node;
  /** What a module call hands over, its source included. */
  readonly inputs?: Node;
  /** Set for a call of a module that is not among the files, and may make roles, policies, associations or clusters. */
  readonly unread?: true;
}

/** What Terraform obeys beside the arguments of resources: a block `terraform`, its `backend`, or `provider`, or a meta-argument of an object. */
export interface TerraformSettingFact extends Fact {
  /** `terraform`, `backend`, `provider`, `variable`, `local`, `lifecycle.prevent_destroy`, `provisioner` …, or whatever else stands there. */
  readonly name: string;
  /** The address of the object that the meta-argument is of. */
  readonly of?: string;
  /** The label of a block: `aws`; of a local value its name. */
  readonly label?: string;
  /** The arguments of a block. */
  readonly node?: Node;
}

/** An output of a root module, evaluated. */
export interface TerraformOutputFact extends Fact {
  readonly name: string;
  readonly value: Node;
}
