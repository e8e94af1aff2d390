import { join } from 'node:path';
import type { Preview } from '../../wizard/index.js';
import type { CommandContext } from '../command.js';
import { generateSpec, outputFolder } from '../generate-spec.js';
import { loadSpec } from '../load-spec.js';
import type { InitOptions, Start } from './start.js';

/** Everything that would be written, rendered in memory. */
export async function previewOf(
  text: string,
  { name, path, origin, inPlace }: Start,
  options: InitOptions,
  { cwd }: CommandContext,
): Promise<Preview> {
  const { out, today } = options;
  const verdict = !inPlace ? 'create' : text === origin?.text ? 'unchanged' : 'update';
  const spec = { path: name, content: text, verdict };
  const loaded = await loadSpec({ name, path, text }, cwd, { today });
  if (!loaded.ok) return { diagnostics: loaded.diagnostics, generated: 0, files: async () => [spec] };
  const rendered = await loaded.value.render();
  const files = async () => {
    const { plan } = await generateSpec(
      { name, path, text },
      { ...settingsOf(options, cwd), planOnly: true },
    );
    const verdicts = new Map(plan?.entries.map((entry) => [entry.path, entry.verdict]));
    const folder = outputFolder({ name, path }, out === undefined ? {} : { out });
    return [
      spec,
      ...rendered.map(({ path: below, content }) => ({
        path: join(folder, below),
        content,
        verdict: verdicts.get(below) ?? 'create',
      })),
    ];
  };
  return { diagnostics: loaded.diagnostics, generated: rendered.length, files };
}

/** How `init` generates: as `generate` does without options. */
export function settingsOf({ out, today }: Pick<InitOptions, 'out' | 'today'>, cwd: string) {
  return { cwd, under: { today }, ...(out === undefined ? {} : { out }), resolve: undefined };
}
