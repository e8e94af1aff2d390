import { dirname, join, resolve } from 'node:path';
import { type ArtifactGroup, groupOf, render } from '../artifacts/index.js';
import type { Diagnostic } from '../diagnostics.js';
import { loadModel } from '../load-model.js';
import { VERSION } from '../version.js';
import { type FolderRequest, planFolder, sha256, type WritePlan, writeFolder } from '../workspace/index.js';
import type { SpecFile } from './spec-files.js';

/** How a spec is turned into files. */
export interface GenerateSettings {
  readonly cwd: string;
  /** Absent: `generated/` beside the spec. */
  readonly out?: string;
  readonly only?: readonly ArtifactGroup[];
  readonly resolve?: FolderRequest['resolve'];
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
    }
  | {
      readonly file: string;
      readonly out: string;
      readonly diagnostics: readonly Diagnostic[];
      readonly plan?: undefined;
    };

/** Renders one spec into its folder; an invalid spec yields its findings and no plan. */
export async function generateSpec(spec: SpecFile, settings: GenerateSettings): Promise<GenerateResult> {
  const out = outputFolder(spec, settings);
  const loaded = loadModel(spec.text, spec.name);
  const { diagnostics } = loaded;
  if (!loaded.ok) return { file: spec.name, out, diagnostics };
  const { only, resolve: resolution, cwd } = settings;
  const request: FolderRequest = {
    folder: resolve(cwd, out),
    rendered: await render(loaded.value, only),
    tool: VERSION,
    spec: sha256(spec.text),
    ...(only === undefined ? {} : { only: (path: string) => only.includes(groupOf(path)) }),
    resolve: resolution,
  };
  const plan = settings.planOnly ? await planFolder(request) : (await writeFolder(request)).plan;
  return { file: spec.name, out, diagnostics, plan };
}

/** Where a spec's files go, as the user would name it. */
export function outputFolder(
  spec: Pick<SpecFile, 'name' | 'path'>,
  { out }: Pick<GenerateSettings, 'out'>,
): string {
  if (out !== undefined) return out;
  return spec.path === undefined ? 'generated' : join(dirname(spec.name), 'generated');
}
