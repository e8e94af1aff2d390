import {
  createPrompt,
  isDownKey,
  isEnterKey,
  isUpKey,
  useEffect,
  useKeypress,
  useRef,
  useState,
} from '@inquirer/core';
import { choiceLine, headLines, keysLine, pageSize } from './layout.js';
import type { ChoicePrompt } from './prompter.js';
import { HIDE_CURSOR, type Style, shorten, wrap } from './style.js';

/** What the list needs besides the question. */
export interface ListConfig {
  readonly prompt: ChoicePrompt;
  readonly columns: number;
  readonly rows: number;
  readonly style: Style;
}

/** Letters that follow each other faster than this, in milliseconds, are one beginning. */
const TYPING_MS = 700;

/**
 * Asks for one line of a list. Unlike inquirer's own select it pages, goes to its ends, says how much there is above and below,
 * and goes from one line to the next of those that begin with a letter.
 */
export const listPrompt = createPrompt<string, ListConfig>(({ prompt, columns, rows, style }, done) => {
  const { colors, glyphs } = style;
  const { choices } = prompt;
  const head = headLines(prompt, columns, style);
  const height = pageSize(prompt, rows, head.length);
  // A line each for what is above and below.
  const room = choices.length <= height ? choices.length : height - 2;
  const places = [...choices.keys()].filter((index) => nameAt(prompt, index) !== undefined);
  const [first = 0] = places;
  const last = places.at(-1) ?? first;
  const initial = choices.findIndex((choice) => 'value' in choice && choice.value === prompt.initial);
  const start = initial < 0 ? first : initial;
  const [active, setActive] = useState(start);
  const [top, setTop] = useState(scroll(start, 0));
  const typing = useRef<NodeJS.Timeout>();

  /** The first line of the window that shows a line, with its heading where it is the first below it. */
  function scroll(index: number, from: number): number {
    const upper = index > 0 && nameAt(prompt, index - 1) === undefined ? index - 1 : index;
    const moved = upper < from ? upper : Math.max(from, index - room + 1);
    return Math.min(moved, choices.length - room);
  }

  function go(index: number): void {
    setActive(index);
    setTop(scroll(index, top));
  }

  useKeypress((key, line) => {
    clearTimeout(typing.current);
    const at = places.indexOf(active);
    const before = places.findLast((index) => index <= active - room) ?? first;
    const after = places.find((index) => index >= active + room) ?? last;
    const moves: Readonly<Record<string, number>> = {
      home: first,
      end: last,
      pageup: before,
      pagedown: after,
    };
    const move = isUpKey(key)
      ? (places[at - 1] ?? active)
      : isDownKey(key)
        ? (places[at + 1] ?? active)
        : moves[key.name];
    if (isEnterKey(key)) {
      const choice = choices[active];
      done(choice !== undefined && 'value' in choice ? choice.value : '');
    } else if (move !== undefined) {
      line.clearLine(0);
      go(move);
    } else {
      const found = beginning(prompt, line.line.toLowerCase(), active);
      if (found !== undefined) go(found);
      typing.current = setTimeout(() => line.clearLine(0), TYPING_MS);
    }
  });
  useEffect(() => () => clearTimeout(typing.current), []);

  const end = top + room;
  const shown = choices.slice(top, end).map((choice, offset) => {
    if ('heading' in choice) return ` ${colors.bold(shorten(choice.heading, columns - 2, glyphs))}`;
    const text = choiceLine(choice, columns, style);
    return top + offset === active ? colors.cyan(`${glyphs.cursor} ${text}`) : `  ${text}`;
  });
  const more = (count: number, where: string) => (count > 0 ? [colors.dim(`  ${count} more ${where}`)] : []);
  const chosen = choices[active];
  const note = chosen !== undefined && 'value' in chosen ? chosen.note : undefined;
  const keys = [
    ...[`${glyphs.arrows} move`, 'enter choose', 'esc back'],
    ...(prompt.tall === true ? ['letters jump'] : []),
    ...(room < choices.length ? ['PgUp/PgDn'] : []),
  ];
  return [
    `${colors.cyan('?')} ${head.join('\n')}`,
    ...more(top, 'above'),
    ...shown,
    ...more(choices.length - end, 'below'),
    ' ',
    ...(note === undefined ? [] : wrap(note, columns - 1, '  ').map(colors.cyan)),
    `${keysLine(keys, columns, style)}${HIDE_CURSOR}`,
  ].join('\n');
});

/** What a line is called; undefined for a heading. */
function nameAt({ choices }: ChoicePrompt, index: number): string | undefined {
  const choice = choices[index];
  return choice !== undefined && 'value' in choice ? choice.name : undefined;
}

/** The line that begins so; the next one of them where one letter is typed, again or for the first time. */
function beginning(prompt: ChoicePrompt, typed: string, active: number): number | undefined {
  const [letter = ''] = typed;
  if (letter.trim() === '') return undefined;
  const isOne = [...typed].every((other) => other === letter);
  const wanted = isOne ? letter : typed;
  const found = [...prompt.choices.keys()].filter((index) =>
    nameAt(prompt, index)?.toLowerCase().startsWith(wanted),
  );
  return isOne ? (found.find((index) => index > active) ?? found[0]) : found[0];
}
