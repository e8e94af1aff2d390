import { startOf } from '../diagnostics.js';
import type { Inventory } from '../readers/index.js';
import type { Finding, NotChecked } from './finding.js';

/** What means that something was not checked; of variable files people want to hear besides. */
const HEARD = new Set(['read/not-checked', 'read/variables-not-used']);

/** What the readers found, as findings; what they could not tell, as not checked. */
export function readerFindings(inventory: Inventory): {
  readonly findings: readonly Finding[];
  readonly notChecked: readonly NotChecked[];
} {
  const findings: Finding[] = [];
  const notChecked: NotChecked[] = [];
  for (const diagnostic of inventory.diagnostics) {
    const place = diagnostic.place ?? startOf('');
    if (HEARD.has(diagnostic.code)) notChecked.push({ place, reason: diagnostic.message });
    if (diagnostic.code !== 'read/not-checked')
      findings.push({ ...diagnostic, place, end: { line: place.line, column: place.column } });
  }
  return { findings, notChecked };
}
