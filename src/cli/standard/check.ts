import { join, resolve } from 'node:path';
import { render as renderPlain } from '../../artifacts/index.js';
import { groupBy } from '../../collections.js';
import { Failure, hasErrors, type Result } from '../../diagnostics.js';
import { shellCommand } from '../../emit/text.js';
import type { AccessModel } from '../../model/types.js';
import type { RenderedFile } from '../../rendered-file.js';
import { FINDINGS, FIXTURES, GOLDENS, renderFixtures } from '../../standard/fixtures.js';
import { findInside, Refused } from '../../standard/folder.js';
import { withChecks } from '../../standard/for-specs.js';
import { loadStandardFolder } from '../../standard/load.js';
import { checkItself } from '../../standard/self-check.js';
import { groupsWithTemplates } from '../../standard/templates/parts.js';
import type { Standard } from '../../standard/types.js';
import type { Addition } from '../../verify/index.js';
import { VERSION } from '../../version.js';
import {
  hasChanges,
  hasConflicts,
  planFolder,
  sha256,
  type WritePlan,
  writeFolder,
} from '../../workspace/index.js';
import type { CommandContext } from '../command.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { additionsOf } from '../generate-spec.js';
import { judgeFor } from '../load-spec.js';
import { failsOnWarnings, type SpecOptions } from '../options.js';
import { printPlan, type WholeFolder } from '../plan-report.js';

interface CheckOptions extends Pick<SpecOptions, 'failOn'> {
  readonly today?: string;
  readonly update?: boolean;
}

/** Lints a standard, renders its fixtures and compares them with their goldens, or writes these. */
export async function checkStandardFolder(
  folder: string,
  options: CheckOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { output, cwd } = context;
  const { today } = options;
  const opened = withChecks(loadStandardFolder(folder, cwd, today));
  const rendered = opened.ok ? await render(opened, resolve(cwd, folder), today) : opened;
  output.diagnostics(rendered.diagnostics);
  if (!opened.ok || !rendered.ok) {
    output.json({ ok: false, diagnostics: rendered.diagnostics });
    return EXIT.unable;
  }
  const { value: standard } = opened;
  const request = {
    folder: goldensOf(standard),
    rendered: rendered.value,
    tool: VERSION,
    spec: sha256(FIXTURES),
    standard: { name: standard.name, version: standard.version, hash: standard.hash },
    resolve: options.update ? ('force' as const) : undefined,
  };
  const plan = options.update ? (await writeFolder(request)).plan : await planFolder(request);
  const files = plan.entries.map(({ path, verdict }) => ({ path, verdict }));
  const differs = hasConflicts(plan) || plan.entries.some(({ verdict }) => verdict !== 'unchanged');
  const out = join(folder, GOLDENS);
  const { diagnostics } = rendered;
  await printPlan(
    { file: folder, out, diagnostics, plan },
    { several: false, check: options.update !== true, whole: comeAndGone(plan) },
    output,
  );
  if (differs && !options.update) {
    output.failure(
      'the fixtures do not render to their goldens',
      `look at the differences; \`irsa-forge ${shellCommand(['standard', 'check', folder, '--update'])}\` takes them`,
    );
  }
  const ok = options.update === true || !differs;
  output.json({
    ok,
    name: standard.name,
    version: standard.version,
    hash: standard.hash,
    diagnostics,
    files,
    changed: hasChanges(plan),
  });
  return !ok || failsOnWarnings(options, diagnostics) ? EXIT.findings : EXIT.ok;
}

/** Files of a fixture that has no goldens yet, or is refused now: their text is no news, and its findings are shown. */
function comeAndGone({ entries }: WritePlan): readonly WholeFolder[] {
  const fixtures = groupBy(
    entries.filter(({ path }) => !path.endsWith(`/${FINDINGS}`)),
    ({ path }) => path.slice(0, path.indexOf('/')),
  );
  return [...fixtures].flatMap(([folder, files]) => {
    const verdict = (['create', 'orphan'] as const).find((all) =>
      files.every((file) => file.verdict === all),
    );
    return verdict === undefined ? [] : [{ folder, verdict, paths: files.map(({ path }) => path) }];
  });
}

async function render(
  opened: Result<Standard> & { readonly ok: true },
  folder: string,
  today: string | undefined,
) {
  const { describeAdditions, verifyTemplates } = await import('../../verify/index.js');
  const added: Addition[] = [];
  const own = [...opened.diagnostics, ...checkItself(opened.value)];
  if (hasErrors(own)) return { ok: false as const, diagnostics: own };
  // Once more, seen from its own folder: what goldens say must not depend on where the check is run.
  const here = withChecks(loadStandardFolder(folder, folder, today));
  const groups = groupsWithTemplates(opened.value);
  const judges = {
    judgeFor,
    async verify(files: readonly RenderedFile[], model: AccessModel) {
      const builtIn = await renderPlain(model, groups);
      const { diagnostics, adds } = await verifyTemplates(files, builtIn, model, groups);
      // What is refused is added by nobody.
      if (!hasErrors(diagnostics)) added.push(...adds);
      return diagnostics;
    },
  };
  const rendered = await renderFixtures(here.ok ? here.value : opened.value, judges, opened.value);
  const adds = additionsOf(describeAdditions(added), opened.value.name);
  return { ...rendered, diagnostics: [...own, ...rendered.diagnostics, ...adds] };
}

/** The folder of goldens, which need not exist; never one elsewhere. */
function goldensOf({ folder }: Standard): string {
  try {
    return findInside(folder, GOLDENS);
  } catch (error) {
    if (error instanceof Refused && error.isMissing) return join(folder, GOLDENS);
    if (error instanceof Refused)
      throw new Failure('standard-goldens', 'user', error.message, { help: error.help });
    throw error;
  }
}
