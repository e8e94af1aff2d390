import type { HclExpression } from '../hcl/syntax.js';
import { entry, list, type MapEntry, type MapNode, map, type Node, scalar, text } from '../node.js';
import { entryOf, isNull, scalarText } from '../node-access.js';
import { callFunction } from './functions/call.js';

/** Evaluates the default of an `optional()` attribute. */
type Evaluate = (expression: HclExpression) => Node;

/**
 * A value as a type constraint makes it: attributes that are declared `optional()` and left out get their default or
 * null, attributes that are not declared are dropped, and plain values take the declared type
 * (https://developer.hashicorp.com/terraform/language/expressions/type-constraints). What cannot be converted stays.
 */
export function convertTo(type: HclExpression, value: Node, evaluate: Evaluate): Node {
  if (value.kind === 'unknown' || isNull(value)) return value;
  if (type.kind === 'variable') return convertPlain(type.name, value);
  if (type.kind !== 'call') return value;
  const [of] = type.args;
  if (of === undefined) return value;
  if (type.name === 'object') return value.kind === 'map' ? objectOf(of, value, evaluate) : value;
  if (type.name === 'map') return value.kind === 'map' ? mapOf(of, value, evaluate) : value;
  if (value.kind !== 'list') return value;
  if (type.name === 'tuple') return tupleOf(of, value, evaluate);
  const items = value.items.map((item) => convertTo(of, item, evaluate));
  const converted = list(items, value.place, value.rest);
  return type.name === 'set' ? setOf(converted) : converted;
}

function convertPlain(type: string, value: Node): Node {
  if (value.kind !== 'scalar') return value;
  const written = scalarText(value);
  if (type === 'string') return typeof value.value === 'string' ? value : text(written, value.place);
  if (typeof value.value !== 'string') return value;
  if (type === 'bool' && /^(true|false)$/.test(written)) return scalar(written === 'true', value.place);
  const number = type === 'number' && written.trim() !== '' ? Number(written) : Number.NaN;
  return Number.isNaN(number) ? value : { ...scalar(number, value.place), raw: written };
}

function mapOf(of: HclExpression, value: MapNode, evaluate: Evaluate): Node {
  const entries = value.entries.map((item) => ({ ...item, value: convertTo(of, item.value, evaluate) }));
  return map(entries, value.place, value.rest);
}

function tupleOf(of: HclExpression, value: Node & { kind: 'list' }, evaluate: Evaluate): Node {
  const types = of.kind === 'list' ? of.items : [];
  const items = value.items.map((item, index) => {
    const type = types[index];
    return type === undefined ? item : convertTo(type, item, evaluate);
  });
  return list(items, value.place, value.rest);
}

function setOf(value: Node): Node {
  const { place } = value;
  const none = () => value;
  return callFunction({ name: 'toset', args: [value], place, readFile: none, readTemplate: none });
}

function objectOf(of: HclExpression, value: MapNode, evaluate: Evaluate): Node {
  if (of.kind !== 'object') return value;
  const isOpen = value.rest.length > 0 || value.entries.some(({ key }) => key === undefined);
  const open = value.entries.filter(({ key }) => key === undefined);
  const entries = of.items.flatMap((item): MapEntry[] => {
    const name = item.key.kind === 'literal' ? String(item.key.value) : undefined;
    if (name === undefined) return [];
    return attributeOf(name, item.value, entryOf(value, name), { value, isOpen, evaluate });
  });
  return map([...entries, ...open], value.place, value.rest);
}

interface ObjectContext {
  readonly value: MapNode;
  /** Whether attributes may be there that the files do not show. */
  readonly isOpen: boolean;
  readonly evaluate: Evaluate;
}

function attributeOf(
  name: string,
  type: HclExpression,
  given: MapEntry | undefined,
  { value, isOpen, evaluate }: ObjectContext,
): MapEntry[] {
  const optional = type.kind === 'call' && type.name === 'optional' ? type.args : undefined;
  const inner = optional === undefined ? type : optional[0];
  if (inner === undefined) return given === undefined ? [] : [given];
  if (given !== undefined && !isNull(given.value))
    return [{ ...given, value: convertTo(inner, given.value, evaluate) }];
  const fallback = optional?.[1];
  if (fallback !== undefined && (given !== undefined || !isOpen)) {
    const usual = convertTo(inner, evaluate(fallback), evaluate);
    return [given === undefined ? entry(name, value.place, usual) : { ...given, value: usual }];
  }
  if (given !== undefined) return [given];
  return optional === undefined || isOpen ? [] : [entry(name, value.place, scalar(null, value.place))];
}
