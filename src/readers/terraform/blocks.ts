import type { HclAttribute, HclBlock, HclBody } from '../hcl/syntax.js';
import {
  entry,
  list,
  type MapEntry,
  map,
  type Node,
  type UnknownNode,
  unknown,
  unknownLike,
} from '../node.js';
import type { Span } from '../text/source-text.js';
import type { Bindings } from './bindings.js';
import type { Evaluator } from './evaluator.js';
import { iterate } from './values.js';

/** Arguments that Terraform itself reads; they are no part of a block's value. */
export const META: ReadonlySet<string> = new Set([
  'depends_on',
  'lifecycle',
  'provider',
  'providers',
  'count',
  'for_each',
  'provisioner',
  'connection',
]);

/** A block's content as a map: attributes as values, nested blocks as lists of maps, `dynamic` unfolded. */
export function evaluateBody(
  body: HclBody,
  evaluator: Evaluator,
  bindings: Bindings,
  place: Span = body.place,
): Node {
  const collected = new BodyCollector(evaluator, bindings);
  for (const item of body.items) collected.add(item);
  return collected.toNode(place);
}

/** An attribute of a body by name. */
export function attributeOf(body: HclBody, name: string): HclAttribute | undefined {
  return body.items.find((item): item is HclAttribute => item.kind === 'attribute' && item.name === name);
}

/** The blocks of a type in a body. */
export function blocksOf(body: HclBody, type: string): readonly HclBlock[] {
  return body.items.filter((item): item is HclBlock => item.kind === 'block' && item.type === type);
}

const MAX_BLOCKS = 1_000;

interface Group {
  readonly keyPlace: Span;
  readonly items: Node[];
  readonly rest: UnknownNode[];
}

class BodyCollector {
  private readonly entries: (MapEntry | { readonly type: string })[] = [];
  private readonly groups = new Map<string, Group>();

  constructor(
    private readonly evaluator: Evaluator,
    private readonly bindings: Bindings,
  ) {}

  add(item: HclAttribute | HclBlock): void {
    if (item.kind === 'attribute') {
      if (META.has(item.name)) return;
      const value = this.evaluator.evaluate(item.value, this.bindings);
      this.entries.push(entry(item.name, item.namePlace, value, true));
    } else if (item.type === 'dynamic') this.dynamic(item);
    else if (!META.has(item.type)) {
      const value = evaluateBody(item.body, this.evaluator, this.bindings, item.place);
      this.group(item.type, item.typePlace).items.push(value);
    }
  }

  toNode(place: Span): Node {
    const entries = this.entries.flatMap((item) => {
      if (!('type' in item)) return [item];
      const group = this.groups.get(item.type);
      if (group === undefined || group.items.length + group.rest.length === 0) return [];
      return [entry(item.type, group.keyPlace, list(group.items, group.keyPlace, group.rest), true)];
    });
    return map(entries, place);
  }

  private group(type: string, keyPlace: Span): Group {
    const found = this.groups.get(type);
    if (found !== undefined) return found;
    const group: Group = { keyPlace, items: [], rest: [] };
    this.groups.set(type, group);
    this.entries.push({ type });
    return group;
  }

  private dynamic(block: HclBlock): void {
    const label = block.labels[0];
    const over = attributeOf(block.body, 'for_each');
    const content = blocksOf(block.body, 'content')[0];
    if (label === undefined || over === undefined || content === undefined) return;
    const group = this.group(label.text, label.place);
    const value = this.evaluator.evaluate(over.value, this.bindings);
    const items = iterate(value);
    if (items === undefined) {
      group.rest.push(unknownLike('the blocks depend on an unknown value', value, block.place));
      return;
    }
    if (value.kind === 'list' || value.kind === 'map') group.rest.push(...value.rest);
    if (items.length > MAX_BLOCKS)
      group.rest.push(unknown('there are more blocks than are followed', block.place));
    const iterator = attributeOf(block.body, 'iterator')?.value;
    const name = iterator?.kind === 'variable' ? iterator.name : label.text;
    for (const item of items.slice(0, MAX_BLOCKS)) {
      const each = map(
        [entry('key', block.place, item.key), entry('value', block.place, item.value)],
        block.place,
      );
      const inner = new Map([...this.bindings, [name, each]]);
      group.items.push(evaluateBody(content.body, this.evaluator, inner, content.place));
    }
  }
}
