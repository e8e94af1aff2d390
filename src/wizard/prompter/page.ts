import { createPrompt, isDownKey, isEnterKey, isUpKey, useKeypress, useMemo, useState } from '@inquirer/core';
import { highlight } from './highlight.js';
import { keysLine } from './layout.js';
import { type Look, useLook } from './look.js';
import type { PagePrompt } from './prompter.js';
import { HIDE_CURSOR } from './style.js';

/** Shows a text page by page, until it is left. */
export const pagePrompt = createPrompt<string, { readonly prompt: PagePrompt; readonly look: Look }>(
  ({ prompt, look }, done) => {
    const { columns, rows, style } = useLook(look);
    const { colors, glyphs } = style;
    const height = Math.max(3, rows - 5);
    const lines = useMemo(() => prompt.lines.flatMap((line) => breakLine(line, columns - 1)), [columns]);
    const last = Math.max(0, lines.length - height);
    const [from, setTop] = useState(0);
    const top = Math.min(from, last);

    useKeypress((key, line) => {
      line.clearLine(0);
      const page = height - 1;
      if (isEnterKey(key) || key.name === 'q') done('');
      else if (isUpKey(key)) setTop(Math.max(0, top - 1));
      else if (isDownKey(key)) setTop(Math.min(last, top + 1));
      else if (key.name === 'pageup') setTop(Math.max(0, top - page));
      else if (key.name === 'pagedown' || key.name === 'space') setTop(Math.min(last, top + page));
      else if (key.name === 'home') setTop(0);
      else if (key.name === 'end') setTop(last);
    });

    const end = Math.min(lines.length, top + height);
    const rule = colors.dim(glyphs.line.repeat(Math.max(4, Math.min(columns - 1, 72))));
    const shown = lines.slice(top, end).map((line) => highlight(line, prompt.language, colors));
    const where = last === 0 ? '' : colors.dim(`  lines ${top + 1}-${end} of ${lines.length}`);
    const keys = last === 0 ? ['enter back'] : [`${glyphs.arrows} scroll`, 'space next page', 'enter back'];
    const content = [
      `${colors.bold(prompt.title)}${where}`,
      rule,
      ...shown,
      rule,
      keysLine(keys, columns, style),
    ];
    return `${content.join('\n')}${HIDE_CURSOR}`;
  },
);

/** Long lines go on below, so that all of a file can be read. */
function breakLine(line: string, columns: number): readonly string[] {
  return line.replaceAll('\t', '  ').match(new RegExp(`.{1,${Math.max(10, columns)}}`, 'gu')) ?? [''];
}
