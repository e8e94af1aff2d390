import type { Given } from '../given.js';
import { type Node, text, unknown } from '../node.js';
import { isString } from '../node-access.js';
import { folderOf, joinPath } from '../paths.js';
import type { Span } from '../text/source-text.js';

/** Where a configuration is evaluated. */
export interface Surroundings {
  /** The unit's file: included ones are evaluated as if they stood in it. */
  readonly unit: string;
  /** The file itself. */
  readonly file: string;
  /** The file that `path_relative_to_include` is relative to, by the include's name or the only one's. */
  includePath(name: string | undefined): string | undefined;
  /** Whether there is a file or folder. */
  exists(path: string): boolean;
  read(path: string, place: Span): Node;
  readonly given: Given;
}

/** Paths of the files are relative to where they were scanned; Terragrunt's are absolute. */
const absolute = (path: string): string => (path.startsWith('/') ? path : `/${path}`);

/**
 * The path among the files that one relative to a folder names, or an absolute one: below the root of the repository, which may be
 * any of the folders around.
 */
export function pathFrom(
  folder: string,
  path: string,
  exists: (path: string) => boolean = () => true,
): string | undefined {
  const found = joinPath(folder, path)?.replace(/^\//, '');
  if (found === undefined || !path.startsWith('/') || exists(found)) return found;
  const parts = folder.split('/');
  const roots = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  return (
    roots.map((root) => joinPath(root, found)).find((each) => each !== undefined && exists(each)) ?? found
  );
}

/**
 * Terragrunt's own functions, as far as files tell their values; undefined for those of Terraform.
 * https://terragrunt.gruntwork.io/docs/reference/hcl/functions/ (2026-11)
 */
export function terragruntFunction(
  name: string,
  args: readonly Node[],
  at: Surroundings,
  place: Span,
): Node | undefined {
  const says = (value: string | undefined) => (value === undefined ? undefined : text(value, place));
  const open = (reason: string) => unknown(reason, place, { symbol: `${name}()` });
  const [first, second] = args;
  const word = isString(first) ? first.value : undefined;
  const inFolders = word ?? 'terragrunt.hcl';
  switch (name) {
    case 'find_in_parent_folders':
      return says(inParents(inFolders, at)) ?? second ?? open(`no parent folder has ${inFolders}`);
    case 'get_terragrunt_dir':
    case 'get_original_terragrunt_dir':
      return says(absolute(folderOf(at.unit)));
    case 'get_parent_terragrunt_dir':
      return says(absolute(folderOf(at.includePath(word) ?? at.unit)));
    case 'get_repo_root':
      return says('');
    case 'path_relative_to_include':
      return says(relativeTo(folderOf(at.includePath(word) ?? at.unit), folderOf(at.unit)));
    case 'path_relative_from_include':
      return says(relativeTo(folderOf(at.unit), folderOf(at.includePath(word) ?? at.unit)));
    case 'read_terragrunt_config':
      return word === undefined ? open('the file is not known') : at.read(word, place);
    case 'get_env':
      return isString(second) && second.value !== '' ? second : open(`the environment tells ${word}`);
    case 'get_aws_account_id':
      return at.given.accountId === undefined
        ? unknown('who runs Terragrunt tells the account', place, { symbol: 'provider.account' })
        : says(at.given.accountId);
    case 'mark_as_read':
      return first;
    default:
      return OTHERS.test(name) ? open(`${name}() is known only when Terragrunt runs`) : undefined;
  }
}

const OTHERS = /^(?:get_|run_cmd|sops_decrypt_file|read_tfvars_file|path_relative_|constraint_check)/;

function inParents(name: string, { unit, exists }: Surroundings): string | undefined {
  const parts = folderOf(unit).split('/');
  for (let left = parts.length - 1; left >= 0; left -= 1) {
    const path = pathFrom(parts.slice(0, left).join('/'), name);
    if (path !== undefined && path !== unit && exists(path)) return absolute(path);
  }
  return undefined;
}

/** The way from one folder to another below or beside it. */
export function relativeTo(from: string, to: string): string {
  const [a, b] = [partsOf(from), partsOf(to)];
  let common = 0;
  while (common < a.length && a[common] === b[common]) common++;
  return [...a.slice(common).map(() => '..'), ...b.slice(common)].join('/') || '.';
}

const partsOf = (folder: string) => folder.split('/').filter((part) => part !== '');
