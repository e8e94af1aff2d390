import type { Finding, NotChecked } from '../../lint/finding.js';
import { visibleLine } from '../../text/visible.js';
import type { Colors } from '../colors.js';
import { STDIN_NAME } from '../stdin.js';
import { count } from '../summary.js';
import type { LintReport } from './report.js';

/** More lines of what was not checked than anybody reads. */
const SHOWN = 10;
const WIDTH = 160;
const SEVERITY_COLORS = { error: 'red', warning: 'yellow', info: 'blue' } as const;

/** A finding with its line of code: where, what, the code with carets below it, help and fix. */
export function formatFinding(finding: Finding, report: LintReport, colors: Colors): readonly string[] {
  const { code, rule, severity, message, place, help, fix, related } = finding;
  const where = colors.bold(`${place.file}:${place.line}:${place.column}`);
  const label = colors[SEVERITY_COLORS[severity]](severity);
  const name = rule === undefined ? code : `${code} ${rule}`;
  const lines = [
    `${where}: ${label}: ${message} ${colors.dim(`[${name}]`)}`,
    ...frame(finding, report, colors),
  ];
  for (const other of related ?? []) {
    const at = `${other.place.file}:${other.place.line}:${other.place.column}`;
    lines.push(`  ${colors.dim('see:')} ${at}: ${other.message}`);
  }
  if (help !== undefined) lines.push(`  ${colors.dim('help:')} ${help}`);
  if (fix !== undefined) {
    const shown = place.file === STDIN_NAME ? 'lint --fix shows it for a file' : 'lint --fix shows it';
    const how = fix.unsafe === true ? 'a suggestion, not made by --fix' : shown;
    lines.push(`  ${colors.dim('fix:')} ${fix.title} (${how})`);
  }
  return [...lines, ''];
}

/** The line of code with carets below what is wrong; nothing where the file is not at hand. */
function frame({ place, end, severity }: Finding, report: LintReport, colors: Colors): readonly string[] {
  const source = report.source(place.file)?.text.split('\n')[place.line - 1]?.replace(/\r$/, '');
  if (source === undefined || source.trim() === '') return [];
  const { text, from, to } = window(
    source,
    place.column - 1,
    end.line === place.line ? end.column - 1 : source.length,
  );
  const number = String(place.line);
  const gutter = ' '.repeat(number.length);
  const carets = '^'.repeat(Math.max(1, visibleLine(text.slice(from, to)).length));
  const indent = visibleLine(text.slice(0, from)).replace(/[^\t]/g, ' ');
  return [
    `  ${colors.dim(`${number} |`)} ${text}`,
    `  ${colors.dim(`${gutter} |`)} ${indent}${colors[SEVERITY_COLORS[severity]](carets)}`,
  ];
}

/** A stretch of a long line around the place. */
function window(line: string, start: number, end: number) {
  if (line.length <= WIDTH) return { text: line, from: start, to: Math.min(end, line.length) };
  const first = Math.max(0, Math.min(start - 40, line.length - WIDTH));
  const cut = line.slice(first, first + WIDTH);
  const head = first > 0 ? '…' : '';
  const shift = first - head.length;
  return { text: `${head}${cut}`, from: start - shift, to: Math.min(end, first + WIDTH) - shift };
}

/** What could not be checked, and why; the first of them. */
export function formatNotChecked(list: readonly NotChecked[], colors: Colors): readonly string[] {
  const lines = list.slice(0, SHOWN).map(({ place, reason }) => {
    const where = place.file === '' ? '' : `${place.file}:${place.line}:${place.column}: `;
    return `  ${where}${reason}`;
  });
  const more = list.length - SHOWN;
  if (more > 0) lines.push(`  … and ${more} more; --format json lists all of them`);
  return [
    `${colors.bold('not checked:')} ${count(list.length, 'value')} that the files do not tell`,
    ...lines,
    '',
  ];
}
