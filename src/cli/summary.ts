import type { Diagnostic } from '../diagnostics.js';

/** `, with 2 warnings`; empty when there are none. */
export function summarise(diagnostics: readonly Diagnostic[]): string {
  const warnings = diagnostics.filter((diagnostic) => diagnostic.severity === 'warning').length;
  return warnings === 0 ? '' : `, with ${count(warnings, 'warning')}`;
}

/** `1 file`, `3 files`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
