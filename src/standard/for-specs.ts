import { resolve } from 'node:path';
import type { ArtifactGroup } from '../artifacts/index.js';
import { type Diagnostic, hasErrors, type Result } from '../diagnostics.js';
import { type JudgeFor, modelOf } from '../load-model.js';
import type { AccessModel } from '../model/types.js';
import type { RenderedFile } from '../rendered-file.js';
import type { Source } from '../spec/source-file.js';
import { specStandard } from './amend.js';
import { findFinalRules, findUnknownRules } from './exceptions.js';
import { findStandardFolder } from './folder.js';
import { loadStandard, loadStandardFolder, type StandardReference, standardFolder } from './load.js';
import { severitiesOf } from './severities.js';
import { findSlowPatterns } from './slow-pattern.js';
import { lintTemplates } from './templates/lint.js';
import { groupsWithTemplates } from './templates/parts.js';
import { renderUnder } from './templates/render.js';
import type { Standard } from './types.js';

/** A spec with the standard that it is looked at under, and from where. */
export interface SpecWithStandard {
  readonly source: Source;
  /** As the spec names it. */
  readonly ref?: string | undefined;
  /** A folder, as the user of a command names it, that takes the place of the standard which the spec names. */
  readonly candidate?: string | undefined;
  readonly today?: string | undefined;
  readonly cwd: string;
}

/** A spec understood under its standard. */
export interface SpecUnderStandard {
  readonly model: AccessModel;
  readonly standard: Standard;
  /** What the spec says, with the values that the standard gives to it. */
  readonly written: unknown;
  /** The groups in which templates of the standard take part, so that nobody has proven what they say. */
  readonly unproven: readonly ArtifactGroup[];
  render(groups?: readonly ArtifactGroup[]): Promise<readonly RenderedFile[]>;
}

/** Loads a spec with the standard that it names; all findings about either. */
export async function loadUnderStandard(
  given: SpecWithStandard,
  judgeFor: JudgeFor,
): Promise<Result<SpecUnderStandard>> {
  const opened = openStandard(given);
  if (!opened.ok) return opened;
  const standard = opened.value;
  const loaded = await modelUnder(given.source, standard, judgeFor);
  const diagnostics = [...opened.diagnostics, ...loaded.diagnostics];
  if (!loaded.ok) return { ok: false, diagnostics };
  const model = loaded.value;
  const value: SpecUnderStandard = {
    model,
    standard,
    written: specStandard(standard).amend(given.source).source.value,
    unproven: groupsWithTemplates(standard),
    render: (groups) => renderUnder(standard, model, groups),
  };
  return { ok: true, value, diagnostics };
}

/** The model of a spec to which a standard gives its values. */
export async function modelUnder(
  source: Source,
  standard: Standard,
  judgeFor: JudgeFor,
): Promise<Result<AccessModel>> {
  const amended = specStandard(standard).amend(source);
  return modelOf(amended, await judgeFor(amended.source, severitiesOf(standard)));
}

const opened = new Map<string, Result<Standard>>();

/** Loads the standard of a spec and checks its templates. */
export function openStandard({
  ref = '',
  candidate,
  cwd,
  source,
  today,
}: SpecWithStandard): Result<Standard> {
  if (candidate !== undefined) return openStandardFolder(candidate, cwd, today);
  const folder = standardFolder(source, cwd);
  return openStandardFrom({ ref, cwd, folder, today, place: source.locate(['standard']) });
}

/** The same seen from a folder. */
export function openStandardFrom(given: StandardReference & { readonly cwd: string }): Result<Standard> {
  const { ref, folder, cwd, today } = given;
  return openOnce([realFolder(ref, folder), cwd, today], () => loadStandard(given));
}

/** The same for a folder as the user of a command names it. */
export function openStandardFolder(folder: string, cwd: string, today?: string): Result<Standard> {
  return openOnce([resolve(cwd, folder), cwd, today], () => loadStandardFolder(folder, cwd, today));
}

/** Once for all specs of a run; a standard that is refused is refused to each. */
function openOnce(about: readonly (string | undefined)[], load: () => Result<Standard>): Result<Standard> {
  const key = JSON.stringify(about);
  const known = opened.get(key);
  if (known !== undefined) return known;
  const result = withChecks(load());
  if (result.ok) opened.set(key, result);
  return result;
}

/** Many folders of specs share a standard; `loadStandard` says why one cannot be found. */
function realFolder(ref: string, folder: string): string | undefined {
  try {
    return findStandardFolder(ref, folder);
  } catch {
    return undefined;
  }
}

/** The same result with what is wrong with exceptions, templates and patterns, each of which every spec would meet. */
export function withChecks(loaded: Result<Standard>): Result<Standard> {
  if (!loaded.ok) return loaded;
  const diagnostics: readonly Diagnostic[] = [
    ...loaded.diagnostics,
    ...findSlowPatterns(loaded.value),
    ...findUnknownRules(loaded.value),
    ...findFinalRules(loaded.value),
    ...lintTemplates(loaded.value),
  ];
  return hasErrors(diagnostics) ? { ok: false, diagnostics } : { ...loaded, diagnostics };
}
