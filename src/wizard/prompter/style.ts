import { createColors } from 'picocolors';

/** For what moves without a cursor of the terminal, which inquirer shows again at the end. */
export const HIDE_CURSOR = '\u001b[?25l';

/** Characters that not every console has. */
export interface Glyphs {
  readonly done: string;
  readonly cursor: string;
  readonly marked: string;
  readonly unmarked: string;
  readonly ellipsis: string;
  readonly dot: string;
  readonly arrows: string;
  readonly line: string;
}

/** How prompts look on this terminal. */
export interface Style {
  readonly colors: ReturnType<typeof createColors>;
  readonly glyphs: Glyphs;
}

const UNICODE: Glyphs = {
  done: '✔',
  cursor: '❯',
  marked: '◉',
  unmarked: '◯',
  ellipsis: '…',
  dot: '·',
  arrows: '↑↓',
  line: '─',
};
const ASCII: Glyphs = {
  done: '+',
  cursor: '>',
  marked: '[x]',
  unmarked: '[ ]',
  ellipsis: '...',
  dot: '-',
  arrows: 'up/down',
  line: '-',
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Colours where the stream has them, glyphs where the console has them. */
export function createStyle(color: boolean, env: Environment, platform: NodeJS.Platform): Style {
  return { colors: createColors(color), glyphs: hasUnicode(env, platform) ? UNICODE : ASCII };
}

/** Windows' old console and Linux' text console draw boxes in place of arrows. */
function hasUnicode(env: Environment, platform: NodeJS.Platform): boolean {
  if (env['TERM'] === 'dumb' || env['TERM'] === 'linux') return false;
  if (platform === 'win32') return Boolean(env['WT_SESSION'] || env['TERM_PROGRAM'] || env['ConEmuTask']);
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'UTF-8';
  return !/^(?:C|POSIX)$/.test(locale);
}

/** Breaks text into lines of at most so many columns, between words where that can be. */
export function wrap(text: string, columns: number, indent: string): readonly string[] {
  const width = Math.max(10, columns - indent.length);
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [''];
    for (const word of paragraph.split(' ')) {
      const line = lines.at(-1) ?? '';
      const joined = line === '' ? word : `${line} ${word}`;
      if (joined.length <= width) lines[lines.length - 1] = joined;
      else {
        const pieces = word.match(new RegExp(`.{1,${width}}`, 'gu')) ?? [];
        if (line === '') lines.pop();
        lines.push(...pieces);
      }
    }
    return lines.map((line) => `${indent}${line}`);
  });
}

/** Cuts text that is too long for its place. */
export function shorten(text: string, columns: number, { ellipsis }: Glyphs): string {
  const characters = [...text];
  if (characters.length <= columns) return text;
  return `${characters.slice(0, Math.max(0, columns - ellipsis.length)).join('')}${ellipsis}`;
}
