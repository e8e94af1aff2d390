import { type ArtifactGroup, render } from '../artifacts/index.js';
import type { Result } from '../diagnostics.js';
import { amendSource, type JudgeFor, modelOf, needsJudge } from '../load-model.js';
import type { AccessModel } from '../model/types.js';
import type { RenderedFile } from '../rendered-file.js';
import { standardOf } from '../spec/source.js';
import type { Source } from '../spec/source-file.js';
import type { StandardStamp } from '../workspace/index.js';
import type { StandardOptions } from './options.js';
import { readSpecSource } from './read-spec.js';
import type { SpecFile } from './spec-files.js';

/** A spec, understood, with the standard that it names if it names one. */
export interface LoadedSpec {
  /** What the file itself says with what it extends, without defaults and without what a standard adds. */
  readonly source: Source;
  /** What the file says with what its standard adds, without defaults of ours. */
  readonly written: unknown;
  readonly model: AccessModel;
  readonly standard?: StandardStamp;
  /** The groups in which templates of a standard take part, so that what they say must be read back. */
  readonly unproven: readonly ArtifactGroup[];
  render(groups?: readonly ArtifactGroup[]): Promise<readonly RenderedFile[]>;
}

/** Loads a spec; whatever has to do with standards is loaded only when it names one. */
export async function loadSpec(
  spec: SpecFile,
  cwd: string,
  options?: StandardOptions,
): Promise<Result<LoadedSpec>> {
  const read = readSpecSource(spec, cwd);
  return read.ok ? loadSource(read.value, cwd, options) : read;
}

/** The same for a spec that was read before. */
export async function loadSource(
  read: Source,
  cwd: string,
  { standard: candidate, today }: StandardOptions = {},
): Promise<Result<LoadedSpec>> {
  const source = today === undefined ? read : { ...read, today };
  const ref = standardOf(source);
  if (ref !== undefined || candidate !== undefined) {
    const { loadUnderStandard } = await import('../standard/for-specs.js');
    const loaded = await loadUnderStandard({ source, ref, candidate, today, cwd }, judgeFor);
    return loaded.ok ? { ...loaded, value: { ...loaded.value, source } } : loaded;
  }
  const amended = amendSource(source);
  const loaded = modelOf(amended, await judgeFor(amended.source));
  if (!loaded.ok) return loaded;
  const model = loaded.value;
  return {
    ...loaded,
    value: {
      source,
      written: source.value,
      model,
      unproven: [],
      render: (groups) => render(model, groups),
    },
  };
}

/** The rules of `lint` and what IAM knows are loaded for specs alone that say something in IAM's own terms. */
export const judgeFor: JudgeFor = async (source, severities) => {
  if (!needsJudge(source)) return undefined;
  const { policyJudge } = await import('../lint/judge-spec.js');
  return policyJudge(severities);
};
