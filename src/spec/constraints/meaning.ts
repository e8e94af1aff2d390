import { lookUpIn } from '../applies.js';
import { whileReadable } from '../readable.js';
import { conditionalFields } from '../schema-tree.js';
import type { Rule } from './rule.js';

/** A field stands only where it has a meaning; of one that is refused it is not said that it is ignored as well. */
const fieldsMeanSomething: Rule = ({ spec, given, report }) => {
  for (const { path, value, needs } of conditionalFields(given([]))) {
    const get = lookUpIn(spec, path);
    const refusals = needs.flatMap(
      (need) => whileReadable(() => (need.met(get) ? undefined : need.refuse?.(get, value))) ?? [],
    );
    const errors = refusals.filter(({ severity }) => severity === 'error');
    for (const { severity, code, message, help } of errors.length > 0 ? errors : refusals.slice(0, 1))
      report[severity](code, path, message, help);
  }
};

/** What must hold of fields that only some specs have. */
export const meaningRules: readonly Rule[] = [fieldsMeanSomething];
