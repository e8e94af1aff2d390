import type { Node } from '../node.js';
import { fieldOf, itemsOf, present } from '../node-access.js';
import { asKnown, type EksctlContext, factOf, textNode } from './context.js';

/** Reads `fargateProfiles`. */
export function readFargateProfiles(node: Node | undefined, context: EksctlContext): void {
  for (const [index, item] of itemsOf(node).entries()) {
    context.inventory.fargateProfiles.push({
      ...factOf(context, `fargateProfiles[${index}]`, 'fargateProfiles', item.place),
      cluster: context.clusterLink,
      name: asKnown(textNode(fieldOf(item, 'name'), 'name is missing', item.place)),
      selectors: itemsOf(fieldOf(item, 'selectors')).map((selector) => ({
        namespace: asKnown(textNode(fieldOf(selector, 'namespace'), 'namespace is missing', selector.place)),
        labels: present(fieldOf(selector, 'labels')),
        place: selector.place,
      })),
    });
  }
}
