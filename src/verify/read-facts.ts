import { groupOf } from '../artifacts/index.js';
import { groupBy } from '../collections.js';
import {
  type AttachmentFact,
  type Fact,
  fieldOf,
  type Inventory,
  itemsOf,
  itemsWithRest,
  type Link,
  type MapEntry,
  type Node,
  type PolicyFact,
  type RoleFact,
  type SourceDocument,
  type Span,
  type TerraformSettingFact,
} from '../readers/index.js';
import { plainText, valueText } from './canonical.js';
import { givesBy, RUNS_PROGRAMS } from './gives-access.js';

/** One thing that files say about access, in words that are the same for the same thing; `at` says where, for models where it is known. */
export interface AccessFact {
  /** The folder of the output. */
  readonly where: string;
  readonly says: string;
  /** A service account, as `namespace/name`: it matters only if the model has that one. */
  readonly onlyFor?: string;
  readonly at?: { readonly file: string; readonly line: number; readonly column: number };
}

/** Variables with which a pod takes other credentials than those of its service account. */
const CREDENTIALS = [
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
];

/** Everything that files say about access. */
export function readFacts(inventory: Inventory): readonly AccessFact[] {
  const reader = new FactReader(inventory);
  return [
    ...inventory.roles
      .filter(({ ownership, tool, kind }) => ownership === 'declared' && !isClusterRole(tool, kind))
      .flatMap((role) => reader.role(role)),
    ...inventory.policies.flatMap((policy) => reader.policy(policy)),
    ...inventory.attachments
      .filter(({ role }) => reader.isForeign(role))
      .map((fact) =>
        reader.fact(
          fact,
          `attaches ${valueText(fact.policy.value)} to the role ${valueText(fact.role.value)}`,
        ),
      ),
    ...reader.providers(),
    ...reader.associations(),
    ...reader.lookups(),
    ...reader.serviceAccounts(),
    ...reader.pods(),
    ...reader.otherAccess(),
    ...reader.ignored(),
    ...inventory.terraformSettings.flatMap((setting) =>
      settingTexts(setting).map((says) => reader.fact(setting, says)),
    ),
    ...inventory.documents.flatMap((document) => {
      if (document.kind === 'eksctl') return clusterRoles(document);
      return document.kind === 'kustomization' ? changesByKustomize(document) : [];
    }),
  ];
}

class FactReader {
  private readonly roles: ReadonlyMap<string, RoleFact>;
  private readonly policies: ReadonlyMap<string, PolicyFact>;
  /** By the role's id. */
  private readonly attachments: ReadonlyMap<string | undefined, readonly AttachmentFact[]>;

  constructor(private readonly inventory: Inventory) {
    this.roles = new Map(inventory.roles.map((role) => [role.id, role]));
    this.attachments = groupBy(inventory.attachments, (attachment) => attachment.role.fact);
    this.policies = new Map(inventory.policies.map((policy) => [policy.id, policy]));
  }

  fact({ place, tool, scope, conditional }: Fact, says: string): AccessFact {
    const { file, line, column } = place;
    const where = tool === 'terraform' ? scope : tool === 'file' ? 'policies' : tool;
    return { where, says: conditional === true ? `perhaps ${says}` : says, at: { file, line, column } };
  }

  role(role: RoleFact): readonly AccessFact[] {
    const name = valueText(role.name);
    const boundary = valueText(role.permissionsBoundary?.value);
    const session = role.maxSessionDuration === undefined ? 3600 : valueText(role.maxSessionDuration);
    const attached = this.attachments.get(role.id) ?? [];
    return [
      this.fact(role, roleText(name, { path: valueText(role.path), boundary, session })),
      ...statementsOf(role.trust).map((text) => this.fact(role, `the role ${name} trusts ${text}`)),
      ...attached.flatMap((attachment) => this.grants(attachment, name)),
    ];
  }

  private grants(attachment: Fact & { readonly policy: Link }, role: string): readonly AccessFact[] {
    const { fact, value } = attachment.policy;
    const policy = fact === undefined ? undefined : this.policies.get(fact);
    if (policy === undefined)
      return [this.fact(attachment, `the role ${role} has the policy ${valueText(value)}`)];
    return statementsOf(policy.document).map((text) => this.fact(policy, `the role ${role} may ${text}`));
  }

