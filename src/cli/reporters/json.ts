import { hasErrors } from '../../diagnostics.js';
import type { LintReport } from './report.js';

/** The whole result as plain data; a stable form for scripts. */
export function toJson(report: LintReport): object {
  const { findings, suppressed, notChecked, files, empty } = report;
  return { ok: !hasErrors(findings) && !empty, files, findings, suppressed, notChecked };
}
