import type { HclBlock } from '../hcl/syntax.js';
import { entry, map, type Node, scalar, type UnknownNode, unknownAfter, unknownLike } from '../node.js';
import { scalarText } from '../node-access.js';
import type { Span } from '../text/source-text.js';
import type { Bindings } from './bindings.js';
import { attributeOf } from './blocks.js';
import type { Evaluator } from './evaluator.js';
import type { Step } from './traversal.js';
import { iterate } from './values.js';

/** One of the objects that a block with `count` or `for_each` stands for. */
export interface Instance {
  /** The index or key in brackets; absent for a block without `count` and `for_each`, and where it is not known. */
  readonly key?: number | string;
  readonly bindings: Bindings;
}

/** The objects that a block stands for. */
export interface Instances {
  readonly kind: 'single' | 'count' | 'for_each';
  readonly items: readonly Instance[];
  /** Set when there may be further or fewer objects, which depends on an unknown value. */
  readonly open?: UnknownNode;
}

const MAX_INSTANCES = 1_000;

/** Unfolds `count` and `for_each`; one object with unknown keys stands for all that are not known. */
export function instancesOf(block: HclBlock, evaluator: Evaluator): Instances {
  const count = attributeOf(block.body, 'count');
  const forEach = attributeOf(block.body, 'for_each');
  const none: Bindings = new Map();
  if (count !== undefined) return counted(block, evaluator.evaluate(count.value, none));
  if (forEach !== undefined) return each(block, evaluator.evaluate(forEach.value, none));
  return { kind: 'single', items: [{ bindings: none }] };
}

function counted(block: HclBlock, value: Node): Instances {
  const place = block.place;
  const number =
    value.kind === 'scalar' && typeof value.value !== 'boolean' ? Number(value.value) : Number.NaN;
  if (value.kind === 'scalar' && number >= 0 && number <= MAX_INSTANCES) {
    const items = Array.from({ length: number }, (_, index) => ({
      key: index,
      bindings: bind('count', [['index', scalar(index, place)]], place),
    }));
    return { kind: 'count', items };
  }
  const open = unknownLike('the count is no number that can be told', value, place);
  const bindings = bind('count', [['index', unknownAfter(open, place)]], place);
  return { kind: 'count', items: [{ bindings }], open };
}

function each(block: HclBlock, value: Node): Instances {
  const place = block.place;
  const items = iterate(value);
  const isSet = value.kind === 'list';
  if (items !== undefined && items.length <= MAX_INSTANCES && (value.kind === 'map' || isSet)) {
    const instances = items.map((item): Instance => {
      const key = isSet ? item.value : item.key;
      const bindings = bind(
        'each',
        [
          ['key', key],
          ['value', item.value],
        ],
        place,
      );
      return key.kind === 'scalar' ? { key: scalarText(key), bindings } : { bindings };
    });
    const [open] = value.rest;
    if (open === undefined) return { kind: 'for_each', items: instances };
    return { kind: 'for_each', items: [...instances, further(open, place)], open };
  }
  const open = unknownLike('for_each is no collection that can be told', value, place);
  return { kind: 'for_each', items: [further(open, place)], open };
}

/** What stands for all objects of `for_each` of which nobody knows the keys. */
function further(open: UnknownNode, place: Span): Instance {
  const parts: [string, Node][] = ['key', 'value'].map((name) => [name, unknownAfter(open, place)]);
  return { bindings: bind('each', parts, place) };
}

function bind(name: string, parts: readonly (readonly [string, Node])[], place: HclBlock['place']): Bindings {
  return new Map([
    [
      name,
      map(
        parts.map(([key, value]) => entry(key, place, value)),
        place,
      ),
    ],
  ]);
}

/** How an instance is written after its block's address. */
export function suffixOf(instance: Instance, instances: Instances): string {
  if (instance.key === undefined) return instances.kind === 'single' ? '' : '[*]';
  return `[${JSON.stringify(instance.key)}]`;
}

/** What `[count.index]` and `[each.key]` name of a block of which nobody knows how many there are: what stands for all. */
export function anyOf(instances: Instances | undefined, step: Step | undefined): Instance | undefined {
  const isAny = step !== undefined && 'index' in step && step.index.kind === 'unknown';
  return instances?.open !== undefined && isAny
    ? instances.items.find(({ key }) => key === undefined)
    : undefined;
}

/** What `["a"]` or `[0]` names. */
export function instanceCalled(
  instances: Instances | undefined,
  step: Step | undefined,
): Instance | undefined {
  if (step === undefined || !('index' in step) || step.index.kind !== 'scalar') return undefined;
  const called = scalarText(step.index);
  return instances?.items.find(({ key }) => key !== undefined && String(key) === called);
}
