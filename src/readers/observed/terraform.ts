import type { Given } from '../given.js';
import type { MutableInventory } from '../inventory.js';
import { entry, list, type MapEntry, map, type Node, unknown } from '../node.js';
import {
  entryOf,
  fieldOf,
  isMap,
  isString,
  itemsOf,
  knownNumber,
  nodeAt,
  scalarText,
} from '../node-access.js';
import { folderOf } from '../paths.js';
import { problem } from '../problems.js';
import { withAttributes } from '../resources/computed.js';
import { type FactContext, factOf } from '../resources/context.js';
import { readObject } from '../resources/index.js';
import type { ObjectMode, ResourceObject } from '../resources/object.js';
import { observed, withoutEmpty } from './node.js';
import { withConfiguration } from './plan-configuration.js';
import { providersOf } from './provider.js';

/** The newest version of a state as it is stored, and the major one of what `show -json` prints, that are read. */
const STORED = 4;
const SHOWN = 1;

/** Whether a document is a plan or a state of Terraform: as `terraform show -json` prints it, or as a state is stored. */
export function isPlanOrState(root: Node): boolean {
  return (
    isStored(root) ||
    (entryOf(root, 'format_version') !== undefined &&
      ['planned_values', 'values', 'resource_changes', 'prior_state'].some((key) => entryOf(root, key)))
  );
}

/** A state that was never applied has no resources; one that a program made, or somebody cut down, may have no lineage. */
const isStored = (root: Node) =>
  entryOf(root, 'version') !== undefined &&
  (entryOf(root, 'lineage') !== undefined ||
    itemsOf(fieldOf(root, 'resources')).some((resource) => entryOf(resource, 'instances') !== undefined));

/** Whether its version is one that is read. */
export function isReadableVersion(root: Node): boolean {
  return refusal(root) === undefined;
}

/**
 * The version tells how all else is to be understood.
 * https://developer.hashicorp.com/terraform/internals/json-format#format-summary (2026-11)
 */
function refusal(root: Node): { readonly node: Node; readonly message: string } | undefined {
  const node = fieldOf(root, isStored(root) ? 'version' : 'format_version');
  if (node === undefined) return undefined;
  const said = node.kind === 'scalar' ? scalarText(node) : '';
  const major = knownNumber(node);
  const [first = ''] = said.split('.');
  if (isStored(root))
    return major?.known === true && major.value === STORED
      ? undefined
      : { node, message: `is not read: a state of version ${said}, and ${STORED} is the one that is known` };
  return /^\d+$/.test(first) && Number(first) <= SHOWN
    ? undefined
    : { node, message: `is not read: format_version ${said}, and ${SHOWN} is the newest that is known` };
}

/** One resource of a plan or state. */
interface Shown {
  readonly address: string;
  readonly mode: ObjectMode;
  readonly type: string;
  readonly place: Node['place'];
  readonly body: Node;
}

/** Turns a plan or state into the facts of what Terraform makes, or has made; `isDeclared`: of which the configuration beside it tells. */
export function readPlanOrState(
  root: Node,
  file: string,
  {
    inventory,
    given,
    isDeclared,
  }: {
    readonly inventory: MutableInventory;
    readonly given: Given;
    readonly isDeclared: (scope: string, address: string) => boolean;
  },
): void {
  const refused = refusal(root);
  if (refused !== undefined) {
    inventory.diagnostics.push(problem('read/unreadable', refused.message, refused.node.place));
    inventory.leftOut.push({ file, reason: refused.message });
    return;
  }
  const scope = folderOf(file);
  const shown = isStored(root) ? storedIn(root) : shownIn(root);
  const providerOf = providersOf(
    shown.map(({ body }) => body),
    root.place,
    given,
    'nothing in the file tells',
  );
  const name = file.slice(file.lastIndexOf('/') + 1);
  const objects = shown.map((each): ResourceObject => {
    const declared = {
      ...each,
      fact: `terraform:${scope}:${each.address} (${name})`,
      provider: providerOf(each.body),
    };
    return {
      ...declared,
      ...{ tool: 'terraform', conditional: false, observed: true },
      value: withAttributes(declared, `${each.address} has it only after apply`),
    };
  });
  const context: FactContext = { inventory, scope };
  for (const object of withoutRepeated(withConfiguration(objects, root))) {
    if (isDeclared(scope, object.address)) continue;
    const { mode, address, value: node } = object;
    inventory.terraformObjects.push({ ...factOf(object, context), mode, address, node });
    readObject(object, context);
  }
}

