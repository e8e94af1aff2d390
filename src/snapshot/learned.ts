import { parseIamArn } from '../aws/arns.js';
import { ROLE_ARN } from '../kubernetes/role-annotation.js';
import type { CallOutcome, SnapshotCall } from '../readers/index.js';
import { commandOf, optionOf } from '../readers/index.js';

/** What the answers so far say about what else is to be asked. */
export interface Learned {
  readonly outcomes: Map<string, CallOutcome>;
  issuer?: string;
  endpoint?: string;
  account?: string;
  /** The kinds of objects that the cluster has, as kubectl names them. */
  readonly kinds: Set<string>;
  readonly addons: Set<string>;
  /** Ids of associations. */
  readonly associations: Set<string>;
  /** ARNs of OIDC providers. */
  readonly providers: Set<string>;
  /** ARNs of the roles that service accounts, associations, add-ons and pods name. */
  readonly namedRoles: Set<string>;
  /** Roles with what they trust and may do. */
  readonly roles: Map<string, RoleTexts>;
  /** The default version of managed policies, by ARN. */
  readonly versions: Map<string, string>;
  /** The documents of managed policies as text, by ARN. */
  readonly documents: Map<string, string>;
  /** Namespaces that associations name. */
  readonly namespaces: Set<string>;
  /** ARNs of the keys that encrypt buckets. */
  readonly keys: Set<string>;
}

/** A role as far as it decides what else to ask. */
export interface RoleTexts {
  readonly arn: string;
  readonly trust: string;
  /** Names of inline policies. */
  readonly inline: readonly string[];
  /** Documents of inline policies. */
  readonly documents: readonly string[];
  /** ARNs of managed policies, the boundary among them. */
  readonly managed: readonly string[];
}

export function nothingLearned(): Learned {
  return {
    outcomes: new Map(),
    kinds: new Set(),
    addons: new Set(),
    associations: new Set(),
    providers: new Set(),
    namedRoles: new Set(),
    roles: new Map(),
    versions: new Map(),
    documents: new Map(),
    namespaces: new Set(),
    keys: new Set(),
  };
}

