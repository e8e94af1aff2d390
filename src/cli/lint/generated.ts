import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Finding, LintResult } from '../../lint/finding.js';

/**
 * Takes away the fixes of files that `generate` owns, since its next run would undo them or stop at them; says which spec to
 * change instead. Such a file stands in the manifest of a folder above it.
 */
export async function leaveGenerated(result: LintResult, cwd: string): Promise<LintResult> {
  if (!result.findings.some(({ fix }) => fix !== undefined)) return result;
  const { MANIFEST_NAME, parseManifest } = await import('../../workspace/index.js');
  const folders = new Map<string, ReadonlySet<string>>();
  const filesOf = (folder: string): ReadonlySet<string> => {
    const found = folders.get(folder) ?? listed(join(folder, MANIFEST_NAME), parseManifest);
    folders.set(folder, found);
    return found;
  };
  return { ...result, findings: result.findings.map((finding) => withoutFix(finding, cwd, filesOf)) };
}

type Parse = (text: string) => { readonly files: ReadonlyMap<string, unknown> };

/** A manifest that cannot be read is for `generate` to complain about. */
function listed(manifest: string, parse: Parse): ReadonlySet<string> {
  if (!existsSync(manifest)) return new Set();
  try {
    return new Set(parse(readFileSync(manifest, 'utf8')).files.keys());
  } catch {
    return new Set();
  }
}

function withoutFix(
  finding: Finding,
  cwd: string,
  filesOf: (folder: string) => ReadonlySet<string>,
): Finding {
  const { fix, ...rest } = finding;
  const files = new Set((fix?.edits ?? []).map(({ file }) => resolve(cwd, file)));
  const owner = [...files].map((file) => ownerOf(file, filesOf)).find((folder) => folder !== undefined);
  if (fix === undefined || owner === undefined) return finding;
  const note = `generate owns this file: change ${specOf(owner, cwd)}`;
  return { ...rest, help: finding.help === undefined ? note : `${finding.help}; ${note}` };
}

/** The folder above a file whose manifest lists it. */
function ownerOf(file: string, filesOf: (folder: string) => ReadonlySet<string>): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (filesOf(folder).has(relative(folder, file).split(sep).join('/'))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** By default the output lies beside its spec. */
function specOf(folder: string, cwd: string): string {
  const found = [join(dirname(folder), 'irsa.yaml'), join(folder, 'irsa.yaml')].find((path) =>
    existsSync(path),
  );
  return found === undefined ? 'the spec that it comes from' : relative(cwd, found) || found;
}
