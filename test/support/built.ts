import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HASH_FILE, hashSources } from '../../scripts/source-hash.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Why the built program is not that of the sources at hand; undefined when it is. */
export function whyNotBuilt(root: string): string | undefined {
  const file = join(root, HASH_FILE);
  if (!existsSync(file)) return 'there is no dist/: run npm run build';
  if (readFileSync(file, 'utf8') === hashSources(root)) return undefined;
  return 'dist/ was built of other sources than these: run npm run build';
}

let checked = false;

/** The path of the built program; refuses one that was built before the last change, or not at all. */
export function builtProgram(): string {
  const reason = checked ? undefined : whyNotBuilt(ROOT);
  if (reason !== undefined) throw new Error(reason);
  checked = true;
  return join(ROOT, 'bin/irsa-forge.js');
}
