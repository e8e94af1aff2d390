import { createColors } from 'picocolors';
import type { Diagnostic } from '../diagnostics.js';

export type Format = 'text' | 'json';

export interface OutputOptions {
  readonly format: Format;
  readonly quiet: boolean;
  readonly color: boolean;
}

/** Where text goes; the process's own streams but for tests. */
export interface Streams {
  readonly out: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly err: { write(text: string): unknown; readonly isTTY?: boolean };
}

/** The one place that prints and colours: results to stdout, everything else to stderr. */
export interface Output {
  readonly options: OutputOptions;
  /** A line of the result, in text format. */
  result(text: string): void;
  /** The whole result in JSON format; nothing in text format. */
  json(value: unknown): void;
  /** A line for people; silent with `--quiet` and in JSON format. */
  note(text: string): void;
  diagnostics(list: readonly Diagnostic[]): void;
  failure(text: string, help?: string): void;
  /** A line that the next one replaces, on a terminal alone; tells whether it is shown. Empty text takes it away. */
  status(text: string): boolean;
  readonly colors: { readonly out: Colors; readonly err: Colors };
}

export type Colors = ReturnType<typeof createColors>;

export function createOutput(options: OutputOptions, streams: Streams): Output {
  const colors = {
    out: createColors(options.color && streams.out.isTTY === true),
    err: createColors(options.color && streams.err.isTTY === true),
  };
  const text = options.format === 'text';
  const line = (stream: Streams['out'], content: string) => stream.write(`${content}\n`);
  return {
    options,
    colors,
    result: (content) => {
      if (text) line(streams.out, content);
    },
    json: (value) => {
      if (!text) line(streams.out, JSON.stringify(value, null, 2));
    },
    note: (content) => {
      if (text && !options.quiet) line(streams.err, content);
    },
    diagnostics: (list) => {
      if (!text) return;
      for (const diagnostic of list) {
        if (options.quiet && diagnostic.severity !== 'error') continue;
        line(streams.err, formatDiagnostic(diagnostic, colors.err));
      }
    },
    status: (content) => {
      const shown = text && !options.quiet && streams.err.isTTY === true;
      if (shown) streams.err.write(`\r\u001b[K${content}`);
      return shown;
    },
    failure: (message, help) => {
      line(streams.err, `${colors.err.red('error:')} ${message}`);
      if (help !== undefined) line(streams.err, `  ${colors.err.dim('help:')} ${help}`);
    },
  };
}

const SEVERITY_COLORS = { error: 'red', warning: 'yellow', info: 'blue' } as const;

/** `irsa.yaml:5:9: error: cluster.name: "x y" is …`, with the help on a line of its own. */
export function formatDiagnostic(diagnostic: Diagnostic, colors: Colors): string {
  const { place, severity, path, message, help } = diagnostic;
  const where = place === undefined ? '' : colors.bold(`${place.file}:${place.line}:${place.column}: `);
  const field = path === undefined || path === '' ? '' : `${path}: `;
  const head = `${where}${colors[SEVERITY_COLORS[severity]](`${severity}:`)} ${field}${message}`;
  return help === undefined ? head : `${head}\n  ${colors.dim('help:')} ${help}`;
}
