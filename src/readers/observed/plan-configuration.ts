import { type MapEntry, map, type Node } from '../node.js';
import { fieldOf, hasKey, isMap, isString, itemsOf, nodeAt } from '../node-access.js';
import type { ResourceObject } from '../resources/object.js';

/** Arguments that are nothing but the name or ARN of another object. */
const LINKS = [
  ...['role', 'role_arn', 'policy_arn', 'permissions_boundary'],
  ...['cluster_name', 'bucket', 'service_account_role_arn'],
];

/** What a role, bucket or queue has of others where its configuration says nothing of it, so that a plan of a new one does not know it. */
const COMPUTED = ['inline_policy', 'managed_policy_arns', 'policy'];

/**
 * A plan shows a reference to what does not exist yet as unknown, and what is not said as well; its configuration says what is
 * referred to, and what is said.
 */
export function withConfiguration(objects: readonly ResourceObject[], root: Node): readonly ResourceObject[] {
  const configuration = new Configuration(objects, nodeAt(root, ['configuration', 'root_module']));
  return objects.map((object) => {
    const expressions = configuration.expressionsOf(object.address);
    if (object.body.kind !== 'map' || expressions === undefined) return object;
    const entries = object.body.entries.flatMap((item): MapEntry[] => {
      const { key = '', value } = item;
      if (value.kind !== 'unknown') return [item];
      if (COMPUTED.includes(key) && !hasKey(expressions, key)) return [];
      if (!LINKS.includes(key)) return [item];
      const found = configuration.referred(modulesOf(object.address), fieldOf(expressions, key));
      return [found === undefined ? item : { ...item, value: found }];
    });
    return { ...object, body: map(entries, object.body.place, object.body.rest) };
  });
}

/** How far a reference is followed through inputs and outputs of modules. */
const MOST_STEPS = 20;

/** The modules of a plan's configuration, and what its references come to. */
class Configuration {
  private readonly modules = new Map<string, Node>();
  private readonly calls = new Map<string, Node>();
  private readonly expressions = new Map<string, Node>();
  private readonly byAddress = new Map<string, ResourceObject>();

  constructor(objects: readonly ResourceObject[], root: Node | undefined) {
    this.collect(root, '');
    for (const object of objects) this.byAddress.set(object.address, object);
  }

  expressionsOf(address: string): Node | undefined {
    return this.expressions.get(withoutIndexes(address));
  }

  /** What an expression in a module comes to that refers to one thing: `module.irsa["a"].` */
  referred(module: string, expression: Node | undefined, steps = MOST_STEPS): Node | undefined {
    const references = itemsOf(fieldOf(expression, 'references')).flatMap((item) =>
      isString(item) ? [item.value] : [],
    );
    const found = references.flatMap((text) => {
      const groups = THING.exec(text)?.groups ?? OUTPUT.exec(text)?.groups;
      return groups === undefined ? [] : [groups];
    });
    const [only] = found;
    if (steps === 0 || found.length > 1) return undefined;
    if (only === undefined) return this.input(module, references, steps - 1);
    const { address = '', attribute = '', call, output = '' } = only;
    if (call === undefined) return fieldOf(this.byAddress.get(`${module}${address}`)?.value, attribute);
    const called = `${module}${call}.`;
    const outputs = fieldOf(this.modules.get(withoutIndexes(called)), 'outputs');
    return this.referred(called, nodeAt(outputs, [output, 'expression']), steps - 1);
  }

  /** What the caller of a module gives it for the one variable that is referred to. */
  private input(module: string, references: readonly string[], steps: number): Node | undefined {
    const [only, second] = references;
    const variable = /^var\.([\w-]+)$/.exec(only ?? '')?.[1];
    if (variable === undefined || second !== undefined || module === '') return undefined;
    const given = nodeAt(this.calls.get(withoutIndexes(module)), ['expressions', variable]);
    return this.referred(modulesOf(module.replace(LAST_MODULE, '')), given, steps);
  }

  private collect(module: Node | undefined, prefix: string): void {
    if (module === undefined) return;
    this.modules.set(prefix, module);
    for (const resource of itemsOf(fieldOf(module, 'resources'))) {
      const [address, expressions] = [fieldOf(resource, 'address'), fieldOf(resource, 'expressions')];
      if (isString(address) && expressions !== undefined)
        this.expressions.set(`${prefix}${address.value}`, expressions);
    }
    const calls = fieldOf(module, 'module_calls');
    for (const { key, value } of isMap(calls) ? calls.entries : []) {
      const called = `${prefix}module.${key ?? ''}.`;
      this.calls.set(called, value);
      this.collect(fieldOf(value, 'module'), called);
    }
  }
}

const INDEX = String.raw`\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\]`;
const INDEXES = new RegExp(INDEX, 'g');
const MODULES = new RegExp(String.raw`^(?:module\.[\w-]+(?:${INDEX})?\.)*`);
const LAST_MODULE = new RegExp(String.raw`module\.[\w-]+(?:${INDEX})?\.$`);
const THING = new RegExp(
  String.raw`^(?<address>(?:data\.)?(?!(?:var|local|module|each|count)\.)[\w-]+\.[\w-]+(?:${INDEX})?)\.(?<attribute>name|id|arn|bucket)$`,
);
const OUTPUT = new RegExp(String.raw`^(?<call>module\.[\w-]+(?:${INDEX})?)\.(?<output>[\w-]+)$`);

/** The path of the module that an object is in. */
const modulesOf = (address: string) => MODULES.exec(address)?.[0] ?? '';

const withoutIndexes = (address: string) => address.replace(INDEXES, '');
