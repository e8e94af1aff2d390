import type { Severity } from '../../diagnostics.js';
import type { Finding, LintResult } from '../../lint/finding.js';
import type { SourceText } from '../../readers/index.js';
import { count } from '../summary.js';

/** What reporters print: a result, and the texts that it is about. */
export interface LintReport extends LintResult {
  /** How many files were read. */
  readonly files: number;
  /** The text of a file, for code frames. */
  source(file: string): SourceText | undefined;
}

/** How many findings there are of a severity. */
export function countOf(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

/** `2 errors, 1 warning in 14 files`, and what was not checked or accepted. */
export function summaryOf({ findings, files, notChecked, suppressed }: LintReport): string {
  const parts = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const found = countOf(findings, severity);
    return found === 0 ? [] : [severity === 'info' ? `${found} info` : count(found, severity)];
  });
  const what = parts.length === 0 ? 'nothing found' : parts.join(', ');
  const ignored = suppressed.length === 0 ? '' : `; ${suppressed.length} ignored by comments`;
  const open = notChecked.length === 0 ? '' : `; ${count(notChecked.length, 'value')} not checked`;
  return `${what} in ${count(files, 'file')}${ignored}${open}`;
}
