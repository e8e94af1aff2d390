import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a module of the source exports, bundled with all that it imports. */
export async function importSource(entryPoint) {
  const folder = mkdtempSync(join(tmpdir(), 'irsa-forge-source-'));
  const outfile = join(folder, 'source.mjs');
  try {
    const { build } = await import('esbuild');
    await build({
      entryPoints: [entryPoint],
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile,
      logLevel: 'warning',
      external: ['web-tree-sitter'],
      banner: { js: 'const require=process.getBuiltinModule;' },
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
