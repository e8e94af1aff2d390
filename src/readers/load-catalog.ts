import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { Failure } from '../diagnostics.js';
import { parseCatalog } from '../iam/catalog/catalog.js';
import type { Catalog } from '../iam/catalog/types.js';

const FILE = 'iam-catalog.br';

/** One folder up from the bundles; in the source, in a folder of its own. */
const PLACES = [`./${FILE}`, `../${FILE}`, `../../assets/${FILE}`];

let loading: Promise<Catalog> | undefined;

/** Loads what IAM knows, once for each process; nothing of it is read before the first call. */
export function loadCatalog(): Promise<Catalog> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Catalog> {
  for (const place of PLACES) {
    const bytes = await readFile(fileURLToPath(new URL(place, import.meta.url))).catch(() => undefined);
    if (bytes !== undefined) return parseCatalog(brotliDecompressSync(bytes).toString());
  }
  throw new Failure('catalog-missing', 'environment', `${FILE} is missing, which says what IAM knows`, {
    help: 'install irsa-forge again',
  });
}
