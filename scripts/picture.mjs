import { mkdirSync, writeFileSync } from 'node:fs';

const FOLDER = 'docs/images';
const CELL = { width: 8.4, height: 19, margin: 16 };
const FONT = 'ui-monospace, SFMono-Regular, Menlo, Consolas, &quot;DejaVu Sans Mono&quot;, monospace';
const SANS = 'system-ui, &quot;Segoe UI&quot;, &quot;DejaVu Sans&quot;, sans-serif';

/** Colours of a page's two themes; those of a terminal by their number. */
const THEMES = {
  light: {
    ...{
      ground: '#ffffff',
      ink: '#1f2328',
      muted: '#57606a',
      line: '#d0d7de',
      raised: '#f6f8fa',
      edge: '#818b95',
    },
    ...{
      blue: '#0550ae',
      tint: '#eaf2ff',
      amber: '#b98900',
      amberTint: '#fff1c7',
      red: '#a40e26',
      redTint: '#ffe9e8',
    },
    colors: ['#1f2328', '#a40e26', '#116329', '#6b4500', '#0550ae', '#8250df', '#1b7c83', '#57606a'],
  },
  dark: {
    ...{
      ground: '#0d1117',
      ink: '#e6edf3',
      muted: '#a3adb8',
      line: '#30363d',
      raised: '#161b22',
      edge: '#6e7681',
    },
    ...{
      blue: '#79b8ff',
      tint: '#10243d',
      amber: '#b98900',
      amberTint: '#33270a',
      red: '#ff9a94',
      redTint: '#3c1416',
    },
    colors: ['#e6edf3', '#ff9a94', '#7ee787', '#f2cc60', '#79b8ff', '#d2a8ff', '#76e3ea', '#a3adb8'],
  },
};

/** Writes a picture in both themes; the title says what it answers. */
export function writePicture(name, title, draw) {
  mkdirSync(FOLDER, { recursive: true });
  for (const [theme, colors] of Object.entries(THEMES))
    writeFileSync(
      `${FOLDER}/${name}-${theme}.svg`,
      draw(colors).replace('>', () => `><title>${escaped(title)}</title>`),
    );
}

/** The Markdown of a page in `docs` that shows a picture in the reader's theme. */
export function pictureMarkdown(name, alt) {
  return [
    '<picture>',
    `  <source media="(prefers-color-scheme: dark)" srcset="images/${name}-dark.svg">`,
    `  <img alt="${escaped(alt)}" src="images/${name}-light.svg">`,
    '</picture>',
  ].join('\n');
}

/** The last lines of a terminal's screen as a picture, with its colours; some lines of text may stand before them. */
export function screenPicture(screen, { columns, before = [], most = 40, until }) {
  const all = linesOf(screen, most);
  const end = all.findIndex((runs) => until?.test(runs.map(({ text }) => text).join(' ')));
  const shown = end === -1 ? all : all.slice(0, end + 1);
  const lines = [
    ...before.map((text) => [{ text: text.trim(), x: text.search(/\S|$/), look: { isBold: true } }]),
    ...shown,
  ];
  const width = columns * CELL.width + 2 * CELL.margin;
  const height = lines.length * CELL.height + 2 * CELL.margin;
  return (theme) => {
    const rows = lines.map((runs, row) =>
      runs.map((run) => textElement(run, CELL.margin + (row + 0.75) * CELL.height, theme)).join(''),
    );
    return framed(width, height, theme, `<g font-family="${FONT}" font-size="14">${rows.join('\n')}</g>`);
  };
}

function framed(width, height, theme, content, style = '') {
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  const frame = `<rect x="0.5" y="0.5" width="${w - 1}" height="${h - 1}" rx="8" fill="${theme.ground}" stroke="${theme.line}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}">${style}\n${frame}\n${content}\n</svg>\n`;
}

