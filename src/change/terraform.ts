import { buildTerraformView, terraformFolder } from '../artifacts/terraform/view.js';
import { shellWord } from '../emit/text.js';
import { type Association, associationKey, associationsOf } from '../model/associations.js';
import type { AccessModel, Role } from '../model/types.js';
import { usesIrsa } from '../spec/mechanism.js';
import { accountKey } from '../spec/subjects.js';
import { findAssociation, handMadeAssociations } from './associations.js';
import { type Comparison, isNewIssuer, roleFacts } from './compare.js';

/** One thing that Terraform makes. */
interface Resource {
  /** Which thing it is, in AWS or in the cluster, wherever the configuration has it. */
  readonly id: string;
  readonly address: string;
  /** The role that it belongs to; absent for the OIDC provider. */
  readonly role?: Role;
  /** What it is, where it is one. */
  readonly association?: Association;
}

/** What Terraform has to do, and in which parts. */
export interface TerraformWork {
  /** The folder that is applied; absent where Terraform makes nothing on either side. */
  readonly folder?: string;
  /** Whether it is a module, so that a configuration of the user's is applied in its place. */
  readonly isModule: boolean;
  /** Nothing is left to Terraform: what is there is destroyed. */
  readonly destroys: boolean;
  /** The same thing at another address, so that it is neither destroyed nor made again. */
  readonly moves: readonly (readonly [from: string, to: string])[];
  /** What somebody else owns from now on. */
  readonly released: readonly string[];
  /** What Terraform owns from now on, with what `terraform import` takes for it, as the shell reads it. */
  readonly imported: readonly { readonly address: string; readonly id: string }[];
  /** What is made or changed before pods are, and destroyed before something else takes its name. */
  readonly early: readonly string[];
  /** Whether something is destroyed only when no pod needs it any more. */
  readonly late: boolean;
  /** The ARNs of roles that are gone before what replaces them is there. */
  readonly goneEarly: ReadonlySet<string>;
}

/** Finds what Terraform has to do between two models. */
export function planTerraform({ before, after, accounts }: Comparison): TerraformWork {
  const [old, now] = [resourcesOf(before), resourcesOf(after)];
  const last = new Map(old.map((resource) => [resource.id, resource]));
  const ids = new Set(now.map(({ id }) => id));
  const addresses = new Set(now.map(({ address }) => address));
  const gone = old.filter(({ id }) => !ids.has(id));
  const released = gone.filter(({ role }) => passesOn(role, after));
  const removed = gone.filter((resource) => !released.includes(resource));
  const fresh = now.filter(({ id }) => !last.has(id));
  const imported = fresh.filter((resource) => existsAlready(resource, before));
  const created = fresh.filter((resource) => !imported.includes(resource));
  const names = new Set(after.roles.filter(({ owner }) => owner !== 'existing').map(nameInIam));
  const continuing = new Set(accounts.flatMap(({ key, after }) => (after ? [key] : [])));
  const continues = ({ association }: Resource) =>
    association !== undefined && continuing.has(accountKey(association.subject));
  const early = removed.filter(
    (resource) => resource.role !== undefined && (names.has(nameInIam(resource.role)) || continues(resource)),
  );
  const changed = now.filter(
    ({ id, role }) => last.has(id) && isChanged(last.get(id)?.role, role, before, after),
  );
  const { terraform } = (now.length > 0 ? after : before).spec;
  return {
    ...(old.length + now.length === 0 ? {} : { folder: terraformFolder(terraform) }),
    isModule: terraform.layout === 'module',
    destroys: old.length > 0 && now.length === 0,
    moves: [
      // What gives up its name early is replaced where it stands; the rest must not be before pods have what is new.
      ...removed
        .filter((resource) => addresses.has(resource.address) && !early.includes(resource))
        .map(({ address }) => [address, aside(address)] as const),
      ...now.flatMap(({ id, address }) => {
        const from =
          old.find((resource) => resource.id.toLowerCase() === id.toLowerCase())?.address ?? address;
        return from === address ? [] : [[from, address] as const];
      }),
    ],
    released: released.map(({ address }) => address),
    imported: imported.map((resource) => ({ address: resource.address, id: importId(resource, after) })),
    early: [...new Set([...created, ...imported, ...changed, ...early].map(({ address }) => address))],
    late: removed.length > early.length,
    goneEarly: new Set(early.flatMap(({ id, role }) => (id === roleId(role) ? [role?.arn ?? ''] : []))),
  };
}

