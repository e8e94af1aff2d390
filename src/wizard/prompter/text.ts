import {
  createPrompt,
  isBackspaceKey,
  isEnterKey,
  isTabKey,
  useEffect,
  useKeypress,
  useState,
} from '@inquirer/core';
import { headLines, keysLine } from './layout.js';
import { type Look, useLook } from './look.js';
import type { TextPrompt } from './prompter.js';
import { wrap } from './style.js';

/**
 * Asks for a line of text. Unlike inquirer's own input it shows why it asks, and text to be edited can be
 * emptied: Enter takes what is on the line, and the default only while nothing has been typed.
 */
export const textPrompt = createPrompt<string, { readonly prompt: TextPrompt; readonly look: Look }>(
  ({ prompt, look }, done) => {
    const { fallback, initial, check } = prompt;
    const shown = useLook(look);
    const [value, setValue] = useState('');
    const [refused, setRefused] = useState<string | undefined>(undefined);

    useEffect((line) => {
      if (initial === undefined) return;
      line.write(initial);
      setValue(initial);
    }, []);

    useKeypress((key, line) => {
      if (isEnterKey(key)) {
        const answer = value.trim() === '' ? (fallback?.text ?? '') : value;
        const reason = check(answer);
        if (reason === undefined) return done(answer);
        // Readline has emptied its line by now.
        line.write(value);
        setRefused(reason);
      } else if (isTabKey(key)) {
        line.clearLine(0);
        const text = value === '' ? (fallback?.text ?? '') : value;
        line.write(text);
        setValue(text);
      } else {
        if (!isBackspaceKey(key) || value !== '') setRefused(undefined);
        setValue(line.line);
      }
    });
    return shownText(prompt, shown, { value, refused });
  },
);

/** The question down to the line that is typed, and what stands below that. */
function shownText(
  prompt: TextPrompt,
  { columns, style }: Pick<Look, 'columns' | 'style'>,
  { value, refused }: { readonly value: string; readonly refused: string | undefined },
): [string, string] {
  const { colors, glyphs } = style;
  const fallback = value === '' ? prompt.fallback : undefined;
  const origin = fallback?.origin === undefined ? '' : colors.dim(` (${fallback.origin})`);
  // The placeholder stands below: the cursor is where the answer will be.
  const placeholder = fallback === undefined ? [] : [`  ${colors.dim(fallback.text)}${origin}`];
  const enter = prompt.optional && prompt.problem === undefined ? 'enter (may stay empty)' : 'enter';
  const keys = fallback === undefined ? [enter, 'esc back'] : ['enter takes it', 'esc back', 'tab edits it'];
  const error = refused === undefined ? [] : wrap(refused, columns - 1, '  ').map(colors.red);
  return [
    [
      `${colors.cyan('?')} ${headLines(prompt, columns, style).join('\n')}`,
      ...placeholder,
      `${colors.cyan(glyphs.cursor)} ${value}`,
    ].join('\n'),
    [...error, keysLine(keys, columns, style)].join('\n'),
  ];
}
