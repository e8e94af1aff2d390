import { compareText } from '../collections.js';
import type { Rule } from './rule.js';
import * as rules from './rules/index.js';

/** Every rule, by id. */
export const RULES: readonly Rule[] = Object.values(rules).sort((a, b) => compareText(a.id, b.id));