type Json = Readonly<Record<string, unknown>>;

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((found, key) => (isJson(found) ? found[key] : undefined), value);
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const listAt = (value: unknown, ...path: readonly string[]): readonly unknown[] => {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
};
const textAt = (value: unknown, ...path: readonly string[]): string | undefined => {
  const found = at(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
};
const textsAt = (value: unknown, ...path: readonly string[]): readonly string[] =>
  listAt(value, ...path).flatMap((item) => (typeof item === 'string' ? [item] : []));
/** Documents are objects, or text where the API's encoding was left as it is. */
const documentAt = (value: unknown, ...path: readonly string[]): string => {
  const found = at(value, ...path);
  return typeof found === 'string' ? decoded(found) : JSON.stringify(found ?? '');
};

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Takes up an answer of `aws`, or one object of an answer of `kubectl`. */
export function learn(learned: Learned, call: Pick<SnapshotCall, 'call'>, answer: unknown): void {
  if (call.call[1] === 'get') learnObject(learned, answer);
  else LESSONS[commandOf(call)]?.(learned, answer, call);
}

type Lesson = (learned: Learned, answer: unknown, call: Pick<SnapshotCall, 'call'>) => void;

const LESSONS: Readonly<Record<string, Lesson>> = {
  'api-resources --verbs': (learned, answer) => {
    for (const name of textsAt(answer, 'kinds')) learned.kinds.add(name);
  },
  'sts get-caller-identity': (learned, answer) => {
    learned.account = textAt(answer, 'Account') ?? '';
  },
  'eks describe-cluster': (learned, answer) => {
    const [issuer, endpoint] = [
      textAt(answer, 'cluster', 'identity', 'oidc', 'issuer'),
      textAt(answer, 'cluster', 'endpoint'),
    ];
    if (issuer !== undefined) learned.issuer = issuer;
    if (endpoint !== undefined) learned.endpoint = endpoint;
  },
  'eks list-addons': (learned, answer) => {
    for (const name of textsAt(answer, 'addons')) learned.addons.add(name);
  },
  'eks describe-addon': (learned, answer) => {
    addRole(learned, textAt(answer, 'addon', 'serviceAccountRoleArn'));
  },
  'eks list-pod-identity-associations': (learned, answer) => {
    for (const association of listAt(answer, 'associations')) {
      const [id, namespace] = [textAt(association, 'associationId'), textAt(association, 'namespace')];
      if (id !== undefined) learned.associations.add(id);
      if (namespace !== undefined) learned.namespaces.add(namespace);
    }
  },
  'eks describe-pod-identity-association': (learned, answer) => {
    addRole(learned, textAt(answer, 'association', 'roleArn'));
    addRole(learned, textAt(answer, 'association', 'targetRoleArn'));
  },
  'iam list-open-id-connect-providers': (learned, answer) => {
    for (const provider of listAt(answer, 'OpenIDConnectProviderList')) {
      const arn = textAt(provider, 'Arn');
      if (arn !== undefined) learned.providers.add(arn);
    }
  },
  'iam get-account-authorization-details': (learned, answer) => {
    for (const role of listAt(answer, 'RoleDetailList')) learnRole(learned, role);
    for (const policy of listAt(answer, 'Policies')) {
      const arn = textAt(policy, 'Arn');
      const [version] = listAt(policy, 'PolicyVersionList');
      if (arn !== undefined) learned.documents.set(arn, documentAt(version, 'Document'));
    }
  },
  'iam get-role': (learned, answer) => learnRole(learned, at(answer, 'Role')),
  'iam list-role-policies': (learned, answer, call) =>
    moreOf(learned, call, (role) => ({ ...role, inline: textsAt(answer, 'PolicyNames') })),
  'iam get-role-policy': (learned, answer, call) =>
    moreOf(learned, call, (role) => ({
      ...role,
      documents: [...role.documents, documentAt(answer, 'PolicyDocument')],
    })),
  'iam list-attached-role-policies': (learned, answer, call) =>
    moreOf(learned, call, (role) => ({
      ...role,
      managed: [...role.managed, ...arnsIn(answer, 'AttachedPolicies')],
    })),
  'iam get-policy': (learned, answer, call) => {
    const [arn, version] = [optionOf(call, 'policy-arn'), textAt(answer, 'Policy', 'DefaultVersionId')];
    if (arn !== undefined && version !== undefined) learned.versions.set(arn, version);
  },
  'iam get-policy-version': (learned, answer, call) => {
    const arn = optionOf(call, 'policy-arn');
    if (arn !== undefined) learned.documents.set(arn, documentAt(answer, 'PolicyVersion', 'Document'));
  },
  's3api get-bucket-encryption': (learned, answer) => {
    for (const rule of listAt(answer, 'ServerSideEncryptionConfiguration', 'Rules')) {
      const key = textAt(rule, 'ApplyServerSideEncryptionByDefault', 'KMSMasterKeyID');
      if (key !== undefined) learned.keys.add(key);
    }
  },
};

function addRole({ namedRoles }: Learned, arn: string | undefined): void {
  if (arn !== undefined) namedRoles.add(arn);
}

const arnsIn = (value: unknown, list: string) =>
  listAt(value, list).flatMap((policy) => textAt(policy, 'PolicyArn') ?? []);

function learnRole({ roles }: Learned, role: unknown): void {
  const [name, arn] = [textAt(role, 'RoleName'), textAt(role, 'Arn')];
  if (name === undefined || arn === undefined) return;
  const boundary = textAt(role, 'PermissionsBoundary', 'PermissionsBoundaryArn');
  const before = roles.get(name);
  roles.set(name, {
    arn,
    trust: documentAt(role, 'AssumeRolePolicyDocument'),
    inline: before?.inline ?? [],
    documents: [
      ...(before?.documents ?? []),
      ...listAt(role, 'RolePolicyList').map((policy) => documentAt(policy, 'PolicyDocument')),
    ],
    managed: [
      ...(before?.managed ?? []),
      ...arnsIn(role, 'AttachedManagedPolicies'),
      ...(boundary === undefined ? [] : [boundary]),
    ],
  });
}

/** What another call tells of a role, in whichever order the answers come. */
function moreOf(
  { roles }: Learned,
  call: Pick<SnapshotCall, 'call'>,
  more: (role: RoleTexts) => RoleTexts,
): void {
  const name = optionOf(call, 'role-name') ?? '';
  roles.set(name, more(roles.get(name) ?? { arn: '', trust: '', inline: [], documents: [], managed: [] }));
}

function learnObject(learned: Learned, object: unknown): void {
  const annotations = at(object, 'metadata', 'annotations');
  if (isJson(annotations)) addRole(learned, textAt(annotations, ROLE_ARN));
  for (const spec of [at(object, 'spec'), at(object, 'spec', 'template', 'spec')])
    for (const container of listAt(spec, 'containers'))
      for (const variable of listAt(container, 'env'))
        if (textAt(variable, 'name') === 'AWS_ROLE_ARN') addRole(learned, textAt(variable, 'value'));
}

/** The name of a role of an account, by its ARN. */
export function roleIn(account: string, arn: string): string | undefined {
  const parsed = parseIamArn(arn);
  return parsed?.kind === 'role' && parsed.accountId === account ? parsed.name : undefined;
}
