import type { InventoryFile } from '../readers/index.js';
import type { Finding, Suppressed } from './finding.js';
import { IGNORE, type Ignore, ignoresIn } from './ignores.js';
import type { LintOptions } from './options.js';
import { RULES } from './registry.js';

/** What is left of the findings once comments have accepted some, with what is wrong with the comments. */
export function suppress(
  findings: readonly Finding[],
  files: readonly InventoryFile[],
  { exceptions }: LintOptions,
): { readonly kept: Finding[]; readonly suppressed: readonly Suppressed[] } {
  const ignores = new Map<string, readonly Ignore[]>();
  for (const { path, source } of files) {
    if (source.text.includes(IGNORE)) ignores.set(path, ignoresIn(source));
  }
  const listed = exceptions === undefined ? [] : ignoresIn(exceptions);
  const kept: Finding[] = [...ignores.values(), listed].flat().flatMap(wrongIgnore);
  const suppressed: Suppressed[] = [];
  for (const finding of findings) {
    const own = ignores.get(finding.place.file) ?? [];
    const ignore =
      own.find((each) => accepts(each, finding)) ?? listed.find((each) => acceptsFile(each, finding));
    if (ignore === undefined) kept.push(finding);
    else suppressed.push({ finding, reason: ignore.reason });
  }
  return { kept, suppressed };
}

function accepts(ignore: Ignore, { code, place }: Finding): boolean {
  if (ignore.reason === '' || ignore.path !== undefined || !ignore.rules.includes(code)) return false;
  if (ignore.wholeFile) return true;
  return place.line >= ignore.first && place.line <= ignore.last;
}

function acceptsFile(ignore: Ignore, { code, place }: Finding): boolean {
  return ignore.reason !== '' && ignore.path === place.file && ignore.rules.includes(code);
}

/** An ignore that ignores nothing, or that names a rule that does not exist. */
function wrongIgnore(ignore: Ignore): Finding[] {
  const { reason, rules, source, start, end } = ignore;
  const unknown = rules.filter((rule) => !isCode(rule));
  if (reason !== '' && unknown.length === 0) return [];
  const { file, line, column } = source.span(start, start);
  const after = source.span(end, end);
  return [
    {
      code: 'lint/ignore',
      severity: 'warning',
      message: reason === '' ? withoutReason(rules) : `there is no rule ${unknown.join(', ')}`,
      help: `write ${IGNORE} IRSA012: why it is right here`,
      place: { file, line, column },
      end: { line: after.line, column: after.column },
    },
  ];
}

function withoutReason(rules: readonly string[]): string {
  const shown = rules.length === 0 ? 'names no rule' : `of ${rules.join(', ')} gives no reason`;
  return `this ignore ${shown}, so it ignores nothing`;
}

const isCode = (code: string) => code.startsWith('read/') || RULES.some(({ id }) => id === code);
