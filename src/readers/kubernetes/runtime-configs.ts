import type { KubernetesObjectFact, MutableInventory } from '../inventory.js';
import { unknown } from '../node.js';
import { fieldOf, known, knownString, nodeAt } from '../node-access.js';

/**
 * The service accounts that Crossplane makes for its providers by a `DeploymentRuntimeConfig`, or by the older `ControllerConfig`,
 * whose annotations it copies.
 * https://docs.crossplane.io/latest/packages/providers/#runtime-configuration (2026-11)
 */
export function readRuntimeConfigs(
  inventory: MutableInventory,
  objects: readonly KubernetesObjectFact[],
): void {
  for (const { id, scope, tool, place, node, apiVersion, objectKind } of objects) {
    if (!apiVersion.known || !apiVersion.value.startsWith('pkg.crossplane.io/') || !objectKind.known)
      continue;
    const kind = objectKind.value;
    if (kind !== 'DeploymentRuntimeConfig' && kind !== 'ControllerConfig') continue;
    const isOlder = kind === 'ControllerConfig';
    const template = isOlder ? node : nodeAt(node, ['spec', 'serviceAccountTemplate']);
    const annotations = nodeAt(template, ['metadata', 'annotations']);
    if (annotations === undefined) continue;
    const name = isOlder
      ? nodeAt(node, ['spec', 'serviceAccountName'])
      : nodeAt(template, ['metadata', 'name']);
    inventory.serviceAccounts.push({
      ...{ id: `${id}:service-account`, scope, tool, kind, place: annotations.place, annotations },
      name: knownString(name) ?? unknown('Crossplane makes up the name', place),
      namespace: unknown('Crossplane makes it in the namespace that it runs in', place),
      namespaceStated: false,
      labels: fieldOf(fieldOf(template, 'metadata'), 'labels'),
      created: known(true, place),
      node: template ?? node,
    });
  }
}
