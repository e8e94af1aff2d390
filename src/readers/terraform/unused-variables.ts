import { groupBy } from '../../collections.js';
import type { Diagnostic } from '../../diagnostics.js';
import { listShort } from '../../text/quote.js';
import { folderOf } from '../paths.js';
import { problem } from '../problems.js';
import { isJson } from '../text/format.js';
import type { SourceText } from '../text/source-text.js';
import { blocksOf } from './blocks.js';
import type { TerraformProject } from './project.js';
import { isVariableFile } from './variable-files.js';

/**
 * Variable files that Terraform loads only when it is told to, and that set variables of a root module: its values are
 * then those of no environment (https://developer.hashicorp.com/terraform/language/values/variables#assigning-values-to-root-module-variables).
 */
export function unusedVariableFiles(
  project: TerraformProject,
  roots: readonly string[],
): readonly Diagnostic[] {
  const loaded = new Set(
    roots.flatMap((folder) => project.variableFiles.get(folder) ?? []).map(({ source }) => source.file),
  );
  const candidates = [...project.texts.values()].filter(
    (source) => isVariableFile(source) && !loaded.has(source.file) && !project.givenFiles.has(source.file),
  );
  if (candidates.length === 0) return [];
  const variables = new Map(roots.map((root) => [root, variablesOf(project, root)]));
  const unused = candidates.flatMap((source) => {
    const names = namesIn(source);
    const folder = folderOf(source.file);
    const setting = roots.filter((root) => isMeantFor(root, folder, names, variables.get(root)));
    const root = nearest(setting, folder);
    if (root === undefined) return [];
    return [{ source, root, names: names.filter((name) => variables.get(root)?.has(name)) }];
  });
  return [...groupBy(unused, ({ root }) => root).values()].flatMap(finding);
}

/** A variable file, and the variables of a root module that it sets. */
interface UnusedFile {
  readonly source: SourceText;
  readonly root: string;
  readonly names: readonly string[];
}

/** One for a module, however many files there are for it. */
function finding(files: readonly [UnusedFile, ...UnusedFile[]]): readonly Diagnostic[] {
  const [{ source, root }] = files;
  const names = [...new Set(files.flatMap((file) => file.names))];
  const others = files.slice(1).map((file) => file.source.file);
  const isOne = names.length === 1;
  const where = others.length === 0 ? 'here' : `here and in ${listShort(others, LISTED)}`;
  return [
    problem(
      'read/variables-not-used',
      `${listShort(names, LISTED)} of ${root === '' ? 'the root module' : root} ${isOne ? 'is' : 'are'} set ${where}, and Terraform does not load ${others.length === 0 ? 'this file' : 'these files'} by itself`,
      source.span(0, 0),
      `to check what ${isOne ? 'this value makes' : 'these values make'}, say --var-file ${source.file}`,
    ),
  ];
}

/** As many names as a message lists. */
const LISTED = 3;

function variablesOf({ folders }: TerraformProject, root: string): ReadonlySet<string> {
  const blocks = (folders.get(root) ?? []).flatMap(({ body }) => blocksOf(body, 'variable'));
  return new Set(blocks.map(({ labels }) => labels[0]?.text ?? ''));
}

/** A file in or below the root's folder that sets anything of it; elsewhere, one that sets several variables, all of it. */
function isMeantFor(
  root: string,
  folder: string,
  names: readonly string[],
  variables: ReadonlySet<string> = new Set(),
): boolean {
  const set = names.filter((name) => variables.has(name));
  const isBelow = root === '' || folder === root || folder.startsWith(`${root}/`);
  return isBelow ? set.length > 0 : set.length > 1 && set.length === names.length;
}

/** Names that stand at the beginning of a line, in JSON with at most four blanks before them. */
function namesIn({ format, text }: SourceText): readonly string[] {
  const pattern = isJson(format) ? /^ {0,4}\t?"([\w-]+)"\s*:/gm : /^"?([A-Za-z_][\w-]*)"?[ \t]*=/gm;
  return [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))];
}

/** The root whose folder has most in common with the file's. */
function nearest(roots: readonly string[], folder: string): string | undefined {
  const parts = folder.split('/');
  const shared = (root: string) => {
    const differs = root.split('/').findIndex((part, index) => part !== parts[index]);
    return differs === -1 ? root.length : differs;
  };
  return [...roots].sort((a, b) => shared(b) - shared(a))[0];
}
