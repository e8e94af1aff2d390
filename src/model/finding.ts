import type { FieldPath } from '../diagnostics.js';

/** A finding that shows only once names and policies are derived; the caller adds the place. */
export interface ModelFinding {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly path: FieldPath;
  readonly message: string;
  readonly help: string;
}
