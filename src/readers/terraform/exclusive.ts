import { ignores } from '../facts.js';
import type { AttachmentFact, ExclusivePoliciesFact, Link, MutableInventory } from '../inventory.js';

/**
 * Marks attachments that Terraform takes away again, since something else of the same configuration says which policies
 * a role has in all, or which roles a policy has. Where one of those policies cannot be told, it may do so.
 */
export function contestAttachments(inventory: MutableInventory): void {
  const { exclusivePolicies } = inventory;
  const shared = inventory.attachments.filter(
    (each) => each.kind === 'aws_iam_policy_attachment' && !ignores(each, 'roles'),
  );
  if (exclusivePolicies.length + shared.length === 0) return;
  const inline = new Set(inventory.policies.filter(({ use }) => use === 'inline').map(({ id }) => id));
  for (const [index, attachment] of inventory.attachments.entries()) {
    const kind = inline.has(attachment.policy.fact ?? '') ? 'inline' : 'managed';
    const others = exclusivePolicies.filter((each) => each.of === kind && takesAway(each, attachment));
    const by =
      others.find(({ policies }) => [...policies, attachment.policy].every(isTold)) ??
      shared.find((each) => detaches(each, attachment, shared));
    const contestedBy = by === undefined ? {} : { contestedBy: { id: by.id, place: by.place } };
    if (by !== undefined || others.length > 0)
      inventory.attachments[index] = { ...attachment, conditional: true, ...contestedBy };
  }
}

/** Names are those of one account only where one configuration deploys both. */
function takesAway(exclusive: ExclusivePoliciesFact, attachment: AttachmentFact): boolean {
  if (exclusive.scope !== attachment.scope || isOwn(exclusive.id, attachment.id)) return false;
  if (!isSame(exclusive.role, attachment.role)) return false;
  return !exclusive.policies.some((policy) => isSame(policy, attachment.policy));
}

/** Whether the files say which policy a link names. */
const isTold = ({ fact, value }: Link) => fact !== undefined || value.known;

/** What a role's own arguments attach is what those arguments list. */
const isOwn = (exclusive: string, attachment: string) =>
  attachment.startsWith(`${exclusive.slice(0, exclusive.lastIndexOf('#'))}#`);

/**
 * `aws_iam_policy_attachment` leaves a policy to its own roles only, in the whole account. It looks for others when it is
 * refreshed, not when it is made, so that it takes nothing away where changes of its roles are ignored.
 */
function detaches(
  shared: AttachmentFact,
  attachment: AttachmentFact,
  all: readonly AttachmentFact[],
): boolean {
  if (attachment.scope !== shared.scope || !isSame(shared.policy, attachment.policy)) return false;
  const block = blockOf(shared.id);
  if (blockOf(attachment.id) === block) return false;
  return !all.some((each) => blockOf(each.id) === block && isSame(each.role, attachment.role));
}

const blockOf = (id: string) => id.replace(/#roles\[\d+\]$/, '');

/** Whether two links name the same, as far as the files tell. */
function isSame(a: Link, b: Link): boolean {
  if (a.fact !== undefined && a.fact === b.fact) return true;
  if (a.value.known && b.value.known) return a.value.value === b.value.value;
  return (
    !a.value.known && !b.value.known && a.value.symbol !== undefined && a.value.symbol === b.value.symbol
  );
}
