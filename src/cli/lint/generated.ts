import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Finding, LintResult } from '../../lint/finding.js';
import type { isRendered, Manifest } from '../../workspace/index.js';

/**
 * Takes away the fixes of files that `generate` owns, since its next run would undo them or stop at them; says which spec to
 * change instead. Such a file stands in the manifest of a folder above it.
 */
export async function leaveGenerated(result: LintResult, cwd: string): Promise<LintResult> {
  if (!result.findings.some(({ fix }) => fix !== undefined)) return result;
  const { MANIFEST_NAME, parseManifest, isRendered } = await import('../../workspace/index.js');
  const folders = new Map<string, Files>();
  const filesOf = (folder: string): Files => {
    const found = folders.get(folder) ?? listed(join(folder, MANIFEST_NAME), parseManifest);
    folders.set(folder, found);
    return found;
  };
  const tools = { cwd, filesOf, isRendered };
  return { ...result, findings: result.findings.map((finding) => withoutFix(finding, tools)) };
}

/** What a manifest says of the files of its folder. */
type Files = Manifest['files'];

interface Tools {
  readonly cwd: string;
  readonly filesOf: (folder: string) => Files;
  readonly isRendered: typeof isRendered;
}

/** A manifest that cannot be read is for `generate` to complain about. */
function listed(manifest: string, parse: (text: string) => Manifest): Files {
  if (!existsSync(manifest)) return new Map();
  try {
    return parse(readFileSync(manifest, 'utf8')).files;
  } catch {
    return new Map();
  }
}

function withoutFix(finding: Finding, tools: Tools): Finding {
  const { cwd } = tools;
  const { fix, ...rest } = finding;
  const files = new Set((fix?.edits ?? []).map(({ file }) => resolve(cwd, file)));
  const owner = [...files].map((file) => ownerOf(file, tools)).find((found) => found !== undefined);
  if (fix === undefined || owner === undefined) return finding;
  const note = owner.isEdited
    ? 'generate owns this file, which was edited: run `irsa-forge generate`, and it shows the edit and the ways out'
    : `generate owns this file: change ${specOf(owner.folder, cwd)}`;
  return { ...rest, help: finding.help === undefined ? note : `${finding.help}; ${note}` };
}

/** The folder above a file whose manifest lists it, and whether the file is as it was generated. */
function ownerOf(
  file: string,
  { filesOf, isRendered }: Tools,
): { readonly folder: string; readonly isEdited: boolean } | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const rendered = filesOf(folder).get(relative(folder, file).split(sep).join('/'))?.rendered;
    if (rendered !== undefined) {
      const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
      return { folder, isEdited: !isRendered(Buffer.from(text), rendered) };
    }
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
