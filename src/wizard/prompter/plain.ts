import { createInterface } from 'node:readline';
import { matching } from './layout.js';
import {
  type ChoicePrompt,
  Interrupted,
  type Prompt,
  type PromptChoice,
  type Prompter,
  type Reply,
  type SeveralPrompt,
} from './prompter.js';

/** What is typed to go back where there are no keys. */
const BACK = '<';

/** Lines in, lines out: for terminals that cannot move the cursor, and for whoever reads with a screen reader. */
export function createPlainPrompter(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Prompter & { close(): void } {
  const lines = createInterface({ input, terminal: false });
  const waiting: string[] = [];
  let closed = false;
  let take: ((line: string | undefined) => void) | undefined;
  /** Hands a line to whoever waits for one, once. */
  const hand = (line: string | undefined): boolean => {
    const taker = take;
    take = undefined;
    taker?.(line);
    return taker !== undefined;
  };
  lines.on('line', (line) => {
    if (!hand(line)) waiting.push(line);
  });
  lines.on('close', () => {
    closed = true;
    hand(undefined);
  });
  const print = (text: string): void => {
    output.write(`${text}\n`);
  };
  const read = async (): Promise<string> => {
    output.write('> ');
    const line =
      waiting.shift() ??
      (closed
        ? undefined
        : await new Promise<string | undefined>((resolve) => {
            take = resolve;
          }));
    if (line === undefined) throw new Interrupted();
    return line;
  };
  return {
    columns: 80,
    ask: (prompt) => askPlainly(prompt, read, print),
    settled: ({ label, value, by }) => {
      if (by !== undefined) print(`${label} ${value}: ${by}`);
    },
    retract: () => print('(back)'),
    note: print,
    close: () => lines.close(),
  };
}

async function askPlainly(
  prompt: Prompt,
  read: () => Promise<string>,
  print: (text: string) => void,
): Promise<Reply> {
  if (prompt.kind === 'page') {
    print([prompt.title, ...prompt.lines].join('\n'));
    return { kind: 'answer', value: '' };
  }
  print('');
  print(prompt.message);
  print(`  ${prompt.help}`);
  if (prompt.example !== undefined) print(`  For example ${prompt.example}`);
  if (prompt.problem !== undefined) print(`  ${prompt.problem}`);
  print(`  ${waysToAnswer(prompt)}`);
  for (;;) {
    const line = (await read()).trim();
    if (line === BACK) return { kind: 'back' };
    const value = valueOfLine(prompt, line);
    const refused = value === undefined ? 'that is none of the answers' : prompt.check(value as 'true');
    if (value !== undefined && refused === undefined) return { kind: 'answer', value };
    print(`  ${refused}`);
  }
}

function waysToAnswer(prompt: Exclude<Prompt, { kind: 'page' }>): string {
  if (prompt.kind === 'text') {
    const fallback = prompt.fallback?.text ?? prompt.initial;
    const empty = fallback === undefined ? (prompt.optional ? 'Empty: none. ' : '') : `Empty: ${fallback}. `;
    const none = prompt.optional && fallback !== undefined ? '"-": none. ' : '';
    return `${empty}${none}"${BACK}": back.`;
  }
  if (prompt.kind === 'confirm') return `y or n. Empty: ${prompt.initial ? 'y' : 'n'}. "${BACK}": back.`;
  if (prompt.kind === 'search') return `Empty: ${prompt.initial ?? 'none'}. "${BACK}": back.`;
  if (prompt.kind === 'several') {
    const lines = prompt.choices.map(({ name }, index) => `${index + 1}. ${name}`);
    const initial = prompt.choices.flatMap(({ value }, index) =>
      prompt.initial.includes(value) ? [index + 1] : [],
    );
    const empty = initial.length === 0 ? '' : `Empty: ${initial.join(', ')}. `;
    return [...lines, `Numbers, with commas between. ${empty}"-": none. "${BACK}": back.`].join('\n  ');
  }
  let number = 0;
  const lines = prompt.choices.map((choice) => {
    if ('heading' in choice) return `${choice.heading}:`;
    number += 1;
    return `${number}. ${choice.name}${choice.aside === undefined ? '' : ` (${choice.aside})`}`;
  });
  const initial = choicesOf(prompt).findIndex(({ value }) => value === prompt.initial) + 1;
  return [...lines, `A number. ${initial > 0 ? `Empty: ${initial}. ` : ''}"${BACK}": back.`].join('\n  ');
}

function valueOfLine(prompt: Exclude<Prompt, { kind: 'page' }>, line: string): string | undefined {
  if (prompt.kind === 'text') {
    if (line === '-' && prompt.optional) return '';
    return line === '' ? (prompt.fallback?.text ?? prompt.initial ?? '') : line;
  }
  if (prompt.kind === 'confirm') {
    if (line === '') return String(prompt.initial);
    return /^y(?:es)?$/i.test(line) ? 'true' : /^no?$/i.test(line) ? 'false' : undefined;
  }
  if (prompt.kind === 'several') return severalOf(prompt, line);
  if (line === '') return prompt.initial;
  if (prompt.kind === 'search') return onlyMatch(prompt, line);
  return choicesOf(prompt)[Number(line) - 1]?.value;
}

/** The values that the numbers stand for, in the order of the list. */
function severalOf({ choices, initial }: SeveralPrompt, line: string): string | undefined {
  if (line === '') return initial.join(',');
  const numbers = line === '-' ? [] : line.split(/[\s,]+/).map(Number);
  if (numbers.some((number) => choices[number - 1] === undefined)) return undefined;
  return choices.flatMap(({ value }, index) => (numbers.includes(index + 1) ? [value] : [])).join(',');
}

function onlyMatch(prompt: ChoicePrompt, line: string): string | undefined {
  const found = matching(prompt.choices, line);
  const exact = found.find(({ value }) => value === line);
  return exact?.value ?? (found.length === 1 ? found[0]?.value : undefined);
}

function choicesOf(prompt: ChoicePrompt): readonly PromptChoice[] {
  return prompt.choices.filter((choice): choice is PromptChoice => 'value' in choice);
}