  policy(policy: PolicyFact): readonly AccessFact[] {
    if (policy.use === 'managed' && policy.ownership === 'declared') {
      return [this.fact(policy, `makes the policy ${valueText(policy.path)}${valueText(policy.name)}`)];
    }
    if (policy.use !== 'file' || !policy.scope.startsWith('policies/')) return [];
    return statementsOf(policy.document).map((text) => this.fact(policy, `${policy.scope} says ${text}`));
  }

  /** Whether a role is none that the files make. */
  isForeign({ fact }: Link): boolean {
    return fact === undefined || this.roles.get(fact)?.ownership !== 'declared';
  }

  providers(): readonly AccessFact[] {
    return this.inventory.oidcProviders
      .filter(({ ownership }) => ownership === 'declared')
      .map((provider) =>
        this.fact(provider, providerText(valueText(provider.url), valueText(provider.clientIds))),
      );
  }

  associations(): readonly AccessFact[] {
    return this.inventory.podIdentityAssociations.map((association) => {
      const account = `${valueText(association.namespace)}/${valueText(association.serviceAccount)}`;
      const target =
        association.targetRole === undefined ? '' : ` and then ${valueText(association.targetRole.value)}`;
      const creates =
        association.createsServiceAccount === undefined
          ? ''
          : ` creating=${valueText(association.createsServiceAccount)}`;
      const session =
        (association.disableSessionTags === undefined
          ? ''
          : ` disableSessionTags=${valueText(association.disableSessionTags)}`) +
        (association.sessionPolicy === undefined ? '' : ` policy=${valueText(association.sessionPolicy)}`);
      const role = `${this.linked(association.role)}${target}${session}${creates}`;
      return this.fact(association, associationText(valueText(association.cluster.value), account, role));
    });
  }

  /** The name of a role that the files make, else its ARN. */
  private linked({ fact, value }: Link): string {
    const role = fact === undefined ? undefined : this.roles.get(fact);
    return role === undefined ? valueText(value) : valueText(role.name);
  }

  lookups(): readonly AccessFact[] {
    return this.inventory.clusters
      .filter(({ tool, ownership }) => tool === 'terraform' && ownership === 'existing')
      .map((cluster) => this.fact(cluster, `asks the cluster ${valueText(cluster.name)} for its issuer`));
  }

  serviceAccounts(): readonly AccessFact[] {
    return this.inventory.serviceAccounts.map((account) => {
      const name = `${valueText(account.namespace)}/${valueText(account.name)}`;
      if (account.tool === 'eksctl') {
        const role = account.role === undefined ? 'none' : this.linked(account.role);
        return this.fact(account, eksctlAccountText(name, role, valueText(account.created)));
      }
      const annotations = eksAnnotations(account.annotations);
      if (account.tool === 'helm')
        return this.fact(account, chartAccountText(valueText(account.name), annotations));
      const made = this.fact(account, accountText(name, annotations));
      return annotations === NO_ANNOTATIONS ? { ...made, onlyFor: name } : made;
    });
  }

  pods(): readonly AccessFact[] {
    return this.inventory.pods.flatMap((pod) => {
      const account = `${valueText(pod.namespace)}/${valueText(pod.serviceAccountName)}`;
      const name = `${pod.kind} ${valueText(pod.name)}`;
      const variables = pod.containers.flatMap(({ env }) => env.map((variable) => valueText(variable.name)));
      return [
        { ...this.fact(pod, podText(name, account)), onlyFor: account },
        ...variables
          .filter((variable) => CREDENTIALS.includes(variable))
          .map((variable) => this.fact(pod, `the ${name} sets ${variable}`)),
      ];
    });
  }

  otherAccess(): readonly AccessFact[] {
    return this.inventory.terraformObjects.flatMap((object) => {
      const { mode, kind, address } = object;
      const isOther = mode === 'module' || RUNS_PROGRAMS.test(kind);
      const by = isOther ? '' : mode === 'resource' ? givesBy(object) : undefined;
      return by === undefined ? [] : [this.fact(object, `makes ${address}${by}`)];
    });
  }

