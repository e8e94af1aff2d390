import {
  fieldOf,
  type Inventory,
  itemsOf,
  type Node,
  nodeAt,
  present,
  type SourceDocument,
} from '../readers/index.js';

/** The ClusterConfigs of an inventory. */
export function clusterConfigs({ documents }: Inventory): readonly SourceDocument[] {
  return documents.filter(({ kind }) => kind === 'eksctl');
}

/** A field that is there and not null. */
export function given(node: Node | undefined, name: string): Node | undefined {
  return present(fieldOf(node, name));
}

/** The entries of `iam.serviceAccounts`. */
export function serviceAccountEntries(root: Node): readonly Node[] {
  return itemsOf(nodeAt(root, ['iam', 'serviceAccounts']));
}

/** The entries of `iam.podIdentityAssociations`. */
export function associationEntries(root: Node): readonly Node[] {
  return itemsOf(nodeAt(root, ['iam', 'podIdentityAssociations']));
}

/** The entries of `addons`. */
export function addonEntries(root: Node): readonly Node[] {
  return itemsOf(fieldOf(root, 'addons'));
}

/** The associations of add-ons. */
export function addonAssociations(root: Node): readonly Node[] {
  return addonEntries(root).flatMap((addon) => itemsOf(fieldOf(addon, 'podIdentityAssociations')));
}

/** Both kinds of node groups. */
export function nodeGroups(root: Node): readonly Node[] {
  return [...itemsOf(fieldOf(root, 'nodeGroups')), ...itemsOf(fieldOf(root, 'managedNodeGroups'))];
}

/** Text at a path, if it is known. */
export function textAt(node: Node | undefined, ...path: readonly string[]): string | undefined {
  const found = nodeAt(node, path);
  return found?.kind === 'scalar' && typeof found.value === 'string' ? found.value : undefined;
}

/** Whether eksctl's Auto Mode is on, or may be. */
export function mayBeAutoMode(root: Node): boolean {
  const enabled = nodeAt(root, ['autoModeConfig', 'enabled']);
  return enabled !== undefined && !(enabled.kind === 'scalar' && enabled.value === false);
}

/** Whether a value is certainly true. */
export function isTrue(node: Node | undefined): boolean {
  return node?.kind === 'scalar' && node.value === true;
}
