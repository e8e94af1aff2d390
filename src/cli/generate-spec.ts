import { dirname, join, resolve } from 'node:path';
import { ARTIFACT_GROUPS, type ArtifactGroup, groupOf, render } from '../artifacts/index.js';
import type { Meaning } from '../change/index.js';
import { type Diagnostic, hasErrors, type Result } from '../diagnostics.js';
import { modelAgain } from '../load-model.js';
import type { AccessModel } from '../model/types.js';
import { isMap } from '../plain-data.js';
import type { RenderedFile } from '../rendered-file.js';
import { VERSION } from '../version.js';
import {
  type FolderRequest,
  hasChanges,
  hasConflicts,
  planFolder,
  type WritePlan,
  writeFolder,
} from '../workspace/index.js';
import type { Bases } from './bases.js';
import type { Claims } from './claims.js';
import { type LoadedSpec, loadSource } from './load-spec.js';
import { optimizedLate } from './optimized-late.js';
import type { StandardOptions } from './options.js';
import { readSpecSource } from './read-spec.js';
import type { SpecFile } from './spec-files.js';
import { findStandardChange } from './standard-change.js';

/** How a spec is turned into files. */
export interface GenerateSettings {
  readonly cwd: string;
  readonly under?: StandardOptions;
  /** Absent: `generated/` beside the spec. */
  readonly out?: string;
  readonly only?: readonly ArtifactGroup[];
  readonly resolve?: FolderRequest['resolve'];
  /** Reads what is rendered back, and compares it with the spec. */
  readonly verify?: boolean;
  /** What earlier specs of the run make, where there are several. */
  readonly claims?: Claims;
  /** What the specs of the run extend. */
  readonly bases?: Bases;
  /** Reads and plans, writes nothing. */
  readonly planOnly: boolean;
}

/** What became of one spec. */
export type GenerateResult =
  | {
      readonly file: string;
      readonly out: string;
      readonly diagnostics: readonly Diagnostic[];
      readonly plan: WritePlan;
      /** What the change asks of whoever applies it; absent where nothing outside of the folder changes. */
      readonly meaning?: Meaning;
    }
  | {
      readonly file: string;
      readonly out: string;
      readonly diagnostics: readonly Diagnostic[];
      readonly plan?: undefined;
    };

/** Renders one spec into its folder; an invalid spec yields its findings and no plan. */
export async function generateSpec(spec: SpecFile, settings: GenerateSettings): Promise<GenerateResult> {
  const { cwd } = settings;
  const read = readSpecSource(spec, cwd);
  if (read.ok) settings.bases?.add(spec, read.value);
  const loaded = read.ok ? await loadSource(read.value, cwd, settings.under) : read;
  return generateLoaded(spec, loaded, settings);
}

/** The same for a spec that was loaded before. */
export async function generateLoaded(
  spec: SpecFile,
  loaded: Result<LoadedSpec>,
  settings: GenerateSettings,
): Promise<GenerateResult> {
  const out = outputFolder(spec, settings);
  const { only, resolve: resolution, cwd } = settings;
  if (!loaded.ok) return { file: spec.name, out, diagnostics: loaded.diagnostics };
  const { standard } = loaded.value;
  const clashes = settings.claims?.claim(spec, loaded.value) ?? [];
  if (clashes.length > 0) return { file: spec.name, out, diagnostics: [...loaded.diagnostics, ...clashes] };
  const folder = resolve(cwd, out);
  const rendered = await loaded.value.render(only);
  const diagnostics = [...loaded.diagnostics, ...(await verifyRendered(rendered, loaded.value, settings))];
  if (hasErrors(diagnostics)) return { file: spec.name, out, diagnostics };
  const request: FolderRequest = {
    folder,
    rendered,
    tool: VERSION,
    spec: loaded.value.written,
    // Terraform needs its configuration to destroy what it made.
    ...(rendered.some(isTerraform) ? {} : { retain: (path: string) => isTerraform({ path }) }),
    ...(standard && { standard: { name: standard.name, version: standard.version, hash: standard.hash } }),
    ...(only === undefined ? {} : { only: (path: string) => only.includes(groupOf(path)) }),
    resolve: resolution,
  };
  const plan = settings.planOnly ? await planFolder(request) : (await writeFolder(request)).plan;
  const meaning = await findMeaning(plan, loaded.value.model);
  const moved = settings.planOnly ? findStandardChange(plan, standard) : [];
  return {
    file: spec.name,
    out,
    diagnostics: [...diagnostics, ...moved],
    plan,
    ...(meaning === undefined ? {} : { meaning }),
  };
}

function isTerraform({ path }: Pick<RenderedFile, 'path'>): boolean {
  return groupOf(path) === 'terraform';
}

/** Compares with what the folder was generated from last; nothing is loaded for it where no file changes. */
async function findMeaning(plan: WritePlan, model: AccessModel): Promise<Meaning | undefined> {
  if (!hasChanges(plan) || hasConflicts(plan) || !isMap(plan.lastSpec)) return undefined;
  const before = modelAgain(plan.lastSpec);
  if (before === undefined) return undefined;
  const { meaningOf } = await import('../change/index.js');
  const meaning = meaningOf(before, model);
  return meaning.changes.length === 0 ? undefined : meaning;
}

/** Our own templates are proven by tests; what those of a standard take part in is read back on every run. */
export async function verifyRendered(
  rendered: readonly RenderedFile[],
  { model, unproven, standard }: LoadedSpec,
  { only = ARTIFACT_GROUPS, verify: all = false }: Pick<GenerateSettings, 'only' | 'verify'> = {},
): Promise<readonly Diagnostic[]> {
  const open = only.filter((group) => unproven.includes(group));
  const proven = all ? only.filter((group) => !unproven.includes(group)) : [];
  if (open.length === 0 && proven.length === 0) return [];
  const { verifyFiles, verifyTemplates, describeAdditions, loadHclParser } = await import(
    '../verify/index.js'
  );
  const ours = rendered.filter(({ path }) => proven.includes(groupOf(path)));
  const found = await verifyFiles(ours, model, proven);
  if (open.length === 0 || standard === undefined) return found;
  const builtIn = await render(model, open);
  // A part that is loaded while V8 optimises late would be compiled again on every run.
  if (open.includes('terraform')) await loadHclParser();
  const { diagnostics, adds } = await optimizedLate(() => verifyTemplates(rendered, builtIn, model, open));
  const byTemplates = (diagnostic: Diagnostic): Diagnostic => ({
    ...diagnostic,
    message: `${diagnostic.message} (rendered with templates of the standard "${standard.name}")`,
  });
  // What is refused is added by nobody.
  const added = hasErrors(diagnostics) ? [] : additionsOf(describeAdditions(adds), standard.name);
  return [...found, ...diagnostics.map(byTemplates), ...added];
}

/** What nobody asked for but a standard is told on every run. */
export function additionsOf(adds: readonly string[], standard: string): readonly Diagnostic[] {
  if (adds.length === 0) return [];
  const message = `the standard "${standard}" adds ${adds.join('; ')}`;
  return [{ code: 'standard/adds', severity: 'info', message }];
}

/** Where a spec's files go, as the user would name it. */
export function outputFolder(
  spec: Pick<SpecFile, 'name' | 'path'>,
  { out }: Pick<GenerateSettings, 'out'>,
): string {
  if (out !== undefined) return out;
  return spec.path === undefined ? 'generated' : join(dirname(spec.name), 'generated');
}
