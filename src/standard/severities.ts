import type { RuleSeverity, Standard } from './types.js';

/** What a standard makes of the findings of lint rules, by the rules' ids; what extends overrides its base. */
export function severitiesOf({ chain }: Pick<Standard, 'chain'>): Readonly<Record<string, RuleSeverity>> {
  return Object.assign({}, ...chain.map(({ rules }) => rules)) as Record<string, RuleSeverity>;
}