  /** What Terraform leaves as somebody else makes it, tags aside. */
  ignored(): readonly AccessFact[] {
    return this.inventory.terraformObjects.flatMap((object) =>
      (object.ignoredChanges ?? [])
        .filter((name) => !/^tags(?:_all)?$/.test(name))
        .map((name) => this.fact(object, `ignores changes of ${name} in ${object.address}`)),
    );
  }
}

/** Arguments of the AWS provider that change neither whose credentials it uses nor where they go. */
const HARMLESS =
  /^(?:skip_\w+|default_tags|ignore_tags|max_retries|retry_mode|token_bucket_rate_limiter_capacity|use_fips_endpoint|use_dualstack_endpoint|forbidden_account_ids)$/;

/** What a setting of Terraform means for access: how the provider works, and what is done beside the plan. */
function settingTexts({ name, of, label, node }: TerraformSettingFact): readonly string[] {
  if (of !== undefined) {
    if (/^providers?$/.test(name)) return [`gives ${of} another provider`];
    if (/^(?:provisioner|connection)$/.test(name)) return [`lets ${of} run a program`];
    return [];
  }
  if (name === 'terraform') {
    const source = fieldOf(fieldOf(itemsOf(fieldOf(node, 'required_providers'))[0], 'aws'), 'source');
    const text = source === undefined ? 'hashicorp/aws' : valueText(source);
    return /^(?:registry\.terraform\.io\/)?hashicorp\/aws$/.test(text)
      ? []
      : [`takes the provider aws from ${text}`];
  }
  if (name !== 'provider' || label !== 'aws') return [];
  const own = entriesOf(
    node,
    (key) => !HARMLESS.test(key) && key !== 'region' && key !== 'allowed_account_ids',
  );
  const said = own.filter(({ value }) => valueText(value) !== 'null');
  return [
    awsProviderText(valueText(fieldOf(node, 'region')), valueText(fieldOf(node, 'allowed_account_ids'))),
    ...said.map(({ key, value }) => `lets the provider aws use ${key} = ${valueText(value)}`),
  ];
}

/** The fields of a kustomization that we read, or that say themselves what they do: any other may change objects by programs, templates and files. */
const SEEN =
  /^(?:apiVersion|kind|metadata|resources|namespace|name(?:Prefix|Suffix)|labels|common(?:Labels|Annotations)|(?:configMap|secret)Generator|generatorOptions|sortOptions|buildMetadata|replicas|patches\w*)$/;

function changesByKustomize({ root, file }: SourceDocument): readonly AccessFact[] {
  const where = groupOf(file);
  return entriesOf(root, (key) => !SEEN.test(key)).map(
    ({
      key,
      keyNode: {
        place: { line, column },
      },
    }) => ({
      where,
      says: `changes manifests by ${key}`,
      at: { file, line, column },
    }),
  );
}

/** Parts of a ClusterConfig that are roles for pods, which have facts of their own. */
const POD_ROLES = ['withOIDC', 'serviceAccounts', 'podIdentityAssociations'];

/** Fields of an add-on that give it access. */
const ADDON_ACCESS =
  /^(?:permissionsBoundary|attachPolicy|attachPolicyARNs|serviceAccountRoleARN|wellKnownPolicies|podIdentityAssociations|useDefaultPodIdentityAssociations)$/;

/** Whether a role is one of those that `clusterRoles` words by their fields. */
const isClusterRole = (tool: Fact['tool'], kind: string) =>
  tool === 'eksctl' && ['iam', 'nodeGroups', 'managedNodeGroups', 'addons'].includes(kind);

