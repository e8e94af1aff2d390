import { join } from 'node:path';
import { countFiles } from '../../artifacts/index.js';
import { type Diagnostic, Failure } from '../../diagnostics.js';
import { needsJudge } from '../../load-model.js';
import { sourceOfValue } from '../../spec/source-file.js';
import { type Preview, type PreviewSpec, specText } from '../../wizard/index.js';
import type { CommandContext } from '../command.js';
import { generateLoaded, outputFolder } from '../generate-spec.js';
import { type LoadedSpec, loadSource, loadSpec } from '../load-spec.js';
import type { InitOptions, Start } from './start.js';

/** What would be written, in memory; the text of anything is made once somebody wants to read it. */
export async function previewOf(
  spec: Parameters<PreviewSpec>[0],
  start: Start,
  options: InitOptions,
  { cwd }: CommandContext,
): Promise<Preview> {
  const { name, path, origin } = start;
  const { today } = options;
  const text = () => specText(spec, origin);
  const refusal = origin?.overlay === undefined ? undefined : refusalOf(text);
  if (refusal !== undefined) return { diagnostics: [refusal], generated: 0, files: async () => [] };
  // A base has places and a standard of its own; comments may accept what is found in statements.
  const byText = origin?.overlay !== undefined || needsJudge({ value: spec });
  const loaded = byText
    ? await loadSpec({ name, path, text: text() }, cwd, { today })
    : await loadSource(sourceOfValue(spec, name), cwd, { today });
  const own = () => specFile(text(), start);
  if (!loaded.ok) return { diagnostics: loaded.diagnostics, generated: 0, files: async () => [own()] };
  return {
    diagnostics: loaded.diagnostics,
    generated: await countOf(loaded.value),
    files: async () => [own(), ...(await generatedFiles(text(), loaded, start, options, cwd))],
  };
}

/** Why what was answered cannot be said over a base, which is for the review to show. */
function refusalOf(text: () => string): Diagnostic | undefined {
  try {
    text();
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure) || error.turn !== 'user') throw error;
    const { code, message, help } = error;
    return { code, severity: 'error', message, ...(help === undefined ? {} : { help }) };
  }
}

async function countOf({ unproven, model, render }: LoadedSpec): Promise<number> {
  return unproven.length > 0 ? (await render()).length : countFiles(model);
}

function specFile(content: string, { name, origin, inPlace }: Start) {
  return {
    ...{ path: name, content },
    verdict: !inPlace ? 'create' : content === origin?.text ? 'unchanged' : 'update',
  };
}

async function generatedFiles(
  text: string,
  loaded: Extract<Awaited<ReturnType<typeof loadSource>>, { ok: true }>,
  { name, path }: Start,
  options: InitOptions,
  cwd: string,
) {
  const { out } = options;
  const { plan } = await generateLoaded({ name, path, text }, loaded, {
    ...settingsOf(options, cwd),
    planOnly: true,
  });
  const verdicts = new Map(plan?.entries.map((entry) => [entry.path, entry.verdict]));
  const folder = outputFolder({ name, path }, out === undefined ? {} : { out });
  return (await loaded.value.render()).map(({ path: below, content }) => ({
    path: join(folder, below),
    content,
    verdict: verdicts.get(below) ?? 'create',
  }));
}

/** How `init` generates: as `generate` does without options. */
export function settingsOf({ out, today }: Pick<InitOptions, 'out' | 'today'>, cwd: string) {
  return { cwd, under: { today }, ...(out === undefined ? {} : { out }), resolve: undefined };
}
