import type { ConditionKey } from '../iam/catalog/types.js';
import { nearest } from '../text/nearest.js';
import type { Condition } from './policies.js';
import type { RuleContext } from './rule.js';

/** A condition whose key and operator are known. */
export interface KeyedCondition {
  readonly condition: Condition;
  readonly operator: string;
  /** As it is written. */
  readonly text: string;
  /** Undefined for a key that AWS does not document, such as the claim of a provider. */
  readonly key: ConditionKey | undefined;
}

/** The conditions of all statements whose key and operator are known in whole. */
export function* keyedConditions({ statements, catalog }: RuleContext): Iterable<KeyedCondition> {
  for (const condition of statements.flatMap(({ conditions }) => conditions)) {
    const { operator, key } = condition;
    if (operator === undefined || key?.known !== true) continue;
    yield { condition, operator, text: key.text, key: catalog.key(key.text) };
  }
}

/** Whether a condition demands a key that requests to list a bucket have, and no others. */
export function demandsListKey({ operator, key }: Condition): boolean {
  // Operators that are met without the key demand nothing.
  if (operator === undefined || /IfExists$|Not|^Null$|^ForAllValues/i.test(operator)) return false;
  return key !== undefined && /^s3:(?:prefix|delimiter|max-keys)$/i.test(key.text);
}

/** Whether a key holds several values in one request. */
export const isMultivalued = ({ kind }: ConditionKey): boolean => /^(?:texts|arns|booleans)$/.test(kind);

/** The key that was probably meant, among those of the same service. */
export function nearestKey({ catalog }: RuleContext, text: string): string | undefined {
  const [service = ''] = text.split(':');
  const names = catalog.keysOf(service).map(({ name }) => name.replace('*', ''));
  // What comes after the slash is the name of a tag, as anybody chooses it.
  const [, beforeTag = '', tag = ''] = /^([^/]*\/)(.+)$/s.exec(text) ?? [];
  const tagged =
    tag === ''
      ? undefined
      : nearest(
          beforeTag,
          names.filter((name) => name.endsWith('/')),
        );
  return tagged === undefined ? nearest(text, names)?.replace(/([/:])$/, '$1<name>') : tagged + tag;
}
