import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Parser } from 'web-tree-sitter';
import { Failure } from '../../diagnostics.js';

/** Where the two WebAssembly files of the HCL parser are: paths or their bytes. */
export interface HclWasm {
  readonly runtime: string | Uint8Array;
  readonly grammar: string | Uint8Array;
}

/** The tree-sitter parser with the HCL grammar set. */
export type HclParser = Parser;

const RUNTIME = 'web-tree-sitter.wasm';
const GRAMMAR = 'tree-sitter-hcl.wasm';

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
  const wasmBinary = await bytesOf(wasm?.runtime, RUNTIME, `web-tree-sitter/${RUNTIME}`);
  await Parser.init({ wasmBinary });
  const grammar = await bytesOf(wasm?.grammar, GRAMMAR, `@tree-sitter-grammars/tree-sitter-hcl/${GRAMMAR}`);
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return parser;
}

/** Bytes as given, else from a file beside the bundle or one folder up, else from the package in node_modules. */
async function bytesOf(
  given: string | Uint8Array | undefined,
  name: string,
  module: string,
): Promise<Uint8Array> {
  if (given instanceof Uint8Array) return given;
  if (given !== undefined) return readFile(given);
  for (const place of [`./${name}`, `../${name}`]) {
    try {
      return await readFile(fileURLToPath(new URL(place, import.meta.url)));
    } catch {
      // Not there: the next place.
    }
  }
  try {
    return await readFile(createRequire(import.meta.url).resolve(module));
  } catch (cause) {
    throw new Failure(
      'hcl-parser-missing',
      'environment',
      `${name} is missing, which reads Terraform files`,
      {
        help: 'install irsa-forge again',
        cause,
      },
    );
  }
}
