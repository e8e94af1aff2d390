import { meaningOf } from '../../change/index.js';
import { type Diagnostic, Failure, hasErrors, type Place, startOf } from '../../diagnostics.js';
import { markdownCode, markdownText } from '../../emit/text.js';
import type { AccessModel } from '../../model/types.js';
import type { RenderedFile } from '../../rendered-file.js';
import type { Source } from '../../spec/source-file.js';
import { openStandardFolder } from '../../standard/for-specs.js';
import {
  changedPaths,
  findingsBeyond,
  impactByDeed,
  impactByRule,
  type RuleImpact,
  type SpecFinding,
  type SpecImpact,
} from '../../standard/impact.js';
import type { Standard } from '../../standard/types.js';
import { Bases } from '../bases.js';
import type { CommandContext } from '../command.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { verifyRendered } from '../generate-spec.js';
import { loadSource } from '../load-spec.js';
import type { SpecOptions, StandardOptions } from '../options.js';
import type { Output } from '../output.js';
import { readSpecSource } from '../read-spec.js';
import { findSpecFiles, readSpecFile, type SpecFile } from '../spec-files.js';
import { count } from '../summary.js';

interface ImpactOptions extends SpecOptions {
  readonly today?: string;
  readonly format?: string;
}

/** Says what a standard would mean for specs, against what they name today. */
export async function printImpact(
  folder: string,
  options: ImpactOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { cwd, output } = context;
  const opened = openStandardFolder(folder, cwd, options.today);
  output.diagnostics(opened.diagnostics);
  if (!opened.ok) {
    output.json({ ok: false, diagnostics: opened.diagnostics });
    return EXIT.unable;
  }
  const { specs, unread, faults } = await lookAtSpecs(folder, options, context);
  const rules = impactByRule(specs);
  const { name, version, hash, today } = opened.value;
  const ok = unread.length === 0 && specs.every(({ findings }) => !hasErrors(findings));
  const standard = { name, version, hash };
  output.json({ ok, standard, today, rules: rules.map(countsOf), specs, unread: faults });
  const summary = summaryLines(specs, unread);
  if (options.format === 'markdown') output.result(markdownLines(opened.value, specs, rules, summary));
  else printText(opened.value, specs, rules, summary, output);
  output.diagnostics(faults);
  if (unread.length > 0) return EXIT.unable;
  const warned = options.failOn === 'warning' && rules.some(({ warns }) => warns > 0);
  return ok && !warned ? EXIT.ok : EXIT.findings;
}

interface Looked {
  readonly specs: readonly SpecImpact[];
  /** Those that are not among them, and why. */
  readonly unread: readonly string[];
  readonly faults: readonly Diagnostic[];
}

async function lookAtSpecs(
  folder: string,
  { file = [], today }: ImpactOptions,
  context: CommandContext,
): Promise<Looked> {
  const { cwd } = context;
  const bases = new Bases(cwd);
  const looked: {
    readonly spec: SpecFile;
    readonly found: Under['findings'];
    readonly impact: SpecImpact;
  }[] = [];
  const unread: string[] = [];
  const faults: Diagnostic[] = [];
  for (const name of await findSpecFiles(file, cwd)) {
    const spec = await readSpecFile(name, context);
    const read = readSpecSource(spec, cwd);
    if (!read.ok) {
      unread.push(spec.name);
      faults.push(...read.diagnostics);
    } else {
      bases.add(spec, read.value);
      const before = await lookUnder(read.value, cwd, { today });
      const after = await lookUnder(read.value, cwd, { today, standard: folder });
      looked.push({ spec, found: after.findings, impact: { file: spec.name, ...compare(before, after) } });
    }
  }
  // What others of the run extend need not be a whole spec.
  const specs = looked.filter(({ spec, found }) => bases.leave(spec, found) === undefined);
  return { specs: specs.map(({ impact }) => impact), unread, faults };
}

/** A spec under one standard. */
interface Under {
  /** Absent where it is not valid. */
  readonly model?: AccessModel;
  readonly findings: readonly Diagnostic[];
  readonly files: readonly RenderedFile[];
}

async function lookUnder(source: Source, cwd: string, options: StandardOptions): Promise<Under> {
  const loaded = await loadSource(source, cwd, options);
  const { diagnostics: findings } = loaded;
  if (!loaded.ok) return { findings, files: [] };
  try {
    const files = await loaded.value.render();
    const found = [...findings, ...(await verifyRendered(files, loaded.value)).flatMap(inSpec(source))];
    if (hasErrors(found)) return { findings: found, files: [] };
    return { model: loaded.value.model, findings: found, files };
  } catch (error) {
    if (!(error instanceof Failure) || error.turn === 'internal') throw error;
    const { code, message, help } = error;
    const failed: Diagnostic = { code, severity: 'error', message, ...(help === undefined ? {} : { help }) };
    return { findings: [...findings, failed], files: [] };
  }
}

/** What is refused in an output that nobody sees, as a finding about its spec. */
const inSpec =
  ({ file }: Source) =>
  (finding: Diagnostic): readonly Diagnostic[] => {
    const { severity, place, message } = finding;
    if (severity !== 'error' || place === undefined) return [];
    return [
      {
        ...finding,
        message: `${place.file}:${place.line}: ${message}`,
        place: startOf(file),
      },
    ];
  };

