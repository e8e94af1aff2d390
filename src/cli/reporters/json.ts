import { hasErrors } from '../../diagnostics.js';
import type { LintReport } from './report.js';

/** The whole result as plain data; a stable form for scripts. */
export function toJson(report: LintReport): object {
  const { findings, suppressed, notChecked, files } = report;
  return { ok: !hasErrors(findings), files, findings, suppressed, notChecked };
}
