import { list, map, type Node, unknown } from '../node.js';

/**
 * A document with the functions of CloudFormation as unknown values: eksctl puts `attachPolicy` into a template as
 * it is, so that CloudFormation fills in `{ "Fn::Sub": … }` and `{ "Ref": … }`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
export function withoutIntrinsics(node: Node): Node {
  if (node.kind === 'list') {
    const items = node.items.map(withoutIntrinsics);
    return items.every((item, index) => item === node.items[index])
      ? node
      : list(items, node.place, node.rest);
  }
  if (node.kind !== 'map') return node;
  const [only, ...others] = node.entries;
  if (others.length === 0 && only?.key !== undefined && /^(?:Ref|Fn::\w+)$/.test(only.key))
    return unknown(`CloudFormation fills in ${only.key}`, node.place);
  const entries = node.entries.map((item) => ({ ...item, value: withoutIntrinsics(item.value) }));
  const same = entries.every(({ value }, index) => value === node.entries[index]?.value);
  return same ? node : map(entries, node.place, node.rest);
}
