import type { ArtifactGroup } from '../artifacts/index.js';
import { type Diagnostic, hasErrors, type Result } from '../diagnostics.js';
import { type JudgeFor, modelOf } from '../load-model.js';
import type { AccessModel } from '../model/types.js';
import type { RenderedFile } from '../rendered-file.js';
import type { Source } from '../spec/source-file.js';
import { specStandard } from './amend.js';
import { findStandardFolder } from './folder.js';
import { loadStandard, type StandardReference, standardFolder } from './load.js';
import { severitiesOf } from './severities.js';
import { findSlowPatterns } from './slow-pattern.js';
import { lintTemplates } from './templates/lint.js';
import { hasTemplates, renderUnder } from './templates/render.js';
import type { Standard } from './types.js';

/** A spec that names a standard, and from where. */
export interface SpecWithStandard {
  readonly source: Source;
  /** As the spec names it. */
  readonly ref: string;
  readonly cwd: string;
}

/** A spec understood under its standard. */
export interface SpecUnderStandard {
  readonly model: AccessModel;
  readonly standard: Standard;
  /** What the spec says, with the values that the standard gives to it. */
  readonly written: unknown;
  /** Whether templates of the standard take part, so that nobody has proven what they say. */
  readonly unproven: boolean;
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
    unproven: hasTemplates(standard),
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

/** Loads the standard that a spec names and checks its templates. */
export function openStandard(given: SpecWithStandard): Result<Standard> {
  const { ref, cwd, source } = given;
  return openStandardFrom({
    ref,
    cwd,
    folder: standardFolder(source, cwd),
    place: source.locate(['standard']),
  });
}

/** The same seen from a folder, once for all specs of a run; a standard that is refused is refused to each. */
export function openStandardFrom(given: StandardReference & { readonly cwd: string }): Result<Standard> {
  const { ref, folder, cwd, place } = given;
  const key = JSON.stringify([realFolder(ref, folder), cwd]);
  const known = opened.get(key);
  if (known !== undefined) return known;
  const result = withChecks(loadStandard({ ref, folder, cwd, ...(place === undefined ? {} : { place }) }));
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

/** The same result with what is wrong with templates and patterns, each of which every spec would meet. */
export function withChecks(loaded: Result<Standard>): Result<Standard> {
  if (!loaded.ok) return loaded;
  const diagnostics: readonly Diagnostic[] = [
    ...loaded.diagnostics,
    ...findSlowPatterns(loaded.value),
    ...lintTemplates(loaded.value),
  ];
  return hasErrors(diagnostics) ? { ok: false, diagnostics } : { ...loaded, diagnostics };
}
