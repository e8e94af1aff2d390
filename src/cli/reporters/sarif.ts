import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Severity } from '../../diagnostics.js';
import type { Finding, Fix, Suppressed } from '../../lint/finding.js';
import type { Rule } from '../../lint/rule.js';
import type { Span } from '../../readers/index.js';
import { type LintReport, UNABLE } from './report.js';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** Findings that no rule makes, but readers and the engine. */
const OTHER_CODES: Readonly<Record<string, string>> = {
  'lint/ignore': 'An ignore names its rules and gives a reason.',
  'read/json-syntax': 'A file is valid JSON.',
  'read/yaml-syntax': 'A file is valid YAML.',
  'read/hcl-syntax': 'A file is valid HCL.',
  'read/kustomize': 'A kustomization can be built.',
  'read/not-read': 'A file of a kind that is recognised is read.',
  'read/too-large': 'A file is no larger than can be read.',
  'read/too-deep': 'A document is not nested without end.',
  'read/unreadable': 'A file can be read.',
};

/** The result as SARIF 2.1.0, with columns in UTF-16 code units as the readers count them. */
export function toSarif(report: LintReport, rules: readonly Rule[], version: string): object {
  const descriptors = [...rules.map(describeRule), ...Object.entries(OTHER_CODES).map(describeOther)];
  const indexes = new Map(descriptors.map(({ id }, index) => [id, index]));
  const results = [
    ...report.findings.map((finding) => resultOf(finding, indexes, report)),
    ...report.suppressed.map((each) => suppressedResult(each, indexes, report)),
  ];
  const driver = { name: 'irsa-forge', version, semanticVersion: version, rules: descriptors };
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', invocations: [invocationOf(report)], results }],
  };
}

/** What was not read, as notifications of the run. */
function invocationOf({ files, findings, empty }: LintReport) {
  const { read, relevant, leftOut } = files;
  return {
    executionSuccessful: !empty && !findings.some(({ code }) => UNABLE.has(code)),
    toolExecutionNotifications: leftOut.map(({ file, reason }) => ({
      level: 'note',
      message: { text: `not read: ${reason}` },
      locations: [{ physicalLocation: { artifactLocation: artifact(file) } }],
    })),
    properties: { read, relevant },
  };
}

function describeRule({ id, name, severity, summary, why, error, fix, reference, family }: Rule) {
  return {
    id,
    name,
    shortDescription: { text: summary },
    fullDescription: { text: why },
    help: {
      text: `${why}\nWithout it: ${error}\n${fix}`,
      markdown: `${why}\n\nWithout it: ${error}\n\n${fix}\n\n[Reference](${reference})`,
    },
    helpUri: reference,
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: [family] },
  };
}

function describeOther([id, summary]: readonly [string, string]) {
  return { id, shortDescription: { text: summary } };
}

function resultOf(finding: Finding, indexes: ReadonlyMap<string, number>, report: LintReport) {
  const { code, severity, message, help, related, fix } = finding;
  const ruleIndex = indexes.get(code);
  return {
    ruleId: code,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVELS[severity],
    message: { text: help === undefined ? message : `${message}. ${help}` },
    locations: [{ physicalLocation: locationOf(finding) }],
    ...(related === undefined ? {} : { relatedLocations: related.map(relatedLocation) }),
    ...(fix === undefined ? {} : { fixes: [fixOf(fix, report)] }),
  };
}

function suppressedResult(
  { finding, reason }: Suppressed,
  indexes: ReadonlyMap<string, number>,
  report: LintReport,
) {
  return {
    ...resultOf(finding, indexes, report),
    suppressions: [{ kind: 'inSource', justification: reason }],
  };
}

function locationOf({ place, end }: Finding) {
  const region = { startLine: place.line, startColumn: place.column };
  const isAfter = end.line > place.line || end.column > place.column;
  return {
    artifactLocation: artifact(place.file),
    region: isAfter ? { ...region, endLine: end.line, endColumn: end.column } : region,
  };
}

function relatedLocation({ place, message }: { readonly place: Span; readonly message: string }, id: number) {
  const region = { startLine: place.line, startColumn: place.column };
  return {
    id,
    message: { text: message },
    physicalLocation: { artifactLocation: artifact(place.file), region },
  };
}

/** Paths in the working directory stay relative, so that GitHub finds them in the repository. */
function artifact(file: string) {
  const path = file === '' ? '.' : file;
  return {
    uri: isAbsolute(path) ? pathToFileURL(path).href : path.split('/').map(encodeURIComponent).join('/'),
  };
}

function fixOf({ title, edits }: Fix, report: LintReport) {
  const files = [...new Set(edits.map(({ file }) => file))];
  const artifactChanges = files.map((file) => ({
    artifactLocation: artifact(file),
    replacements: edits
      .filter((edit) => edit.file === file)
      .map(({ start, end, text }) => ({
        deletedRegion: regionOf(report, file, start, end),
        insertedContent: { text },
      })),
  }));
  return { description: { text: title }, artifactChanges };
}

function regionOf(report: LintReport, file: string, start: number, end: number) {
  const source = report.source(file);
  if (source === undefined) return { charOffset: start, charLength: end - start };
  const from = source.span(start, start);
  const to = source.span(end, end);
  return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
}