/** What a plan comes to, with the data that it was made from; what is known only after apply is unknown. */
function shownIn(root: Node): readonly Shown[] {
  const changes = new Map(
    itemsOf(fieldOf(root, 'resource_changes')).map((change) => [
      addressOf(change),
      fieldOf(change, 'change'),
    ]),
  );
  const values = ['values', 'planned_values'].flatMap((key) => fieldOf(root, key) ?? []);
  const prior = nodeAt(root, ['prior_state', 'values']);
  const data = resourcesIn(fieldOf(prior, 'root_module')).filter((each) => modeOf(each) === 'data');
  const made = values.flatMap((each) => resourcesIn(fieldOf(each, 'root_module')));
  return [...made, ...data].map((resource): Shown => {
    const address = addressOf(resource);
    const body = observed(
      fieldOf(resource, 'values') ?? map([], resource.place),
      fieldOf(resource, 'sensitive_values'),
    );
    const open = fieldOf(changes.get(address), 'after_unknown');
    return {
      ...{ address, mode: modeOf(resource), type: textIn(resource, 'type'), place: resource.place },
      body: withoutEmpty(withUnknowns(body, open, address)),
    };
  });
}

function resourcesIn(module: Node | undefined): readonly Node[] {
  return [
    ...itemsOf(fieldOf(module, 'resources')),
    ...itemsOf(fieldOf(module, 'child_modules')).flatMap(resourcesIn),
  ];
}

function withUnknowns(body: Node, open: Node | undefined, address: string): Node {
  if (!isMap(open) || body.kind !== 'map') return body;
  const entries = open.entries.flatMap(({ key, value }): MapEntry[] => {
    // What follows from the arguments is worked out from them.
    if (key === undefined || key === 'id' || key === 'arn') return [];
    if (value.kind !== 'scalar' || value.value !== true) return [];
    const known = unknown(`${address} has it only after apply`, body.place, { symbol: `${address}.${key}` });
    return [entry(key, body.place, known)];
  });
  const names = new Set(entries.map(({ key }) => key));
  const told = body.entries.filter(({ key }) => !names.has(key));
  return map([...told, ...entries], body.place, body.rest);
}

/** A state as it is stored: each resource with its instances. */
function storedIn(root: Node): readonly Shown[] {
  return itemsOf(fieldOf(root, 'resources')).flatMap((resource) => {
    const [mode, type] = [modeOf(resource), textIn(resource, 'type')];
    const module = textIn(resource, 'module');
    const parts = [module, mode === 'data' ? 'data' : '', type, textIn(resource, 'name')];
    const base = parts.filter((part) => part !== '').join('.');
    return itemsOf(fieldOf(resource, 'instances')).map((instance): Shown => {
      const key = fieldOf(instance, 'index_key');
      const index = key?.kind === 'scalar' ? `[${JSON.stringify(key.value)}]` : '';
      const attributes = observed(fieldOf(instance, 'attributes') ?? map([], instance.place));
      return {
        ...{ address: `${base}${index}`, mode, type, place: instance.place },
        body: withoutEmpty(withoutSecrets(attributes, fieldOf(instance, 'sensitive_attributes'))),
      };
    });
  });
}

/** `sensitive_attributes`: paths of which the first step names the attribute. */
function withoutSecrets(attributes: Node, paths: Node | undefined): Node {
  const secret = new Set(
    itemsOf(paths).flatMap((path) => {
      const step = itemsOf(path)[0];
      const name = fieldOf(step, 'value');
      return isString(name) ? [name.value] : [];
    }),
  );
  if (attributes.kind !== 'map' || secret.size === 0) return attributes;
  const entries = attributes.entries.map((item) =>
    secret.has(item.key ?? '') ? { ...item, value: unknown('is sensitive', item.value.place) } : item,
  );
  return map(entries, attributes.place, attributes.rest);
}

/** A state has a role's policies in the role as well, where they are resources of their own. */
function withoutRepeated(objects: readonly ResourceObject[]): readonly ResourceObject[] {
  const own = new Set(
    objects.flatMap(({ body }) => {
      const role = fieldOf(body, 'role');
      const policy = fieldOf(body, 'policy_arn') ?? fieldOf(body, 'name');
      return isString(role) && isString(policy) ? [`${role.value} ${policy.value}`] : [];
    }),
  );
  return objects.map((object) => {
    const { type, body } = object;
    const role = fieldOf(body, 'name');
    if (type !== 'aws_iam_role' || body.kind !== 'map' || !isString(role)) return object;
    const isRepeated = (item: Node) => {
      const policy = isString(item) ? item : fieldOf(item, 'name');
      return isString(policy) && own.has(`${role.value} ${policy.value}`);
    };
    const entries = body.entries.map((item) =>
      item.value.kind === 'list' && ['inline_policy', 'managed_policy_arns'].includes(item.key ?? '')
        ? {
            ...item,
            value: list(
              item.value.items.filter((each) => !isRepeated(each)),
              item.value.place,
            ),
          }
        : item,
    );
    return { ...object, body: map(entries, body.place, body.rest) };
  });
}

const addressOf = (node: Node) => textIn(node, 'address');

const modeOf = (node: Node): ObjectMode => (textIn(node, 'mode') === 'data' ? 'data' : 'resource');

function textIn(node: Node, key: string): string {
  const found = fieldOf(node, key);
  return isString(found) ? found.value : '';
}
