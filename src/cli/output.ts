import { mapped } from '../collections.js';
import type { Diagnostic } from '../diagnostics.js';
import { visible, visibleJson, visibleLine, withoutCommand } from '../text/visible.js';
import { type Colors, createColors } from './colors.js';
import { jsonListPieces } from './json-list.js';
import { formatAnnotation } from './reporters/annotation.js';

/** `github` is text in which findings are annotations, for the log of a workflow. */
export type Format = 'text' | 'json' | 'github';

export interface OutputOptions {
  readonly format: Format;
  readonly quiet: boolean;
  readonly color: boolean;
}

/** What text is written to. */
export interface Stream {
  /** False where it holds text back, until it says `drain`. */
  write(text: string): unknown;
  once?(event: 'drain', listener: () => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Where text goes; the process's own streams but for tests. */
export interface Streams {
  readonly out: Stream;
  readonly err: Stream;
}

/** One line, in which a line break is shown as `\n`; or several. */
export type Lines = string | readonly string[];

/**
 * The one place that prints and colours: results to stdout, everything else to stderr. Whatever it is given may
 * come from a file that anybody wrote: only our own colours and line breaks get through as such.
 */
export interface Output {
  readonly options: OutputOptions;
  /** Lines of the result, in text format. */
  result(lines: Lines, lineBreak?: '\n' | '\r\n'): void;
  /** Lines of the result as they are made, no faster than they are read; what the generator returns. */
  results<T>(lines: Generator<string, T>, lineBreak?: '\n' | '\r\n'): Promise<T>;
  /** A workflow command of GitHub, which is a line of the result that may begin with `::`. */
  command(line: string): void;
  /** The whole result in JSON format; nothing in text format. */
  json(value: unknown): void;
  /** The same of a record that begins with a list, item by item as they are made; the generator returns the other fields. */
  jsonList(name: string, items: Generator<unknown, object>): Promise<void>;
  /** Lines for people; silent with `--quiet` and in JSON format. */
  note(lines: Lines): void;
  /** Findings, each once in a run, for whichever spec it was found. */
  diagnostics(list: readonly Diagnostic[]): void;
  failure(text: string, help?: string): void;
  /** A line that the next one replaces, on a terminal alone; tells whether it is shown. Empty text takes it away. */
  status(text: string): boolean;
  readonly colors: { readonly out: Colors; readonly err: Colors };
  /** Of the terminal that results go to; undefined where they go elsewhere. */
  readonly columns: number | undefined;
}

export function createOutput(options: OutputOptions, streams: Streams): Output {
  const colors = {
    out: createColors(options.color && streams.out.isTTY === true),
    err: createColors(options.color && streams.err.isTTY === true),
  };
  const text = options.format !== 'json';
  const isNews = newsTeller();
  const shown = (stream: 'out' | 'err', line: string, clean: (text: string) => string, lineBreak = '\n') =>
    `${withoutCommand(colors[stream].paint(line, clean))}${lineBreak}`;
  const print = (stream: 'out' | 'err', lines: Lines, lineBreak?: string) => {
    const [list, clean] = typeof lines === 'string' ? [[lines], visible] : [lines, visibleLine];
    streams[stream].write(list.map((line) => shown(stream, line, clean, lineBreak)).join(''));
  };
  const command = (line: string) => {
    if (text) streams.out.write(`${visible(line)}\n`);
  };
  return {
    options,
    colors,
    columns: streams.out.isTTY === true ? streams.out.columns : undefined,
    result: (lines, lineBreak) => {
      if (text) print('out', lines, lineBreak);
    },
    results: (lines, lineBreak) =>
      pour(
        mapped(lines, (line) => (text ? shown('out', line, visible, lineBreak) : '')),
        streams.out,
      ),
    command,
    json: (value) => {
      if (!text) streams.out.write(`${visibleJson(value)}\n`);
    },
    jsonList: async (name, items) => {
      if (!text) await pour(jsonListPieces(name, items), streams.out);
    },
    note: (lines) => {
      if (text && !options.quiet && lines.length > 0) print('err', lines);
    },
    diagnostics: (list) => {
      if (!text) return;
      for (const diagnostic of list) {
        if (options.quiet && diagnostic.severity !== 'error') continue;
        const isGithub = options.format === 'github';
        const lines = isGithub ? [formatAnnotation(diagnostic)] : formatDiagnostic(diagnostic, colors.err);
        if (!isNews(lines.join('\n'))) continue;
        if (isGithub) lines.forEach(command);
        else print('err', lines);
      }
    },
    status: (content) => {
      const shown = text && !options.quiet && streams.err.isTTY === true;
      if (shown) streams.err.write(`\r\u001b[K${visible(content)}`);
      return shown;
    },
    failure: (message, help) => {
      const { red, dim } = colors.err;
      const lines =
        help === undefined ? [] : [`  ${dim('help:')} ${help}`].flatMap((each) => each.split('\n'));
      print('err', [`${red('error:')} ${visible(message)}`, ...lines]);
    },
  };
}

/** Whether a text is a new one: many specs share a standard and what they extend, and what is wrong with these is said once. */
function newsTeller(): (text: string) => boolean {
  const told = new Set<string>();
  return (text) => told.size < told.add(text).size;
}

/** Characters that are gathered before they are written. */
const PORTION = 1 << 16;

/** Writes text as it is made, and waits whenever the stream holds it back. */
async function pour<T>(pieces: Generator<string, T>, stream: Stream): Promise<T> {
  let portion = '';
  for (;;) {
    const step = pieces.next();
    if (step.done !== true) portion += step.value;
    if (portion.length >= PORTION || (step.done === true && portion !== '')) {
      if (stream.write(portion) === false) await new Promise<void>((go) => stream.once?.('drain', go));
      portion = '';
    }
    if (step.done === true) return step.value;
  }
}

const SEVERITY_COLORS = { error: 'red', warning: 'yellow', info: 'blue' } as const;

/** `irsa.yaml:5:9: error: cluster.name: "x y" is …`, with the help on a line of its own. */
function formatDiagnostic(diagnostic: Diagnostic, colors: Colors): readonly string[] {
  const { code, place, severity, path, message, help } = diagnostic;
  const where = place === undefined ? '' : colors.bold(`${place.file}:${place.line}:${place.column}: `);
  const field = path === undefined || path === '' ? '' : `${path}: `;
  // By its id a rule of the linter is explained, and accepted by a comment.
  const rule = /^IRSA\d+$/.test(code) ? ` ${colors.dim(`[${code}]`)}` : '';
  const head = `${where}${colors[SEVERITY_COLORS[severity]](`${severity}:`)} ${field}${message}${rule}`;
  return help === undefined ? [head] : [head, `  ${colors.dim('help:')} ${help}`];
}
