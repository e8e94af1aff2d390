import { folderOf } from '../paths.js';
import type { TerraformProject } from './project.js';

const cache = new WeakMap<TerraformProject, ReadonlyMap<string, ReadonlyMap<string, string>>>();

/**
 * The variables of a root module that files set which Terraform does not load by itself, each with its file: `prod.tfvars` beside
 * the root, or any variable file in a folder below it. One of them is given on the command line, so that the default is not what counts.
 */
export function variablesSetElsewhere(project: TerraformProject, root: string): ReadonlyMap<string, string> {
  const all = cache.get(project) ?? collect(project);
  cache.set(project, all);
  return all.get(root) ?? new Map();
}

const VARIABLE_FILE = /\.tfvars(?:\.json)?$/;
const LOADED = /(?:^|\/)terraform\.tfvars(?:\.json)?$|\.auto\.tfvars(?:\.json)?$/;

function collect({ texts, folders }: TerraformProject): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const found = new Map<string, Map<string, string>>();
  for (const [path, { text }] of texts) {
    if (!VARIABLE_FILE.test(path)) continue;
    const own = folderOf(path);
    const root = rootAbove(own, folders);
    if (root === undefined || (root === own && LOADED.test(path))) continue;
    const names = found.get(root) ?? new Map<string, string>();
    found.set(root, names);
    for (const [, name = ''] of text.matchAll(/^\s*"?([A-Za-z_][\w-]*)"?\s*[=:]/gm))
      if (!names.has(name)) names.set(name, path);
  }
  return found;
}

function rootAbove(folder: string, folders: TerraformProject['folders']): string | undefined {
  for (let at = folder; ; at = folderOf(at)) {
    if (folders.has(at)) return at;
    if (at === '' || at === folderOf(at)) return undefined;
  }
}
