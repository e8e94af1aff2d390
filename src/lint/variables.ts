import type { Statement } from './policies.js';
import type { Text } from './text.js';

/** The texts of a statement that IAM searches for policy variables. */
export function variableTexts({ resources, notResources, conditions }: Statement): readonly Text[] {
  return [
    ...(resources?.values ?? []),
    ...(notResources?.values ?? []),
    ...conditions.flatMap(({ values }) => values),
  ];
}

/** The texts of a statement that hold a policy variable. */
export function variablesIn(statement: Statement): readonly Text[] {
  return variableTexts(statement).filter(({ text }) => /\$\{[\w.-]+:[^}]+\}/.test(text));
}
