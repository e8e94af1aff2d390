import { emitKeypressEvents, type Interface } from 'node:readline';
import { AbortPromptError, ExitPromptError } from '@inquirer/core';
// Single prompts, not the package `inquirer` that they are made for: its table of all prompts makes the bundle
// 591 KB instead of 37 KB, and its answers given ahead are neither validated nor filtered.
import { checkbox, confirm, search } from '@inquirer/prompts';
import { choiceLine, headLines, keysLine, matching, pageSize } from './layout.js';
import { listPrompt } from './list.js';
import type { Look } from './look.js';
import { pagePrompt } from './page.js';
import {
  type ChoicePrompt,
  type ConfirmPrompt,
  Interrupted,
  type Prompt,
  type Prompter,
  type Reply,
  type SeveralPrompt,
} from './prompter.js';
import { type Style, shorten, wrap } from './style.js';
import { textPrompt } from './text.js';

/** The terminal that is asked: keys come from one stream, prompts go to another. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly columns: () => number;
  readonly rows: () => number;
  readonly style: Style;
}

/** Escape sequences arrive at once; what comes alone for so many milliseconds is the key itself. */
const ESCAPE_MS = 50;

/** Where a prompt reads and writes. */
export interface Context {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly signal?: AbortSignal;
  readonly clearPromptOnDone?: boolean;
}

/** The one adapter of inquirer: prompts with help, back on Esc and Ctrl-B, and nothing left behind but answers. */
export function createTerminalPrompter(terminal: Terminal): Prompter {
  const { input, output, style, columns } = terminal;
  const blocks: Block[] = [];
  const look = lookOf(terminal);
  emitKeypressEvents(input, { escapeCodeTimeout: ESCAPE_MS } as unknown as Interface);
  const print = (lines: readonly string[]): void => {
    output.write(`${lines.join('\n')}\n`);
  };
  return {
    get columns() {
      return columns();
    },
    ask: (prompt) => withKeys(terminal, (context) => runPrompt(prompt, context, look)),
    settled: ({ topic, label, value, by }) => {
      const { colors, glyphs } = style;
      const heading =
        blocks.at(-1)?.topic === topic || topic === ''
          ? []
          : ['', colors.bold(shorten(topic, columns() - 1, glyphs))];
      const name = shorten(label, columns() - 4, glyphs);
      const room = columns() - name.length - 5;
      const shown = room < 12 ? [] : [shorten(value, room, glyphs)];
      const answer = [`${colors.green(glyphs.done)} ${name} ${shown.map(colors.cyan).join('')}`.trimEnd()];
      if (shown.length === 0) answer.push(`  ${colors.cyan(shorten(value, columns() - 3, glyphs))}`);
      if (by !== undefined) answer.push(`  ${colors.dim(shorten(by, columns() - 3, glyphs))}`);
      print([...heading, ...answer]);
      blocks.push({ lines: heading.length + answer.length, topic, isAnswer: by === undefined });
    },
    retract: () => {
      const retracted = [...popOthers(blocks), ...blocks.splice(-1), ...popOthers(blocks)];
      const lines = retracted.reduce((sum, block) => sum + block.lines, 0);
      if (lines > 0) output.write(`\u001b[${lines}A\r\u001b[J`);
    },
    note: (text) => {
      print(wrap(text, columns() - 1, ''));
    },
  };
}

function lookOf({ output, style, columns, rows }: Terminal): Look {
  return {
    style,
    get columns() {
      return columns();
    },
    get rows() {
      return rows();
    },
    onResize: (listener) => {
      output.on('resize', listener);
      return () => output.removeListener('resize', listener);
    },
  };
}

/** A settled question on the screen. */
interface Block {
  readonly lines: number;
  readonly topic: string;
  readonly isAnswer: boolean;
}

/** Takes away what stands after the last answer. */
function popOthers(blocks: Block[]): readonly Block[] {
  return blocks.splice(blocks.findLastIndex(({ isAnswer }) => isAnswer) + 1);
}

/** Runs a prompt; Esc and Ctrl-B end it, and so does a terminal that is gone. */
async function withKeys(
  { input, output }: Terminal,
  ask: (context: Context) => Promise<string>,
): Promise<Reply> {
  const ended = new AbortController();
  const onKey = (
    _text: string | undefined,
    key?: { readonly name?: string; readonly ctrl?: boolean },
  ): void => {
    if (key?.name === 'escape' || (key?.ctrl === true && key.name === 'b')) ended.abort('back');
    // Readline takes it for the end of everything, and the process would end with it, in silence.
    if (key?.ctrl === true && key.name === 'd') ended.abort('end');
  };
  const onEnd = (): void => ended.abort('end');
  input.on('keypress', onKey);
  input.once('end', onEnd);
  input.once('close', onEnd);
  try {
    const value = await ask({ input, output, signal: ended.signal, clearPromptOnDone: true });
    return { kind: 'answer', value };
  } catch (error) {
    if (error instanceof AbortPromptError && ended.signal.reason === 'back') return { kind: 'back' };
    if (error instanceof AbortPromptError || error instanceof ExitPromptError) throw new Interrupted();
    throw error;
  } finally {
    input.removeListener('keypress', onKey);
    input.removeListener('end', onEnd);
    input.removeListener('close', onEnd);
  }
}

