import type { Diagnostic } from '../diagnostics.js';
import type { Inventory, SourceText } from '../readers/index.js';
import type { Finding, NotChecked } from './finding.js';

/** What readers say of files that hold nothing of ours: those are not checked, not wrong. */
const SOFT = new Set(['read/not-checked', 'read/too-large']);

/** Words of which one stands in every file that rules look at. */
const OURS = /apiVersion|Statement|Effect|Action|\bresource\b|\bmodule\b|kustomize/;

/** What the readers found, as findings; what they left out, as not checked. */
export function readerFindings(inventory: Inventory): {
  readonly findings: readonly Finding[];
  readonly notChecked: readonly NotChecked[];
} {
  const sources = new Map(inventory.files.map(({ path, source }) => [path, source]));
  const findings: Finding[] = [];
  const notChecked: NotChecked[] = [];
  for (const diagnostic of inventory.diagnostics) {
    const place = diagnostic.place ?? { file: '', line: 1, column: 1 };
    if (SOFT.has(diagnostic.code) || !isOurs(diagnostic, sources.get(place.file))) {
      notChecked.push({ place, reason: diagnostic.message });
    } else findings.push({ ...diagnostic, place, end: { line: place.line, column: place.column } });
  }
  return { findings, notChecked };
}

/** Many a JSON or YAML file in a repository has a dialect of its own and nothing to do with access. */
function isOurs({ code }: Diagnostic, source: SourceText | undefined): boolean {
  if (code !== 'read/json-syntax' && code !== 'read/yaml-syntax') return true;
  return source === undefined || OURS.test(source.text);
}
