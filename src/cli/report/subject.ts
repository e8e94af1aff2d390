import { basename, resolve } from 'node:path';
import { groupBy } from '../../collections.js';
import { type Diagnostic, startOf } from '../../diagnostics.js';
import type { Finding, NotChecked } from '../../lint/finding.js';
import { RULES } from '../../lint/registry.js';
import type { AccessModel } from '../../model/types.js';
import { SourceText, secretFiles } from '../../readers/index.js';
import type { ReportSubject } from '../../report/index.js';
import { VERSION } from '../../version.js';
import type { CommandContext } from '../command.js';
import { describeCoverage } from '../coverage.js';
import { leaveGenerated } from '../lint/generated.js';
import { loadLinter } from '../lint/linter.js';
import type { Opened, WorldOptions } from '../open-world.js';

/** What a report says besides who may do what: what it is about, and what the rules find there. */
export async function subjectOf(
  { world, spec, coverage }: Opened,
  paths: readonly string[],
  options: WorldOptions,
  context: CommandContext,
): Promise<ReportSubject> {
  const secret = secretFiles(world.inventory);
  const sources = world.inventory.files.map(({ source }) => source).filter(({ file }) => !secret.has(file));
  if (spec !== undefined) {
    const { file, model, diagnostics } = spec;
    const { name, region, accountId } = model.spec.cluster;
    const lineAt = linesOf([...sources, new SourceText(file.name, file.text)]);
    return {
      title: name,
      source: `${file.name}: cluster ${name} in ${region}, account ${accountId}`,
      ...{ version: VERSION, lineAt, notRead: [] },
      ...foundBy({ findings: diagnostics, notChecked: [] }, lineAt),
      clusters: new Map(
        model.clusters.flatMap(({ name: own, issuer }) =>
          issuer === undefined ? [] : [[issuer, own] as const],
        ),
      ),
      findingsOn: ({ namespace, serviceAccount }) =>
        diagnostics.flatMap(({ path = '' }, index) => {
          const { namespace: own, serviceAccount: name } = workloadAt(model, path) ?? {};
          return own === namespace && name === serviceAccount ? [index] : [];
        }),
    };
  }
  const rules = await loadLinter(options, context);
  const lineAt = linesOf(sources);
  const found = await leaveGenerated(rules(world.inventory), context.cwd);
  return {
    title: paths
      .map((path) => (/(?:^|\/)\.\.?\/?$/.test(path) ? basename(resolve(context.cwd, path)) : path))
      .join(', '),
    source: coverage === undefined ? '' : describeCoverage(coverage),
    ...{ version: VERSION, lineAt, notRead: coverage?.leftOut ?? [] },
    ...foundBy(found, lineAt),
    findingsOn: findingsWithin(
      found.findings,
      world.inventory.files.map(({ source }) => source),
    ),
  };
}

/** The workload of a spec that a field's path leads into. */
function workloadAt(
  { spec }: AccessModel,
  path: string,
): AccessModel['spec']['workloads'][number] | undefined {
  const index = /^workloads\[(\d+)\]/.exec(path)?.[1];
  return index === undefined ? undefined : spec.workloads[Number(index)];
}

/** Findings by what of the files they stand in. */
function findingsWithin(
  findings: readonly Finding[],
  sources: readonly SourceText[],
): ReportSubject['findingsOn'] {
  const byFile = groupBy(findings.entries(), ([, { place }]) => place.file);
  const sourceOf = new Map(sources.map((source) => [source.file, source]));
  return (_, spans) => {
    const found = spans.flatMap(({ file, line, end }) => {
      const own = byFile.get(file) ?? [];
      const last = own.length === 0 ? line : (sourceOf.get(file)?.span(end, end).line ?? line);
      return own.filter(([, { place }]) => place.line >= line && place.line <= last).map(([index]) => index);
    });
    return [...new Set(found)].sort((a, b) => a - b);
  };
}

/** What reads as if a key, a password or a token stood there: a report is passed on. */
const MAY_BE_SECRET = /secret|passw|token|credential|\bA[KS]IA/i;

function linesOf(sources: readonly SourceText[]): ReportSubject['lineAt'] {
  const lines = new Map<string, readonly string[]>();
  const byFile = new Map(sources.map((source) => [source.file, source]));
  return ({ file, line }) => {
    const own = lines.get(file) ?? byFile.get(file)?.text.split('\n') ?? [];
    lines.set(file, own);
    const text = own[line - 1];
    return text === undefined || MAY_BE_SECRET.test(text) ? undefined : text;
  };
}

function foundBy(
  { findings, notChecked }: { findings: readonly Diagnostic[]; notChecked: readonly NotChecked[] },
  lineAt: ReportSubject['lineAt'],
): Pick<ReportSubject, 'findings' | 'rules' | 'notChecked'> {
  const codes = new Set(findings.map(({ code }) => code));
  const rules = RULES.filter(({ id }) => codes.has(id));
  return {
    findings: findings.map(({ severity, code, message, help, path, place, rule, exception }) => {
      const { file, line, column } = place ?? NOWHERE;
      const source = lineAt({ file, line, column })?.trim();
      return {
        ...{ severity, code, file, line, column },
        message: path === undefined || path === '' ? message : `${path}: ${message}`,
        ...(help === undefined ? {} : { help }),
        ...(source === undefined || source === '' ? {} : { source: source.slice(0, LONGEST) }),
        ...(rule === undefined ? {} : { rule }),
        ...(exception === undefined ? {} : { exception }),
      };
    }),
    rules: Object.fromEntries(
      rules.map(({ id, summary, why, fix, reference }) => [id, { summary, why, fix, reference }]),
    ),
    notChecked: notChecked.map(({ place, reason }) => ({
      place: `${place.file}:${place.line}:${place.column}`,
      reason,
    })),
  };
}

const NOWHERE = startOf('');
const LONGEST = 160;