const PROVIDER = 'provider';

function roleId(role: Role | undefined): string {
  return `role ${role?.arn}`;
}

function associationId(key: string): string {
  return `association ${key}`;
}

/** Everything that Terraform makes for a spec, by its addresses. */
function resourcesOf(model: AccessModel): readonly Resource[] {
  const view = buildTerraformView(model);
  const provider = view?.oidcProvider?.owned
    ? [{ id: PROVIDER, address: 'aws_iam_openid_connect_provider.this' }]
    : [];
  const owned = model.roles.filter(({ owner }) => owner === 'terraform');
  const ofRoles = (view?.roles ?? []).flatMap((shown, position) => {
    const role = owned[position];
    if (role === undefined) return [];
    const made = (id: string, type: string, label: string, key?: string): Resource => ({
      id,
      address: `${type}.${label}${key === undefined ? '' : `[${JSON.stringify(key)}]`}`,
      role,
    });
    const attachment = (arn: string, label: string, key?: string) =>
      made(`attachment ${role.arn} ${arn}`, 'aws_iam_role_policy_attachment', label, key);
    return [
      made(roleId(role), 'aws_iam_role', shown.label),
      ...(role.policy?.parts ?? []).flatMap(({ arn }, index) => {
        const { label = '', policyLabel = '' } = shown.policies[index] ?? {};
        return [made(`policy ${arn}`, 'aws_iam_policy', policyLabel), attachment(arn, label)];
      }),
      ...role.managedPolicyArns.map((arn) => attachment(arn, shown.managedLabel, arn)),
      ...associationsOf(role, model).map((association) => {
        const key = associationKey(association, model);
        return {
          ...made(associationId(key), 'aws_eks_pod_identity_association', shown.label, key),
          association,
        };
      }),
    ];
  });
  return [...provider, ...ofRoles];
}

/** An address that no configuration has: what stands there is destroyed with the next full apply. */
function aside(address: string): string {
  return address.replace(/(?=\[|$)/, '_replaced');
}

/** Whether a role is somebody else's from now on, as it is; the provider always is, since others in the cluster may use it. */
function passesOn(role: Role | undefined, after: AccessModel): boolean {
  if (role === undefined) return true;
  return after.roles.some(({ arn, owner }) => arn === role.arn && owner === 'existing');
}

/** Whether somebody else has made it, as far as the last model tells. */
function existsAlready({ id, role }: Resource, before: AccessModel): boolean {
  if (role === undefined) return before.oidcProvider !== undefined;
  const isKnown = before.roles.some(({ arn, owner }) => arn === role.arn && owner === 'existing');
  return (
    (isKnown && id === roleId(role)) ||
    handMadeAssociations(before).some(({ key }) => id === associationId(key))
  );
}

/** What `terraform import` takes: https://registry.terraform.io/providers/hashicorp/aws/latest/docs */
function importId({ role, association }: Resource, { oidcProvider }: AccessModel): string {
  if (role === undefined) return shellWord(oidcProvider?.arn ?? 'ARN_FROM_LIST_OPEN_ID_CONNECT_PROVIDERS');
  return association === undefined
    ? shellWord(role.name)
    : `${shellWord(association.cluster)},${findAssociation(association)}`;
}

function isChanged(
  last: Role | undefined,
  role: Role | undefined,
  before: AccessModel,
  after: AccessModel,
): boolean {
  if (last === undefined || role === undefined) return tagsOf(before) !== tagsOf(after);
  return (
    roleFacts(last, before) !== roleFacts(role, after) ||
    (usesIrsa(role.mechanism) && isNewIssuer(before, after))
  );
}

function tagsOf({ spec }: AccessModel): string {
  return JSON.stringify(spec.tags);
}

/** IAM takes names that differ by case alone for the same. */
function nameInIam({ name }: Role): string {
  return name.toLowerCase();
}
