import type { Severity } from '../../diagnostics.js';
import type { Finding, LintResult } from '../../lint/finding.js';
import type { Coverage, SourceText } from '../../readers/index.js';
import { describeCoverage } from '../coverage.js';
import { count } from '../summary.js';

/** What reporters print: a result, and the texts that it is about. */
export interface LintReport extends LintResult {
  /** What was read, and what was not. */
  readonly files: Coverage;
  /** The specs among the files, of which the larger part is for `validate`. */
  readonly specs: readonly string[];
  /** Whether nothing that was read is checked, and that is a failure. */
  readonly empty: boolean;
  /** The text of a file, for code frames. */
  source(file: string): SourceText | undefined;
}

/** Codes of findings that make a run one that could not do its work. */
export const UNABLE: ReadonlySet<string> = new Set(['read/unreadable', 'read/too-large']);

/** How many findings there are of a severity. */
function countOf(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

/** `2 errors, 1 warning; 9 of 14 files hold something to check`, and what was not checked or accepted. */
export function summaryOf({ findings, files, notChecked, suppressed }: LintReport): string {
  const parts = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const found = countOf(findings, severity);
    return found === 0 ? [] : [severity === 'info' ? `${found} info` : count(found, severity)];
  });
  const what = parts.length === 0 ? 'nothing found' : parts.join(', ');
  const ignored = suppressed.length === 0 ? '' : `; ${suppressed.length} ignored by comments`;
  const open = notChecked.length === 0 ? '' : `; ${count(notChecked.length, 'value')} not checked`;
  const unread = files.leftOut.length === 0 ? '' : `; ${count(files.leftOut.length, 'file')} not read`;
  return `${what}; ${describeCoverage(files)}${unread}${open}${ignored}`;
}