function compare(before: Under, after: Under): Omit<SpecImpact, 'file'> {
  const [was, will] = [before.model, after.model];
  const both = was !== undefined && will !== undefined;
  const { changes, pauses } = both ? meaningOf(was, will) : { changes: [], pauses: [] };
  return {
    before: was !== undefined,
    after: will !== undefined,
    findings: findingsBeyond(after.findings, before.findings),
    gone: findingsBeyond(before.findings, after.findings),
    changed: both ? changedPaths(before.files, after.files) : [],
    ...{ changes, pauses },
  };
}

function countsOf({ findings: _findings, ...counts }: RuleImpact): object {
  return counts;
}

function printText(
  standard: Standard,
  specs: readonly SpecImpact[],
  rules: readonly RuleImpact[],
  summary: readonly string[],
  output: Output,
): void {
  const { bold } = output.colors.out;
  output.result(
    `${titleOf(standard)}, for ${count(specs.length, 'spec')} against what each of them names today`,
  );
  for (const rule of rules) {
    output.result(['', `${bold(rule.rule)}: ${countWords(rule)}`]);
    output.result(rule.findings.map((finding) => `  ${findingLine(finding)}`));
  }
  for (const { title, deeds } of impactByDeed(specs)) {
    output.result(['', `${bold(title)}: ${deeds.length}`]);
    output.result(deeds.map(({ file, text }) => `  ${file}: ${text}`));
  }
  output.result(['', ...summary]);
}

function markdownLines(
  standard: Standard,
  specs: readonly SpecImpact[],
  rules: readonly RuleImpact[],
  summary: readonly string[],
): readonly string[] {
  const rows = rules.flatMap(({ rule, findings }) =>
    findings.map((found) => {
      const { severity, path = '', message } = found.finding;
      const at = placesOf(found)
        .map(({ file, line }) => markdownCode(`${file}:${line}`))
        .join(' by ');
      return `| ${markdownCode(rule)} | ${severity} | ${at} | ${markdownText(`${path === '' ? '' : `${path}: `}${message}`)} |`;
    }),
  );
  const deeds = impactByDeed(specs).flatMap((deed) =>
    deed.deeds.map(
      ({ file, text }) => `| ${markdownText(deed.title)} | ${markdownCode(file)} | ${markdownText(text)} |`,
    ),
  );
  return [
    `### ${markdownText(titleOf(standard))}`,
    '',
    ...summary.map((line) => markdownText(line)),
    ...(rows.length === 0 ? [] : ['', '| Rule | | Spec | What |', '|---|---|---|---|', ...rows]),
    ...(deeds.length === 0 ? [] : ['', '| Change | Spec | What |', '|---|---|---|', ...deeds]),
  ];
}

function titleOf({ name, version, hash }: Standard): string {
  return `The standard ${name} ${version} (${hash.slice(0, 8)})`;
}

function countWords({ breaks, warns, excepts, notes }: RuleImpact): string {
  const parts = [
    ...(breaks === 0 ? [] : [`${count(breaks, 'breach')}`.replace(/breachs$/, 'breaches')]),
    ...(warns === 0 ? [] : [count(warns, 'warning')]),
    ...(excepts === 0 ? [] : [count(excepts, 'exception')]),
    ...(notes === 0 ? [] : [count(notes, 'note')]),
  ];
  return parts.join(', ');
}

function findingLine(found: SpecFinding): string {
  const { severity, path, message } = found.finding;
  const at = placesOf(found)
    .map(({ file, line, column }) => `${file}:${line}:${column}`)
    .join(' by ');
  return `${at}: ${severity}: ${path === undefined ? '' : `${path}: `}${message}`;
}

/** Where a finding stands: in the spec, or in the spec by what it extends. */
function placesOf({ spec, finding: { place } }: SpecFinding): readonly Place[] {
  const start = startOf(spec);
  if (place === undefined) return [start];
  return place.file === spec ? [place] : [start, place];
}

/** How many specs fare how; one may be warned and change as well. */
function summaryLines(specs: readonly SpecImpact[], unread: readonly string[]): readonly string[] {
  const breaks = specs.filter(({ findings }) => hasErrors(findings));
  const others = specs.filter(({ findings }) => !hasErrors(findings));
  const never = others.filter(({ before, after }) => !before && !after);
  const warned = others.filter(
    (spec) => !never.includes(spec) && spec.findings.some(({ severity }) => severity === 'warning'),
  );
  const mended = others.filter(({ before, after }) => after && !before);
  const changed = specs.filter((spec) => spec.changed.length > 0);
  const rest = others.filter((spec) => ![warned, mended, never, changed].some((list) => list.includes(spec)));
  const invalid = breaks.filter(({ before }) => !before).length;
  const today = `, ${invalid} of which ${invalid === 1 ? 'is' : 'are'} not valid today either`;
  const parts = [
    `${breaks.length} of ${count(specs.length, 'spec')} would be refused${invalid === 0 ? '' : today}`,
    ...(warned.length === 0 ? [] : [`${warned.length} would be warned`]),
    ...(mended.length === 0
      ? []
      : [`${mended.length} would be valid that ${mended.length === 1 ? 'is' : 'are'} not today`]),
    ...(changed.length === 0 ? [] : [`files of ${changed.length} would change`]),
    `${rest.length} would stay as ${rest.length === 1 ? 'it is' : 'they are'}`,
  ];
  const left = never.map(({ file }) => file);
  return [
    parts.join(', '),
    ...(breaks.length === 0
      ? []
      : ['what else would change for specs that would be refused is not known before they are mended']),
    ...(left.length === 0 ? [] : [`not valid today either, for reasons of their own: ${left.join(', ')}`]),
    ...(unread.length === 0 ? [] : [`cannot be read, and may be refused as well: ${unread.join(', ')}`]),
  ];
}