/** The lines on the screen, without empty ones above and below, each as runs of one look. */
function linesOf({ buffer, rows }, most) {
  const { active } = buffer;
  const all = Array.from({ length: active.length }, (_, row) => runsOf(active.getLine(row)));
  while (all.length > 0 && all.at(-1).length === 0) all.pop();
  const shown = all.slice(-Math.min(most, rows));
  while (shown[0]?.length === 0) shown.shift();
  return shown;
}

/** Two spaces and more part runs, and so does every character that may be wider or narrower than a cell. */
function runsOf(line) {
  const runs = [];
  let open;
  for (let x = 0; x < line.length; x += 1) {
    const cell = line.getCell(x);
    const text = cell.getChars() || ' ';
    const look = lookOf(cell);
    const isPlain = /^[\x21-\x7e]$/.test(text);
    const fits = open !== undefined && JSON.stringify(open.look) === JSON.stringify(look);
    if (text === ' ') {
      if (
        open !== undefined &&
        fits &&
        line
          .getCell(x + 1)
          ?.getChars()
          .trim()
      )
        open.text += ' ';
      else open = undefined;
    } else if (fits && isPlain) open.text += text;
    else {
      runs.push({ text, x, look });
      open = isPlain ? runs.at(-1) : undefined;
    }
  }
  return runs.map((run) => ({ ...run, text: run.text.trimEnd() }));
}

function lookOf(cell) {
  return {
    ...(cell.isFgPalette() ? { color: cell.getFgColor() % 8 } : {}),
    ...(cell.isBold() ? { isBold: true } : {}),
    ...(cell.isDim() || (cell.isFgPalette() && cell.getFgColor() === 8) ? { isDim: true } : {}),
    ...(cell.isUnderline() ? { isUnderlined: true } : {}),
  };
}

function textElement({ text, x, look: { color, isBold, isDim, isUnderlined } }, y, theme) {
  const attributes = [
    `x="${round(CELL.margin + x * CELL.width)}" y="${round(y)}" textLength="${round(text.length * CELL.width)}"`,
    `lengthAdjust="spacingAndGlyphs" fill="${isDim ? theme.muted : color === undefined ? theme.ink : theme.colors[color]}"`,
    isBold ? 'font-weight="700"' : '',
    isUnderlined ? 'text-decoration="underline"' : '',
  ];
  return `<text ${attributes.filter(Boolean).join(' ')}>${escaped(text)}</text>`;
}

/** The picture of a report's page as it stands there, with the page's looks. */
export function reportPicture(html) {
  const [, width, height, content] =
    /<svg [^>]*aria-label="Pods[^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>(.*?)<\/svg>/s.exec(html) ?? [];
  if (content === undefined) throw new Error('the report has no picture');
  return (theme) =>
    framed(Number(width), Number(height), theme, content, `<style>${reportStyle(theme)}</style>`);
}

function reportStyle({ ink, muted, raised, edge, blue, tint, amber, amberTint, red, redTint }) {
  return [
    `text{font:13px ${SANS.replaceAll('&quot;', '"')};fill:${ink}}`,
    `.note{font-size:11.5px;fill:${muted}}.column{fill:${muted}}.marks{fill:${red};font-weight:700}`,
    `.node rect{fill:${raised};stroke:${edge}}.column-2 rect{fill:${tint};stroke:${blue}}`,
    `.node.broken rect{fill:${redTint};stroke:${red}}.node.unknown rect{fill:${amberTint};stroke:${amber};stroke-dasharray:4 3}`,
    `.edge{fill:none;stroke:${edge};stroke-width:1.4}.edge.allowed,.edge.ok,.edge.assumed,.edge.partly{stroke:${blue}}`,
    `.edge.assumed{stroke-dasharray:6 4}.edge.partly{stroke-dasharray:10 3 2 3}`,
    `.edge.unknown{stroke:${amber};stroke-dasharray:2 4}.edge.broken{stroke:${red};stroke-dasharray:8 4}`,
  ].join('');
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text) => text.replace(/[&<>"]/g, (character) => ENTITIES[character]);
const round = (value) => Math.round(value * 10) / 10;
