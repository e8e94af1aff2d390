/**
 * The library: what the commands do, without a terminal. Nothing here prints, ends the process or reads a file that it was not
 * given, but for `loadStandard` and `scan`. Findings about what users wrote are values; `Failure` is thrown for the rest.
 * docs/library.md shows each function at work.
 */
import type { ArtifactGroup } from './artifacts/groups.js';
import type { Meaning } from './change/index.js';
import type { Diagnostic, Result, Severity } from './diagnostics.js';
import type { Matrix } from './explain/matrix/types.js';
import type { Explanation, Given, Question } from './explain/types.js';
import type { LintResult } from './lint/finding.js';
import type { PolicyJudge } from './load-model.js';
import type { AccessModel } from './model/types.js';
import type { Coverage } from './readers/coverage.js';
import type { VariableSource } from './readers/given.js';
import type { Scan, ScanOptions } from './readers/scan.js';
import type { TextFile } from './readers/text/source-text.js';
import type { RenderedFile } from './rendered-file.js';
import type { Simulation } from './simulate/simulate.js';
import type { LoadedStandard } from './standard/library.js';
import type { StandardReference } from './standard/load.js';

export { ARTIFACT_GROUPS, type ArtifactGroup } from './artifacts/groups.js';
export type { Meaning } from './change/index.js';
export {
  type Diagnostic,
  Failure,
  hasErrors,
  type Place,
  type Result,
  type RuleException,
  type Severity,
} from './diagnostics.js';
export type { Matrix } from './explain/matrix/types.js';
export type { Explanation, Given, Question, Verdict } from './explain/types.js';
export type { Finding, LintResult } from './lint/finding.js';
export { loadModel, type PolicyJudge, type SpecStandard } from './load-model.js';
export type {
  AccessModel,
  OidcProvider,
  PermissionsPolicy,
  Role,
  ServiceAccount,
} from './model/types.js';
export type { Coverage } from './readers/coverage.js';
export type { VariableSource } from './readers/given.js';
export type { Scan, ScanOptions } from './readers/scan.js';
export type { TextFile } from './readers/text/source-text.js';
export type { RenderedFile } from './rendered-file.js';
export type { Simulation, SimulationResult } from './simulate/simulate.js';
export type { BaseFile, BaseFiles } from './spec/extends.js';
export { parseSpec } from './spec/parse.js';
export type { Subject } from './spec/subjects.js';
export type * from './spec/types.js';
export type { LoadedStandard } from './standard/library.js';
export type { StandardReference } from './standard/load.js';
export { VERSION } from './version.js';

/** What is known besides the files. */
export interface FilesOptions {
  readonly given?: Given;
  /** Values of Terraform variables, for root modules; the later one wins. */
  readonly variables?: readonly VariableSource[];
}

/** How files are judged. */
export interface LintOptions extends FilesOptions {
  /** Rule id → severity, or `off`. */
  readonly severities?: Readonly<Record<string, Severity | 'off'>>;
}

/** How a question is answered. */
export interface ExplainOptions extends FilesOptions {
  /** Whether what no file shows but is usual counts as unknown, rather than as given and named in the answer. */
  readonly strict?: boolean;
}

/** All files of a spec, or those of some groups; the same bytes for the same model, always. */
export async function render(
  model: AccessModel,
  groups?: readonly ArtifactGroup[],
): Promise<readonly RenderedFile[]> {
  const artifacts = await import('./artifacts/index.js');
  return artifacts.render(model, groups);
}

/** Loads a platform team's standard: a folder or a package, seen from the folder of a spec. */
export async function loadStandard(reference: StandardReference): Promise<Result<LoadedStandard>> {
  const { loadForLibrary } = await import('./standard/library.js');
  return loadForLibrary(reference);
}

/**
 * Loads what judges the statements and managed policies of specs by the rules of `lint`, as the commands do; `loadModel`
 * takes it, and checks the rest of a spec without it.
 */
export async function loadPolicyJudge(): Promise<PolicyJudge> {
  const { policyJudge } = await import('./lint/judge-spec.js');
  return policyJudge();
}

/** Reads rendered files back and compares what they say about access with the model; empty when it is the same. */
export async function verify(
  files: readonly RenderedFile[],
  model: AccessModel,
): Promise<readonly Diagnostic[]> {
  const { verifyFiles } = await import('./verify/index.js');
  return verifyFiles(files, model);
}

/** What a change of a spec means for what was made by it, and the steps from one to the other. */
export async function compare(before: AccessModel, after: AccessModel): Promise<Meaning> {
  const { meaningOf } = await import('./change/index.js');
  return meaningOf(before, after);
}

/** Finds and reads the files that `lint` and `explain` know, below paths; git's ignores count. */
export async function scan(paths: readonly string[], options?: ScanOptions): Promise<Scan> {
  const readers = await import('./readers/index.js');
  return readers.scan(paths, options);
}

/** Judges any files, and how they fit together; the same files give the same result. */
export async function lint(
  files: readonly TextFile[],
  { severities = {}, ...options }: LintOptions = {},
): Promise<LintResult & { readonly files: Coverage }> {
  const [engine, readers] = await Promise.all([import('./lint/engine.js'), import('./readers/index.js')]);
  const inventory = await readers.readFiles(files, options);
  const result = engine.lint(inventory, {
    ...{ catalog: readers.loadCatalog(), severities },
    ...(options.given === undefined ? {} : { given: options.given }),
  });
  return { ...result, files: readers.coverageOf(inventory, []) };
}

/** Answers "may this pod do that?" over a spec's model or over any files, link by link. */
export async function explain(
  source: AccessModel | readonly TextFile[],
  question: Question,
  options: ExplainOptions = {},
): Promise<Explanation> {
  const { checkQuestion, explain: answer } = await import('./explain/index.js');
  checkQuestion(question);
  return answer(await worldOf(source, options), question);
}

/** Who may do what: service accounts, the things that their policies name, and the words of access. */
export async function matrix(
  source: AccessModel | readonly TextFile[],
  options: ExplainOptions = {},
): Promise<Matrix> {
  const { buildMatrix } = await import('./explain/index.js');
  return buildMatrix(await worldOf(source, options));
}

async function worldOf(
  source: AccessModel | readonly TextFile[],
  { given = {}, strict = false, variables = [] }: ExplainOptions,
) {
  const [{ buildWorld, worldOfSpec }, { loadManagedPolicies, readFiles }] = await Promise.all([
    import('./explain/index.js'),
    import('./readers/index.js'),
  ]);
  const look = { strict, managedPolicies: loadManagedPolicies };
  if ('spec' in source)
    return worldOfSpec(source, await render(source, ['eksctl', 'terraform', 'kubernetes']), given, look);
  return buildWorld(await readFiles(source, { given, variables }), given, look);
}

/** Evaluates IAM policies against requests, each case with its decision and its reasons: see docs/commands.md. */
export async function simulate(cases: unknown): Promise<Simulation> {
  const { simulate: decide } = await import('./simulate/simulate.js');
  return decide(cases);
}
