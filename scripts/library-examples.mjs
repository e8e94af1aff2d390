import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';

const PAGE = 'docs/library.md';
const EXAMPLE = /^```ts\n([\s\S]*?)^```\n\n```text\n([\s\S]*?)^```$/gm;

/** The examples of docs/library.md: TypeScript, and what the page says that it prints. */
export function libraryExamples(root) {
  const page = readFileSync(join(root, PAGE), 'utf8');
  return [...page.matchAll(EXAMPLE)].map(([, code, output]) => ({ code, output }));
}

/** What an example prints, run in a folder from which the package is found by its name. */
export async function runExample(code, folder) {
  const work = mkdtempSync(join(folder, 'example-'));
  try {
    const file = join(work, 'example.mjs');
    writeFileSync(file, (await transform(code, { loader: 'ts', target: 'node20.17' })).code);
    return execFileSync(process.execPath, [file], { encoding: 'utf8' });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Writes below each example what it prints with the library that was built last. */
export async function writeExamples() {
  const outputs = [];
  // The package finds itself by its name.
  for (const { code } of libraryExamples('.')) outputs.push(await runExample(code, 'dist'));
  const page = readFileSync(PAGE, 'utf8').replace(
    EXAMPLE,
    (_all, code) => `\`\`\`ts\n${code}\`\`\`\n\n\`\`\`text\n${outputs.shift()}\`\`\``,
  );
  writeFileSync(PAGE, page);
}
