import { isScalar, LineCounter, parseDocument, type YAMLParseError } from 'yaml';
import type { Diagnostic, Place, Result } from '../diagnostics.js';
import { mergeSides } from '../text/git-conflict.js';
import type { Source } from './source-file.js';
import { locatorOf, type PlaceOf } from './source-locator.js';
import { readValue } from './source-value.js';

/** Largest file in characters: thousands of workloads, and short of harm. */
const LARGEST = 5_000_000;

/** Reads YAML 1.2 text into a source; a fault of its syntax leaves nothing to go on with. */
export function readSource(text: string, file: string): Result<Source> {
  const start: Place = { file, line: 1, column: 1 };
  const refuse = (code: string, message: string, help: string, line = 1): Result<Source> => ({
    ok: false,
    diagnostics: [{ code, severity: 'error', message, help, place: { ...start, line } }],
  });
  if (text.length > LARGEST) {
    return refuse(
      'spec/too-large',
      `the file has ${text.length} characters`,
      `a spec has at most ${LARGEST}`,
    );
  }
  const merge = mergeSides(text);
  if (merge !== undefined) {
    const help = 'resolve the merge in this file, then generate: outputs that hold markers are rendered anew';
    return refuse('spec/git-conflict', 'a git merge left conflict markers here', help, merge.line);
  }
  const refuseDepth = () =>
    refuse('spec/too-deep', 'the file is nested too deeply', 'a spec needs about six levels');
  if (isNestedTooDeeply(text)) return refuseDepth();
  const lines = new LineCounter();
  const plain = text.replace(/^\ufeff/, '');
  const document = parseDocument(plain, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'error',
    version: '1.2',
  });
  // The library reports an exhausted stack as a syntax error.
  if (document.errors.some(({ message }) => /maximum call stack/i.test(message))) return refuseDepth();
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (document.errors.length > 0) {
    return { ok: false, diagnostics: syntaxErrors(document.errors.slice(0, 100), placeOf).slice(0, 20) };
  }
  if (document.directives?.yaml.explicit === true && document.directives.yaml.version !== '1.2') {
    return refuse(
      'spec/yaml-version',
      'the file declares YAML 1.1',
      'take the %YAML line out: specs are YAML 1.2',
    );
  }
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === null)) {
    return refuse('spec/empty', 'the file is empty', 'run `irsa-forge init`, or start with `version: 1`');
  }
  const { value, unreadable, targets, faults } = readValue(root, placeOf);
  const source = {
    file,
    text: plain,
    bases: [],
    value,
    faults,
    unreadable,
    ...locatorOf(root, targets, placeOf),
  };
  return { ok: true, value: source, diagnostics: [] };
}

/** The standard that a spec names; undefined when it names none. */
export function standardOf({ value }: Pick<Source, 'value'>): string | undefined {
  const named = (value as { readonly standard?: unknown } | null)?.standard;
  return typeof named === 'string' ? named : undefined;
}

/** Counts brackets and dashes without parsing, since the parser itself is recursive. */
function isNestedTooDeeply(text: string): boolean {
  if (/(?:[-?] ){100}/.test(text)) return true;
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > 500) return true;
  }
  return false;
}

/** One error a line: what the parser finds behind the first follows from it. */
function syntaxErrors(errors: readonly YAMLParseError[], placeOf: PlaceOf): Diagnostic[] {
  const found = errors.map((error) => syntaxError(error, placeOf));
  return found.filter(
    ({ place }, index) => found.findIndex((other) => other.place?.line === place?.line) === index,
  );
}

function syntaxError(
  { code, message, pos }: Pick<YAMLParseError, 'code' | 'message' | 'pos'>,
  placeOf: PlaceOf,
): Diagnostic {
  const place = placeOf(pos[0]);
  return code === 'MULTIPLE_DOCS'
    ? {
        code: 'spec/several-documents',
        severity: 'error',
        message: 'a second YAML document begins here',
        help: 'a spec is one document: one file for each cluster',
        place,
      }
    : {
        code: 'spec/yaml-syntax',
        severity: 'error',
        message: `not valid YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
        help: 'check the indentation and the quotes here and in the line above',
        place,
      };
}
