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

/** Prints as options say, onto these streams. */
export function createOutput(options: OutputOptions, streams: Streams): Output {
  const { out, err } = streams;
  const colors = {
    out: createColors(options.color && out.isTTY === true),
    err: createColors(options.color && err.isTTY === true),
  };
  const results = resultsOn(out, colors.out, options);
  return {
    ...{ options, colors, columns: out.isTTY === true ? out.columns : undefined },
    ...results,
    ...notesOn(err, colors.err, options, results.command),
  };
}

/** The lines as one text, of which only our own colours and line breaks get through as such. */
function painted(lines: Lines, colors: Colors, lineBreak = '\n'): string {
  const [list, clean] = typeof lines === 'string' ? [[lines], visible] : [lines, visibleLine];
  return list.map((line) => `${withoutCommand(colors.paint(line, clean))}${lineBreak}`).join('');
}

type Results = Pick<Output, 'result' | 'results' | 'command' | 'json' | 'jsonList'>;

function resultsOn(out: Stream, colors: Colors, { format }: OutputOptions): Results {
  const text = format !== 'json';
  return {
    result(lines, lineBreak) {
      if (text) out.write(painted(lines, colors, lineBreak));
    },
    results: (lines, lineBreak) =>
      pour(
        mapped(lines, (line) => (text ? painted(line, colors, lineBreak) : '')),
        out,
      ),
    command(line) {
      if (text) out.write(`${visible(line)}\n`);
    },
    json(value) {
      if (!text) out.write(`${visibleJson(value)}\n`);
    },
    async jsonList(name, items) {
      if (!text) await pour(jsonListPieces(name, items), out);
    },
  };
}

type Notes = Pick<Output, 'note' | 'diagnostics' | 'status' | 'failure'>;

function notesOn(
  err: Stream,
  colors: Colors,
  { format, quiet }: OutputOptions,
  command: Output['command'],
): Notes {
  const text = format !== 'json';
  const print = (lines: Lines) => err.write(painted(lines, colors));
  const isNews = newsTeller();
  return {
    note(lines) {
      if (text && !quiet && lines.length > 0) print(lines);
    },
    diagnostics(list) {
      if (!text) return;
      for (const diagnostic of list) {
        if (quiet && diagnostic.severity !== 'error') continue;
        const isGithub = format === 'github';
        const lines = isGithub ? [formatAnnotation(diagnostic)] : formatDiagnostic(diagnostic, colors);
        if (!isNews(lines.join('\n'))) continue;
        if (isGithub) lines.forEach(command);
        else print(lines);
      }
    },
    status(content) {
      const shown = text && !quiet && err.isTTY === true;
      if (shown) err.write(`\r\u001b[K${visible(content)}`);
      return shown;
    },
    failure(message, help) {
      const { red, dim } = colors;
      const lines =
        help === undefined ? [] : [`  ${dim('help:')} ${help}`].flatMap((each) => each.split('\n'));
      print([`${red('error:')} ${visible(message)}`, ...lines]);
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
