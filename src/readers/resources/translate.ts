import { entry, list, map, type Node } from '../node.js';
import { fieldOf, isString } from '../node-access.js';
import type { Span } from '../text/source-text.js';

/** Properties of a format, by what Terraform's provider calls them; those that nobody asks for are left out. */
export type Names = Readonly<Record<string, string>>;

/** The arguments that the properties of another format stand for. */
export function argumentsOf(properties: Node | undefined, names: Names, place: Span): Node {
  if (properties?.kind !== 'map') return properties?.kind === 'unknown' ? properties : map([], place);
  const entries = properties.entries.flatMap(({ key, keyNode, value }) => {
    const name = key !== undefined && Object.hasOwn(names, key) ? names[key] : undefined;
    return name === undefined ? [] : [entry(name, keyNode.place, argumentOf(name, value))];
  });
  return map(entries, properties.place, properties.rest);
}

/** Documents, and maps whose keys are data, stay as they are. */
const AS_IT_IS = /policy|^document$|^manifest$|^labels$/;

function argumentOf(name: string, value: Node): Node {
  if (name === 'tags' || name === 'labels') return pairs(value);
  return AS_IT_IS.test(name) ? value : inSnakeCase(value);
}

/** `roleArn`, `RoleARN` and `ServiceAccount` as Terraform's provider has them. */
export const snakeCase = (name: string): string =>
  name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();

/** Blocks have the provider's names for fields: `ServiceAccount` and `serviceAccount` are `service_account`. */
function inSnakeCase(node: Node): Node {
  if (node.kind === 'list') return list(node.items.map(inSnakeCase), node.place, node.rest);
  if (node.kind !== 'map') return node;
  const entries = node.entries.map((item) => {
    if (item.key === undefined) return item;
    const name = snakeCase(item.key);
    return entry(name, item.keyNode.place, argumentOf(name, item.value));
  });
  return map(entries, node.place, node.rest);
}

/** `[{ Key, Value }]`, as AWS's API has tags and labels, as a map. */
function pairs(node: Node): Node {
  if (node.kind !== 'list') return node;
  const entries = node.items.flatMap((item) => {
    const key = fieldOf(item, 'Key') ?? fieldOf(item, 'key');
    const value = fieldOf(item, 'Value') ?? fieldOf(item, 'value');
    return isString(key) && value !== undefined ? [entry(key.value, key.place, value)] : [];
  });
  return map(entries, node.place, node.rest);
}
