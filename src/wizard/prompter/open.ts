import { createTerminalPrompter } from './inquirer.js';
import { createPlainPrompter } from './plain.js';
import type { Prompter } from './prompter.js';
import { createStyle } from './style.js';
import { showingAll } from './visible.js';

/** The prompter that suits the terminal: one with keys and lists, or lines alone where the cursor cannot move. */
export function openPrompter(
  input: NodeJS.ReadableStream,
  output: NodeJS.WriteStream,
  color: boolean,
): Prompter & { close(): void } {
  const { env, platform } = process;
  if (env['TERM'] === 'dumb' || env['ACCESSIBLE']) {
    const plain = createPlainPrompter(input, output);
    return Object.assign(showingAll(plain), { close: () => plain.close() });
  }
  const prompter = createTerminalPrompter({
    input,
    output,
    columns: () => output.columns || 80,
    rows: () => output.rows || 24,
    style: createStyle(color, env, platform),
  });
  return Object.assign(showingAll(prompter), { close: () => undefined });
}
