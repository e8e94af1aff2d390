import {
  createPrompt,
  isDownKey,
  isEnterKey,
  isUpKey,
  type KeypressEvent,
  useEffect,
  useKeypress,
  useRef,
  useState,
} from '@inquirer/core';
import { choiceLine, headLines, keysLine, pageSize } from './layout.js';
import { type Look, useLook } from './look.js';
import type { ChoicePrompt } from './prompter.js';
import { HIDE_CURSOR, shorten, wrap } from './style.js';

/** A question as it is shown now. */
interface Shown extends Omit<Look, 'onResize'> {
  readonly prompt: ChoicePrompt;
}

/** Letters that follow each other faster than this, in milliseconds, are one beginning. */
const TYPING_MS = 700;

/**
 * Asks for one line of a list. Unlike inquirer's own select it pages, goes to its ends, says how much there is above and below,
 * and goes from one line to the next of those that begin with a letter.
 */
export const listPrompt = createPrompt<string, { readonly prompt: ChoicePrompt; readonly look: Look }>(
  ({ prompt, look }, done) => {
    const { choices } = prompt;
    const shown = { prompt, ...useLook(look) };
    const room = roomFor(shown);
    const [active, setActive] = useState(startOf(prompt));
    const [from, setTop] = useState(0);
    const top = scroll(prompt, active, from, room);
    const typing = useRef<NodeJS.Timeout>();
    const go = (index: number): void => {
      setActive(index);
      setTop(scroll(prompt, index, top, room));
    };
    useKeypress((key, line) => {
      clearTimeout(typing.current);
      if (isEnterKey(key)) {
        const choice = choices[active];
        done(choice !== undefined && 'value' in choice ? choice.value : '');
        return;
      }
      const move = moveOf(key, prompt, active, room);
      if (move !== undefined) {
        line.clearLine(0);
        go(move);
        return;
      }
      const found = beginning(prompt, line.line.toLowerCase(), active);
      if (found !== undefined) go(found);
      typing.current = setTimeout(() => line.clearLine(0), TYPING_MS);
    });
    useEffect(() => () => clearTimeout(typing.current), []);
    return listLines(shown, { active, top, room }).join('\n');
  },
);

/** How many lines of the list are shown; one each is left for what is above and below. */
function roomFor({ prompt, columns, rows, style }: Shown): number {
  const height = pageSize(prompt, rows, headLines(prompt, columns, style).length);
  const { length } = prompt.choices;
  return length <= height ? length : height - 2;
}

/** The line under the cursor to begin with. */
function startOf(prompt: ChoicePrompt): number {
  const { choices, initial } = prompt;
  const index = choices.findIndex((choice) => 'value' in choice && choice.value === initial);
  return index < 0 ? (placesOf(prompt)[0] ?? 0) : index;
}

/** The lines that can be chosen. */
function placesOf(prompt: ChoicePrompt): readonly number[] {
  return [...prompt.choices.keys()].filter((index) => nameAt(prompt, index) !== undefined);
}

/** The first line of the window that shows a line, with its heading where it is the first below it. */
function scroll(prompt: ChoicePrompt, index: number, from: number, room: number): number {
  const upper = index > 0 && nameAt(prompt, index - 1) === undefined ? index - 1 : index;
  const moved = upper < from ? upper : Math.max(from, index - room + 1);
  return Math.min(moved, prompt.choices.length - room);
}

/** Where a key moves the cursor to; undefined for one that is typed. */
function moveOf(key: KeypressEvent, prompt: ChoicePrompt, active: number, room: number): number | undefined {
  const places = placesOf(prompt);
  const [first = 0] = places;
  const last = places.at(-1) ?? first;
  const at = places.indexOf(active);
  if (isUpKey(key)) return places[at - 1] ?? active;
  if (isDownKey(key)) return places[at + 1] ?? active;
  switch (key.name) {
    case 'home':
      return first;
    case 'end':
      return last;
    case 'pageup':
      return places.findLast((index) => index <= active - room) ?? first;
    case 'pagedown':
      return places.find((index) => index >= active + room) ?? last;
    default:
      return undefined;
  }
}

/** What is shown of a list. */
interface Window {
  readonly active: number;
  readonly top: number;
  readonly room: number;
}

function listLines({ prompt, columns, style }: Shown, { active, top, room }: Window): readonly string[] {
  const { colors, glyphs } = style;
  const { choices } = prompt;
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
    `${colors.cyan('?')} ${headLines(prompt, columns, style).join('\n')}`,
    ...more(top, 'above'),
    ...shown,
    ...more(choices.length - end, 'below'),
    ' ',
    ...(note === undefined ? [] : wrap(note, columns - 1, '  ').map(colors.cyan)),
    `${keysLine(keys, columns, style)}${HIDE_CURSOR}`,
  ];
}

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
