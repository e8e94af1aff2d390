import {
  fieldOf,
  isString,
  itemsOf,
  type Node,
  type TerraformObjectFact,
  whyNotMade,
} from '../readers/index.js';
import type { Subject } from '../spec/subjects.js';
import { isMark, mayEqual } from './known-text.js';
import type { World } from './world.js';

/** Why no role has an ARN: by its address where an expression stands for it, else by the ARN. Words that end a sentence, or none. */
export function whyNoRole({ inventory, texts }: World, arn: string): string {
  const symbol = isMark(arn) ? texts.shown(arn).slice(1) : undefined;
  return whyNone(inventory.terraformNotMade, ({ mode, kind, address, node }) => {
    if (symbol !== undefined) return symbol.startsWith(`${address}[`);
    const own = fieldOf(node, 'arn');
    const isNamed = mode === 'resource' && kind === 'aws_iam_role' && isString(fieldOf(node, 'name'));
    return isNamed && own !== undefined && mayEqual(texts.of(own), arn);
  });
}

/** Why nothing makes a service account. Words that end a sentence, or none. */
export function whyNoAccount({ inventory }: World, { namespace, serviceAccount }: Subject): string {
  return whyNone(inventory.terraformNotMade, ({ mode, kind, node }) => {
    const metadata = itemsOf(fieldOf(node, 'metadata'))[0];
    const isMeant = mode === 'resource' && /^kubernetes_service_account(?:_v1)?$/.test(kind);
    return isMeant && says(metadata, 'namespace', namespace) && says(metadata, 'name', serviceAccount);
  });
}

/** Why nothing makes an association of a service account. Words that end a sentence, or none. */
export function whyNoAssociation({ inventory }: World, { namespace, serviceAccount }: Subject): string {
  return whyNone(inventory.terraformNotMade, ({ mode, kind, node }) => {
    const isMeant = mode === 'resource' && kind === 'aws_eks_pod_identity_association';
    return isMeant && says(node, 'namespace', namespace) && says(node, 'service_account', serviceAccount);
  });
}

function says(node: Node | undefined, field: string, text: string): boolean {
  const value = fieldOf(node, field);
  return isString(value) && value.value === text;
}

function whyNone(
  objects: readonly TerraformObjectFact[],
  test: (object: TerraformObjectFact) => boolean,
): string {
  const found = objects.find(test);
  return found === undefined ? '' : `, ${whyNotMade(found)}`;
}
