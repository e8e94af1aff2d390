import { readFileSync } from 'node:fs';
import type { Parser } from 'web-tree-sitter';
import { findPart, missingPart } from '../assets.js';
import type { AlikeTrees } from './copy-alike.js';

/** Where the two WebAssembly files of the HCL parser are: paths or their bytes. */
export interface HclWasm {
  readonly runtime: string | Uint8Array;
  readonly grammar: string | Uint8Array;
}

/** The tree-sitter parser with the HCL grammar set. */
export interface HclParser extends Pick<Parser, 'parse'> {
  /** Set where many texts are alike. */
  readonly alike?: AlikeTrees;
}

const RUNTIME = 'web-tree-sitter.wasm';
const GRAMMAR = 'tree-sitter-hcl.wasm';

/** What V8 by itself lets functions of WebAssembly run before it optimises them, about in bytes, by its major version. */
const TIERING_BUDGETS: Readonly<Record<string, number>> = {
  11: 1_800_000,
  12: 13_000_000,
  13: 13_000_000,
  14: 13_000_000,
};
/** Some hundred files of HCL. */
const LATE = 300_000_000;

let loading: Promise<HclParser> | undefined;

/** Loads the HCL parser, once for each process; nothing of it is loaded before the first call. */
export function loadHclParser(wasm?: HclWasm): Promise<HclParser> {
  loading ??= load(wasm).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(wasm: HclWasm | undefined): Promise<HclParser> {
  const { Language, Parser } = await import('web-tree-sitter');
  const wasmBinary = bytesOf(wasm?.runtime, RUNTIME, `web-tree-sitter/${RUNTIME}`);
  const grammar = bytesOf(wasm?.grammar, GRAMMAR, `@tree-sitter-grammars/tree-sitter-hcl/${GRAMMAR}`);
  return optimizedLate(async () => {
    await Parser.init({ wasmBinary });
    const parser = new Parser();
    parser.setLanguage(await Language.load(grammar));
    return parser;
  });
}

/**
 * V8 optimises the functions of a WebAssembly module once they have run for a while, and for a few files that takes longer
 * than parsing them. What is made here may run longer before; a module keeps what was set when it was made.
 */
async function optimizedLate<T>(make: () => Promise<T>): Promise<T> {
  const usual = TIERING_BUDGETS[process.versions.v8.split('.', 1)[0] ?? ''];
  if (usual === undefined) return make();
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString(`--wasm-tiering-budget=${LATE}`);
  try {
    return await make();
  } finally {
    // As it was: V8's compiled form of a program fits the same settings alone.
    setFlagsFromString(`--wasm-tiering-budget=${usual}`);
  }
}

/** Bytes as given, else the program's own, else those of the package, which stands in for them when nothing is built. */
function bytesOf(given: string | Uint8Array | undefined, name: string, module: string): Uint8Array {
  if (given instanceof Uint8Array) return given;
  if (given !== undefined) return readFileSync(given);
  const own = findPart(name);
  if (own !== undefined) return own;
  try {
    const { createRequire } = process.getBuiltinModule('node:module');
    return readFileSync(createRequire(import.meta.url).resolve(module));
  } catch {
    throw missingPart(name);
  }
}
