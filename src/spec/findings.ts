import { compareText } from '../collections.js';
import { type Diagnostic, type FieldPath, formatPath, type Severity } from '../diagnostics.js';
import type { Source } from './source-file.js';

/** Which rule of a standard a finding is about. */
export type AboutRule = Pick<Diagnostic, 'rule' | 'exception'>;

/** How rules report what they find about a field. */
export interface Report {
  error(code: string, path: FieldPath, message: string, help: string, about?: AboutRule): void;
  warning(code: string, path: FieldPath, message: string, help: string, about?: AboutRule): void;
  info(code: string, path: FieldPath, message: string, help: string, about?: AboutRule): void;
  /** About the field's name rather than its value. */
  atKey(code: string, path: FieldPath, message: string, help: string): void;
}

/** Findings on the way to becoming diagnostics, in any order. */
export interface Findings extends Report {
  readonly diagnostics: readonly Diagnostic[];
}

/** Collects findings about a source, each once; a field has its place, an absent one that of the map it belongs to. */
export function collectFindings(source: Source): Findings {
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  const add =
    (severity: Severity, locate: Source['locate']): Report['error'] =>
    (code, path, message, help, about) => {
      const field = path.length === 0 ? {} : { path: formatPath(path) };
      const key = JSON.stringify([code, path, message]);
      if (seen.has(key)) return;
      seen.add(key);
      diagnostics.push({ code, severity, message, help, ...field, place: locate(path), ...about });
    };
  return {
    diagnostics,
    error: add('error', source.locate),
    warning: add('warning', source.locate),
    info: add('info', source.locate),
    atKey: add('error', source.locateKey),
  };
}

/** Of each file in its order; at one place errors first. */
export function sortByPlace(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) =>
      compareText(a.place?.file ?? '', b.place?.file ?? '') ||
      (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
      (a.place?.column ?? 0) - (b.place?.column ?? 0) ||
      compareText(a.severity, b.severity),
  );
}