/** Shows one prompt and waits for its answer. */
export async function runPrompt(prompt: Prompt, context: Context, look: Look): Promise<string> {
  switch (prompt.kind) {
    case 'text':
      return textPrompt({ prompt, look }, context);
    case 'page':
      return pagePrompt({ prompt, look }, context);
    case 'confirm':
      return runConfirm(prompt, context, look);
    case 'several':
      return runSeveral(prompt, context, look);
    default:
      return runChoice(prompt, context, look);
  }
}

/** Asks again, with the reason, until the choice is taken. */
async function runChoice(first: ChoicePrompt, context: Context, look: Look): Promise<string> {
  let prompt = first;
  for (;;) {
    const value = await (prompt.kind === 'search'
      ? runSearch(prompt, context, look)
      : listPrompt({ prompt, look }, context));
    const problem = prompt.check(value);
    if (problem === undefined) return value;
    prompt = { ...prompt, problem, initial: value };
  }
}

function runSearch(prompt: ChoicePrompt, context: Context, look: Look): Promise<string> {
  const { style, columns } = look;
  const head = headLines(prompt, columns, style);
  return search<string>(
    {
      message: `${head.join('\n')}\n  ${style.colors.cyan('search:')}`,
      get pageSize() {
        return pageSize(prompt, look.rows, head.length + 1);
      },
      source: (term) =>
        matching(prompt.choices, term ?? '').map((choice) => ({
          value: choice.value,
          name: choiceLine(choice, columns, style),
        })),
      ...(prompt.initial === undefined ? {} : { default: prompt.initial }),
      theme: themeOf(look, ['type to search', 'esc back', `${style.glyphs.arrows} move`, 'enter choose']),
    },
    context,
  );
}

async function runSeveral(prompt: SeveralPrompt, context: Context, look: Look): Promise<string> {
  const { style, columns } = look;
  const { colors, glyphs } = style;
  const head = headLines(prompt, columns, style);
  const theme = themeOf(look, ['space mark', 'enter go on', 'esc back', `${glyphs.arrows} move`]);
  const longest = Math.max(
    ...prompt.choices.map(({ note }) => (note === undefined ? 0 : wrap(note, columns - 1, '  ').length)),
  );
  const values = await checkbox<string>(
    {
      message: head.join('\n'),
      choices: prompt.choices.map((choice) => ({
        value: choice.value,
        name: choiceLine(choice, columns - 2, style),
        checked: prompt.initial.includes(choice.value),
        ...(choice.note === undefined ? {} : { description: noteLines(choice.note, look) }),
      })),
      // Room for the longest note, a refusal of two lines, and the keys.
      get pageSize() {
        return Math.max(4, look.rows - head.length - longest - 5);
      },
      loop: false,
      // One key that marks everything is one key to grant everything.
      shortcuts: { all: null, invert: null },
      validate: (chosen) => prompt.check(chosen.map(({ value }) => value).join(',')) ?? true,
      theme: {
        ...theme,
        icon: { ...theme.icon, checked: colors.green(glyphs.marked), unchecked: glyphs.unmarked },
        style: {
          ...theme.style,
          error: (text: string) =>
            wrap(text, columns - 1, '  ')
              .map(colors.red)
              .join('\n'),
        },
      },
    },
    context,
  );
  return values.join(',');
}

async function runConfirm(first: ConfirmPrompt, context: Context, look: Look): Promise<string> {
  let prompt = first;
  for (;;) {
    const keys = keysLine(['y or n', 'esc back'], look.columns, look.style);
    const message = [
      ...headLines(prompt, look.columns, look.style),
      keys,
      look.style.colors.cyan(look.style.glyphs.cursor),
    ];
    const yes = await confirm(
      { message: message.join('\n'), default: prompt.initial, theme: themeOf(look, []) },
      context,
    );
    const problem = prompt.check(yes ? 'true' : 'false');
    if (problem === undefined) return String(yes);
    prompt = { ...prompt, problem };
  }
}

function noteLines(note: string, { columns, style }: Look): string {
  return wrap(note, columns - 1, '  ')
    .map(style.colors.cyan)
    .join('\n');
}

/** Every style in our own colours: inquirer's follow stdout, and prompts are on stderr. */
function themeOf({ style, columns }: Look, keys: readonly string[]) {
  const { colors, glyphs } = style;
  const plain = (text: string): string => text;
  return {
    prefix: { idle: colors.cyan('?'), done: colors.green(glyphs.done) },
    spinner: { interval: 10_000, frames: [colors.cyan('?')] },
    icon: { cursor: colors.cyan(glyphs.cursor) },
    style: {
      message: plain,
      answer: colors.cyan,
      error: (text: string) => colors.red(`  ${text}`),
      defaultAnswer: (text: string) => colors.dim(`(${text})`),
      confirmDefault: (text: string) => text.toUpperCase(),
      help: colors.dim,
      highlight: colors.cyan,
      key: plain,
      disabled: colors.dim,
      description: plain,
      searchTerm: plain,
      keysHelpTip: () => keysLine(keys, columns, style),
    },
  };
}
