import type { Severity } from '../diagnostics.js';
import type { Catalog } from '../iam/catalog/types.js';
import type { Given, SourceText } from '../readers/index.js';
import type { Rule } from './rule.js';

/** How an inventory is judged. */
export interface LintOptions {
  /** What rules know about actions, resources and condition keys; see `loadCatalog`. */
  readonly catalog: Catalog;
  /** Rule id → severity, or `off`; from the standard. */
  readonly severities?: Readonly<Record<string, Severity | 'off'>>;
  /** All rules by default. */
  readonly rules?: readonly Rule[];
  /** Ignores that stand in a file of their own, for files that hold no comments; see `suppress.ts`. */
  readonly exceptions?: SourceText;
  /** What is known besides the files. */
  readonly given?: Given;
}
