import { type Document, isScalar, LineCounter, parseDocument, type YAMLParseError } from 'yaml';
import type { Diagnostic, Place, Result } from '../diagnostics.js';
import { mergeSides } from '../text/git-conflict.js';
import { type Fault, faultOf, TOO_DEEP } from './source-faults.js';
import { type DocumentKind, type PlaceOf, type Source, SPEC } from './source-file.js';
import { locatorOf } from './source-locator.js';
import { readValue } from './source-value.js';

/** Largest file in characters: thousands of workloads, and short of harm. */
const LARGEST = 5_000_000;

const GIT_CONFLICT: Fault = {
  code: 'git-conflict',
  message: 'a git merge left conflict markers here',
  help: 'resolve the merge in this file, then generate: outputs that hold markers are rendered anew',
};

const YAML_VERSION: Fault = {
  code: 'yaml-version',
  message: 'the file declares YAML 1.1',
  help: ({ name }) => `take the %YAML line out: a ${name} is YAML 1.2`,
};

const EMPTY: Fault = {
  code: 'empty',
  message: 'the file is empty',
  help: ({ begun }) => `run \`${begun}\`, or start with \`version: 1\``,
};

const SEVERAL_DOCUMENTS: Fault = {
  code: 'several-documents',
  message: 'a second YAML document begins here',
  help: ({ name }) => `a ${name} is one document: give each a file of its own`,
};

const FILE_TOO_DEEP: Fault = { ...TOO_DEEP, message: 'the file is nested too deeply' };

/** Reads YAML 1.2 text into a source; a fault of its syntax leaves nothing to go on with. */
export function readSource(text: string, file: string, kind: DocumentKind = SPEC): Result<Source> {
  const refuse = (fault: Fault, line = 1): Result<Source> => ({
    ok: false,
    diagnostics: [{ ...faultOf(fault, kind), place: { file, line, column: 1 } }],
  });
  if (text.length > LARGEST) return refuse(sizeFault(text.length));
  const merge = mergeSides(text);
  if (merge !== undefined) return refuse(GIT_CONFLICT, merge.line);
  if (isNestedTooDeeply(text)) return refuse(FILE_TOO_DEEP);
  const plain = text.replace(/^\ufeff/, '');
  const { document, placeOf } = parseYaml(plain, file);
  // The library reports an exhausted stack as a syntax error.
  if (document.errors.some(({ message }) => /maximum call stack/i.test(message)))
    return refuse(FILE_TOO_DEEP);
  if (document.errors.length > 0)
    return {
      ok: false,
      diagnostics: syntaxErrors(document.errors.slice(0, 100), placeOf, kind).slice(0, 20),
    };
  if (declaresOtherVersion(document)) return refuse(YAML_VERSION);
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === null)) return refuse(EMPTY);
  const { value, unreadable, targets, faults } = readValue(root, placeOf, kind);
  const locator = locatorOf(root, targets, placeOf);
  const source = { file, text: plain, bases: [], value, faults, unreadable, ...locator };
  return { ok: true, value: source, diagnostics: [] };
}

function parseYaml(text: string, file: string): { readonly document: Document; readonly placeOf: PlaceOf } {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'error',
    version: '1.2',
  });
  const placeOf = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  return { document, placeOf };
}

function sizeFault(length: number): Fault {
  return {
    code: 'too-large',
    message: `the file has ${length} characters`,
    help: ({ name }) => `a ${name} has at most ${LARGEST}`,
  };
}

function declaresOtherVersion({ directives }: Document): boolean {
  return directives?.yaml.explicit === true && directives.yaml.version !== '1.2';
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

/** One error a line: what the parser finds behind the first follows from it, as does what it does not expect behind a brace that is still open. */
function syntaxErrors(errors: readonly YAMLParseError[], placeOf: PlaceOf, kind: DocumentKind): Diagnostic[] {
  const open = errors.findIndex(({ code }) => code === 'BAD_INDENT' || code === 'MISSING_CHAR');
  const own = errors.filter(({ code }, index) => open < 0 || index <= open || code !== 'UNEXPECTED_TOKEN');
  const found = own.map((error) => ({
    ...faultOf(syntaxFault(error), kind),
    place: placeOf(error.pos[0]),
  }));
  return found.filter(
    ({ place }, index) => found.findIndex((other) => other.place.line === place.line) === index,
  );
}

function syntaxFault({ code, message }: Pick<YAMLParseError, 'code' | 'message'>): Fault {
  if (code === 'MULTIPLE_DOCS') return SEVERAL_DOCUMENTS;
  return {
    code: 'yaml-syntax',
    message: `not valid YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
    help: syntaxHelp(code, message),
  };
}

function syntaxHelp(code: string, message: string): string {
  if (code === 'MULTILINE_IMPLICIT_KEY' || /followed by map values/.test(message))
    return 'put a colon and a space behind the name, and texts over several lines into quotes, here and in the line above';
  return code === 'MISSING_CHAR' && !/without - indicator/.test(message)
    ? 'close quotes and brackets, and put texts with [ ] { } or , into quotes, here and in the line above'
    : 'check the indentation and the quotes here and in the line above';
}
