import type { ChoicePrompt, Prompt, PromptChoice } from './prompter.js';
import { type Style, shorten, wrap } from './style.js';

/** A question's first lines: what is asked, why, an example, and why it is asked again; read in this order. */
export function headLines(
  prompt: Exclude<Prompt, { kind: 'page' }>,
  columns: number,
  { colors }: Style,
): readonly string[] {
  const [first = '', ...more] = wrap(prompt.message, columns - 2, '');
  const example =
    prompt.example === undefined ? [] : wrap(`For example ${prompt.example}`, columns - 1, '  ');
  return [
    colors.bold(first),
    ...more.map((line) => colors.bold(`  ${line}`)),
    ...wrap(prompt.help, columns - 1, '  ').map(colors.dim),
    ...example.map(colors.dim),
    ...(prompt.problem === undefined
      ? []
      : wrap(prompt.problem, columns - 1, '  ').map(problemColor(prompt.problem, colors))),
  ];
}

function problemColor(problem: string, colors: Style['colors']): (line: string) => string {
  return /^(?:warning|info):/.test(problem) ? colors.yellow : colors.red;
}

/** A choice on one line, its aside at the end where there is room. */
export function choiceLine(choice: PromptChoice, columns: number, { colors, glyphs }: Style): string {
  const room = columns - 4;
  const mark = choice.wrong === true ? '! ' : '';
  const name = shorten(`${mark}${choice.name}`, room, glyphs);
  const shown = choice.wrong === true ? colors.red(name) : name;
  const aside = choice.aside === undefined ? '' : `(${choice.aside})`;
  const left = room - [...name].length - 2;
  return aside === '' || left < aside.length ? shown : `${shown}  ${colors.dim(aside)}`;
}

/** The line of keys at the bottom, as far as it fits. */
export function keysLine(keys: readonly string[], columns: number, { colors, glyphs }: Style): string {
  const separator = ` ${glyphs.dot} `;
  const shown: string[] = [];
  for (const key of keys) {
    if ([...shown, key].join(separator).length > columns - 3) break;
    shown.push(key);
  }
  return colors.dim(`  ${shown.join(separator)}`);
}

/** How many lines of a list are shown at once. */
export function pageSize(prompt: ChoicePrompt, rows: number, head: number): number {
  const room = Math.max(4, rows - head - 5);
  return prompt.tall === true ? room : Math.min(room, 10);
}

/** The choices that a search leaves: every word must be somewhere in the line. */
export function matching(choices: ChoicePrompt['choices'], term: string): readonly PromptChoice[] {
  const words = term.toLowerCase().split(/\s+/);
  const plain = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return choices
    .filter((choice): choice is PromptChoice => 'value' in choice)
    .filter(({ name, value }) => words.every((word) => plain(`${value} ${name}`).includes(plain(word))));
}
