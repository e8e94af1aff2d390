import { isValues } from '../helm/read-values.js';
import type { Node } from '../node.js';
import { fieldOf, hasKey, isMap, isString, nodeAt } from '../node-access.js';
import { hasTerragruntBlock, isJson, PROGRAM } from '../text/format.js';
import type { SourceText } from '../text/source-text.js';
import { MAKES_ACCESS, ROLE_OR_ACCOUNT } from './ours.js';

/** A kind of file that says something about access, and that no reader understands yet. */
export interface Recogniser {
  /** For one file, in the singular. */
  readonly kind: string;
  /** For several. */
  readonly kinds: string;
  /** Tells one by a document of its YAML or JSON. */
  isDocument?(root: Node, source: SourceText): boolean;
  /** Tells one by its name and text, where no reader parses it. */
  isText?(source: SourceText): boolean;
}

/** Every kind that is recognised and not read, the more telling first: the first that fits names a document. */
export const RECOGNISERS: readonly Recogniser[] = [
  {
    kind: 'an app of CDK',
    kinds: 'apps of CDK',
    isDocument: (root, { file }) => /(^|\/)cdk(?:tf)?\.json$/.test(file) && hasKey(root, 'app'),
  },
  {
    kind: "a program that makes pods' access",
    kinds: "programs that make pods' access",
    isText: ({ file, text }) => PROGRAM.test(file) && MAKES_ACCESS.test(text),
  },
  {
    kind: 'a file of values for a Helm chart',
    kinds: 'files of values for Helm charts',
    isDocument: (root, source) => isValues(root, source) && ROLE_OR_ACCOUNT.test(source.text),
  },
  {
    kind: 'a template of a Helm chart',
    kinds: 'templates of Helm charts',
    isText: ({ file, text, format }) =>
      (format === 'yaml' || file.endsWith('.tpl')) && /\{\{/.test(text) && ROLE_OR_ACCOUNT.test(text),
  },
  {
    kind: 'a service of the Serverless Framework',
    kinds: 'services of the Serverless Framework',
    isDocument: (root) => hasKey(root, 'service') && isOneOf(nodeAt(root, ['provider', 'name']), /^aws$/),
  },
  {
    kind: 'a program or state of Pulumi',
    kinds: 'programs and states of Pulumi',
    isDocument: (root, { file, text }) =>
      (hasKey(root, 'runtime') && (hasKey(root, 'resources') || /(^|\/)Pulumi\.ya?ml$/.test(file))) ||
      (hasKey(root, 'deployment') && /urn:pulumi:/.test(text)),
  },
  {
    kind: 'a playbook of Ansible for IAM',
    kinds: 'playbooks of Ansible for IAM',
    isDocument: (root, { text }) =>
      root.kind === 'list' &&
      /^\s*(?:- )?(?:(?:amazon|community)\.aws\.)?iam_(?:managed_policy|policy|role)\s*:/m.test(text),
  },
  {
    kind: 'a state of Terraform in a form that is not known',
    kinds: 'states of Terraform in a form that is not known',
    isDocument: (root, { file }) => isMap(root) && file.endsWith('.tfstate'),
  },
  {
    kind: 'other JSON about AWS',
    kinds: 'other JSON files about AWS',
    isDocument: isAboutAws,
  },
  {
    kind: 'a stack of Terragrunt',
    kinds: 'stacks of Terragrunt',
    isText: ({ file }) => /(^|\/)terragrunt\.stack\.hcl$/.test(file),
  },
  {
    kind: 'a configuration of Terragrunt that no unit includes',
    kinds: 'configurations of Terragrunt that no unit includes',
    isText: ({ text, format }) => format === 'hcl' && hasTerragruntBlock(text),
  },
];

/** Objects of Kubernetes, which are read, with fields that are not. */
export const OBJECT_RECOGNISERS: readonly Recogniser[] = [
  {
    kind: 'a cluster of kOps with roles for service accounts',
    kinds: 'clusters of kOps with roles for service accounts',
    isDocument: (root, { text }) =>
      isOf(root, 'kops.k8s.io/') && /serviceAccountExternalPermissions/.test(text),
  },
  {
    kind: 'a control plane of Cluster API',
    kinds: 'control planes of Cluster API',
    isDocument: (root) => isOf(root, 'controlplane.cluster.x-k8s.io/', /^AWSManagedControlPlane$/),
  },
  {
    kind: 'a role that a controller goes on to',
    kinds: 'roles that controllers go on to',
    isDocument: (root) =>
      GOES_ON.some(([group, kind]) => isOf(root, group, kind)) && mentions(fieldOf(root, 'spec'), ROLE_ARN),
  },
];

/** Kinds whose controllers assume a role by a field of theirs (2026-11). */
const GOES_ON: readonly (readonly [group: string, kind: RegExp])[] = [
  ['external-secrets.io/', /^(?:Cluster)?SecretStore$/],
  ['keda.sh/', /^(?:Cluster)?TriggerAuthentication$/],
  ['cert-manager.io/', /^(?:Cluster)?Issuer$/],
];
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\//;

const isOf = (root: Node, group: string, kind = /^/) => {
  const [version, name] = [fieldOf(root, 'apiVersion'), fieldOf(root, 'kind')];
  return isString(version) && version.value.startsWith(group) && isString(name) && kind.test(name.value);
};

function mentions(node: Node | undefined, pattern: RegExp): boolean {
  if (node?.kind === 'map') return node.entries.some(({ value }) => mentions(value, pattern));
  if (node?.kind === 'list') return node.items.some((item) => mentions(item, pattern));
  return isString(node) && pattern.test(node.value);
}

/** What is at the top of the answers of frequent commands of `aws` that say nothing about access. */
const OTHER_ANSWERS =
  /^(?:Reservations|Instances|InstanceProfiles?|Users?|Groups?|Policies|PolicyGroups|Stacks?|StackResources|StackResourceSummaries|TemplateBody|Buckets|EvaluationResults|Credentials|AssumedRoleUser|Account|Records|Events|clusters|nodegroups?|fargateProfiles?(?:Names)?|accessEntr(?:y|ies)|addonVersions)$/;

/** What `cdk synth` writes beside templates, and our record of a folder: they only repeat what other files say. */
const isByProduct = (root: Node, file: string) =>
  file.endsWith('.irsa-forge.json') ||
  (hasKey(root, 'version') && ['artifacts', 'tree', 'files'].some((key) => hasKey(root, key)));

/** JSON of some program that says something of AWS. */
function isAboutAws(root: Node, { file, text, format }: SourceText): boolean {
  if (!isMap(root) || isByProduct(root, file)) return false;
  const isAnswer = root.entries.some(({ key }) => key !== undefined && OTHER_ANSWERS.test(key));
  if (isJson(format)) return /"arn:aws[a-z-]*:/.test(text) || (isAnswer && /\baws\b|Arn\b|Id":/i.test(text));
  return isAnswer && /Arn: ["']?arn:aws[a-z-]*:/.test(text);
}

const isOneOf = (node: Node | undefined, pattern: RegExp) => isString(node) && pattern.test(node.value);
