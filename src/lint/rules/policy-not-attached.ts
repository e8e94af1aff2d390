import { type Inventory, ifKnown, type Known, type Node } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { roleFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const DOCUMENT =
  '{ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::photos/*" }] }';
const policy = `resource "aws_iam_policy" "photos" {
  name   = "photos"
  policy = jsonencode(${DOCUMENT})
}`;
const attachment = `resource "aws_iam_role_policy_attachment" "photos" {
  role       = aws_iam_role.photos.name
  policy_arn = aws_iam_policy.photos.arn
}`;

export const policyNotAttached: Rule = {
  id: 'IRSA129',
  name: 'policy-not-attached',
  severity: 'warning',
  family: 'cross-file',
  summary: 'A managed policy that Terraform makes is attached to something, or handed on.',
  why: 'A policy that nothing refers to grants nothing: the role exists, the pod assumes it, and every call is denied.',
  error:
    'AccessDenied: … is not authorized to perform: s3:GetObject … because no identity-based policy allows the s3:GetObject action',
  fix: 'Add an aws_iam_role_policy_attachment.',
  reference:
    'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role_policy_attachment',
  examples: {
    bad: [roleFile({ blocks: policy })],
    good: [roleFile({ blocks: `${policy}\n\n${attachment}` })],
  },
  *check({ inventory }) {
    const used = referredTo(inventory);
    const arns = new Set(
      inventory.attachments.flatMap(({ policy: link }) => (link.value.known ? [link.value.value] : [])),
    );
    const bare = scopesWithBareRole(inventory);
    for (const { id, scope, kind, tool, use, ownership, arn, name, place } of inventory.policies) {
      if (tool !== 'terraform' || kind !== 'aws_iam_policy' || use !== 'managed' || ownership !== 'declared')
        continue;
      if (used.has(withoutKey(id)) || (arn?.known && arns.has(arn.value))) continue;
      if (arn?.known !== true || isMentioned({ id, scope, name }, inventory)) continue;
      yield {
        place,
        message: `nothing refers to policy ${name?.known ? quote(name.value) : id}`,
        help: 'attach it to the role',
        // Beside roles that all have theirs, it may be for people, or be attached by hand.
        ...(bare.has(scope) ? {} : { severity: 'info' as const }),
      };
    }
  },
};

/** The roots in which a role has no policy at all. */
function scopesWithBareRole({ roles, attachments }: Inventory): ReadonlySet<string> {
  const served = new Set(attachments.map(({ role }) => role.fact));
  return new Set(
    roles
      .filter(({ id, ownership }) => ownership === 'declared' && !served.has(id))
      .map(({ scope }) => scope),
  );
}

interface Named {
  readonly id: string;
  readonly scope: string;
  readonly name: Known<string> | undefined;
}

/** Whether any Terraform file says its address, or its name as that of a policy: what is not evaluated counts as well. */
function isMentioned({ id, scope, name }: Named, { files }: Inventory): boolean {
  const address = /(?:^|[:.])(aws_iam_policy\.[\w-]+)/.exec(withoutKey(id))?.[1];
  const ownName = ifKnown(name);
  return files.some(({ path, source: { text, format } }) => {
    if (!format.startsWith('terraform')) return false;
    if (address !== undefined && path.startsWith(scope) && hasWord(text, address)) return true;
    return ownName !== undefined && (text.includes(`policy/${ownName}"`) || looksUp(text, ownName));
  });
}

const hasWord = (text: string, word: string) =>
  text.split(word).some((rest, at) => at > 0 && !/^[\w-]/.test(rest));

const looksUp = (text: string, name: string) =>
  text
    .split(/^data "aws_iam_policy" /m)
    .some((rest, at) => at > 0 && rest.slice(0, 300).includes(`"${name}"`));

/** The facts that any object, output, attachment or boundary refers to. */
function referredTo(inventory: Inventory): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (fact: string | undefined) => {
    if (fact !== undefined) found.add(withoutKey(fact));
  };
  for (const { policy: link } of inventory.attachments) add(link.fact);
  for (const { permissionsBoundary } of inventory.roles) add(permissionsBoundary?.fact);
  for (const { id, node } of inventory.terraformObjects) {
    const own = withoutKey(id);
    collect(node, (fact) => (fact === undefined || withoutKey(fact) === own ? undefined : add(fact)), 0);
  }
  for (const { value } of inventory.terraformOutputs) collect(value, add, 0);
  return found;
}

function collect(node: Node, add: (fact: string | undefined) => void, depth: number): void {
  if (depth > 12) return;
  if (node.kind === 'scalar' || node.kind === 'unknown') {
    add(node.reference?.fact);
    if (node.kind === 'unknown')
      for (const part of node.parts ?? []) if (typeof part !== 'string') collect(part, add, depth + 1);
    return;
  }
  for (const item of node.rest) collect(item, add, depth + 1);
  if (node.kind === 'list') for (const item of node.items) collect(item, add, depth + 1);
  else for (const { value } of node.entries) collect(value, add, depth + 1);
}

/** With `for_each` one reference may stand for all. */
const withoutKey = (id: string) => id.replace(/\[[^\]]*\]$/, '');
