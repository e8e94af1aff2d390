import { nearest } from '../spec/nearest.js';
import { CONDITION_KEYS, type KeyKind } from './data/condition-keys.js';
import type { Condition, Statement } from './policies.js';

/** A condition key that AWS documents. */
export interface KnownKey {
  /** As it is documented. */
  readonly name: string;
  readonly kind: KeyKind;
}

/** By service, then by the key's name in lower case. */
const KNOWN: ReadonlyMap<string, ReadonlyMap<string, KnownKey>> = new Map(
  Object.entries(CONDITION_KEYS).map(([service, kinds]) => [service, keysOf(service, kinds)]),
);

function keysOf(
  service: string,
  kinds: Readonly<Partial<Record<KeyKind, string>>>,
): ReadonlyMap<string, KnownKey> {
  const keys = Object.entries(kinds).flatMap(([kind, names]) =>
    names.split(' ').map((name): KnownKey => ({ name: `${service}:${name}`, kind: kind as KeyKind })),
  );
  return new Map(keys.map((key) => [key.name.toLowerCase(), key]));
}

/** Whether all keys of a service, or of `aws` itself, are listed here. */
export function areKeysListed(service: string): boolean {
  return KNOWN.has(service.toLowerCase());
}

/** A key by its name, whatever its case; `aws:RequestTag/team` is found as `aws:RequestTag/`. */
export function findKey(text: string): KnownKey | undefined {
  const lower = text.toLowerCase();
  const [service = ''] = lower.split(':');
  const keys = KNOWN.get(service);
  const family = /^[^:]+:[^/:]+[/:](?=.)/.exec(lower)?.[0];
  return keys?.get(lower) ?? (family === undefined ? undefined : keys?.get(family));
}

/** The key that was probably meant, among those of the same service. */
export function nearestKey(text: string): string | undefined {
  const [service = ''] = text.split(':');
  const names = [...(KNOWN.get(service.toLowerCase())?.values() ?? [])].map(({ name }) => name);
  return nearest(text, names);
}

/** A condition whose key and operator are known. */
export interface KeyedCondition {
  readonly condition: Condition;
  readonly operator: string;
  /** As it is written. */
  readonly text: string;
  /** Undefined for a key that is not listed. */
  readonly key: KnownKey | undefined;
}

/** The conditions of statements whose key and operator are known in whole. */
export function* keyedConditions(statements: readonly Statement[]): Iterable<KeyedCondition> {
  for (const condition of statements.flatMap(({ conditions }) => conditions)) {
    const { operator, key } = condition;
    if (operator === undefined || key?.known !== true) continue;
    yield { condition, operator, text: key.text, key: findKey(key.text) };
  }
}
