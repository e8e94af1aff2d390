import { onceFor } from '../../collections.js';
import { folderOf } from '../paths.js';
import type { SourceText } from '../text/source-text.js';
import type { TerraformProject } from './project.js';

/** Whether Terraform loads a variable file by itself, where it stands in the folder of a root module. */
export function isLoadedVariableFile(path: string): boolean {
  return /(?:^|\/)terraform\.tfvars(?:\.json)?$|\.auto\.tfvars(?:\.json)?$/.test(path);
}

export function isVariableFile({ format }: SourceText): boolean {
  return format === 'terraform-variables' || format === 'terraform-variables-json';
}

const variablesOf = onceFor(collect);

/**
 * The variables of a root module that files set which Terraform does not load by itself, each with its file: `prod.tfvars` beside
 * the root, or any variable file in a folder below it. One of them is given on the command line, so that the default is not what counts.
 */
export function variablesSetElsewhere(project: TerraformProject, root: string): ReadonlyMap<string, string> {
  return variablesOf(project).get(root) ?? new Map();
}

function collect({ texts, folders }: TerraformProject): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const found = new Map<string, Map<string, string>>();
  for (const [path, source] of texts) {
    if (!isVariableFile(source)) continue;
    const own = folderOf(path);
    const root = rootAbove(own, folders);
    if (root === undefined || (root === own && isLoadedVariableFile(path))) continue;
    const names = found.get(root) ?? new Map<string, string>();
    found.set(root, names);
    for (const [, name = ''] of source.text.matchAll(/^\s*"?([A-Za-z_][\w-]*)"?\s*[=:]/gm))
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