/** The roles of the cluster itself, its nodes and its add-ons: what pods without a role of their own fall back to. */
function clusterRoles({ root, file }: SourceDocument): readonly AccessFact[] {
  const fact = (says: string, { line, column }: Span): AccessFact => ({
    where: 'eksctl',
    says,
    at: { file, line, column },
  });
  const iam = entriesOf(fieldOf(root, 'iam'), (key) => !POD_ROLES.includes(key));
  const groups = ['managedNodeGroups', 'nodeGroups'].flatMap((field) => itemsOf(fieldOf(root, field)));
  return [
    ...iam.map(({ key, value }) => fact(clusterRoleText(key ?? '?', valueText(value)), value.place)),
    ...groups.flatMap((group) => {
      const name = valueText(fieldOf(group, 'name'));
      const closed = fieldOf(group, 'disablePodIMDS');
      return [
        ...entriesOf(fieldOf(group, 'iam'), () => true).map(({ key, value }) =>
          fact(nodeRoleText(name, key ?? '?', valueText(value)), value.place),
        ),
        ...(valueText(closed) === 'true' ? [] : [fact(openNodesText(name), (closed ?? group).place)]),
      ];
    }),
    ...itemsOf(fieldOf(root, 'addons')).flatMap((addon) =>
      entriesOf(addon, (key) => ADDON_ACCESS.test(key)).map(({ key, value }) =>
        fact(addonRoleText(valueText(fieldOf(addon, 'name')), key ?? '?', valueText(value)), value.place),
      ),
    ),
  ];
}

function entriesOf(node: Node | undefined, wanted: (key: string) => boolean): readonly MapEntry[] {
  return node?.kind === 'map' ? node.entries.filter(({ key }) => key === undefined || wanted(key)) : [];
}

/** The version of policies in which variables are read, as all of ours are. */
const WITH_VARIABLES = '2012-10-17';

/** Each statement by itself, without its Sid, which means nothing to IAM. */
function statementsOf(document: Node | undefined): readonly string[] {
  if (document === undefined) return ['nobody'];
  if (document.kind !== 'map') return [valueText(document)];
  // Whatever could not be resolved may be a statement as well.
  const open = document.entries.filter(({ key }) => key === undefined).map(({ value }) => value);
  const version = valueText(fieldOf(document, 'Version'));
  const language = version === WITH_VARIABLES ? '' : ` by the version ${version}`;
  return [...itemsWithRest(fieldOf(document, 'Statement')), ...open, ...document.rest].map((statement) => {
    if (statement.kind !== 'map') return `${valueText(statement)}${language}`;
    const entries = statement.entries.filter(({ key }) => key !== 'Sid');
    return `${valueText({ ...statement, entries })}${language}`;
  });
}

const NO_ANNOTATIONS = plainText({});

function eksAnnotations(annotations: Node | undefined): string {
  if (annotations === undefined) return NO_ANNOTATIONS;
  if (annotations.kind !== 'map') return valueText(annotations);
  const ours = annotations.entries.filter(
    ({ key }) => key === undefined || key.startsWith('eks.amazonaws.com/'),
  );
  return valueText({ ...annotations, entries: ours });
}

/** How each kind of fact is worded, for files and models alike. */
export const roleText = (
  name: string,
  {
    path,
    boundary,
    session,
  }: { readonly path: string; readonly boundary: string; readonly session: string | number },
) => `makes the role ${name} path=${path} boundary=${boundary} session=${session}`;
export const awsProviderText = (region: string, account: string) =>
  `works in the region ${region} of the account ${account}`;
export const providerText = (url: string, clients: string) => `makes the OIDC provider ${url} for ${clients}`;
export const associationText = (cluster: string, account: string, role: string) =>
  `associates ${account} of ${cluster} with ${role}`;
export const eksctlAccountText = (account: string, role: string, created: string) =>
  `gives the service account ${account} the role ${role} created=${created}`;
export const accountText = (account: string, annotations: string) =>
  `makes the service account ${account} with ${annotations}`;
export const chartAccountText = (account: string, annotations: string) =>
  `lets a chart make the service account ${account} with ${annotations}`;
export const podText = (pod: string, account: string) => `the ${pod} runs as ${account}`;
export const clusterRoleText = (field: string, value: string) => `the cluster has iam.${field} = ${value}`;
export const nodeRoleText = (group: string, field: string, value: string) =>
  `the nodes of ${group} have iam.${field} = ${value}`;
export const openNodesText = (group: string) => `the nodes of ${group} let pods have the role of the nodes`;
export const addonRoleText = (addon: string, field: string, value: string) =>
  `the add-on ${addon} has ${field} = ${value}`;
