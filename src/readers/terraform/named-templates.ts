import { folderOf, joinPath } from '../paths.js';
import type { TerraformProject } from './project.js';

/** A text in quotes that ends a path below the module, and the call that it stands in, if it is `file(`. */
const PATH = /(\bfile\(\s*)?"(?:\$\{path\.(?:module|root)\}\/)?([^"${}\n]+)"/g;

/**
 * Marks the files that a module with `templatefile()` names, also where the call was not reached: a resource
 * whose count is zero or unknown, or a path that a function makes.
 */
export function markNamedTemplates({ folders, texts, templates }: TerraformProject): void {
  for (const { source } of [...folders.values()].flat()) {
    if (!source.text.includes('templatefile(')) continue;
    for (const [, file, path = ''] of source.text.matchAll(PATH)) {
      const full = file === undefined ? joinPath(folderOf(source.file), path) : undefined;
      const named = full === undefined ? undefined : texts.get(full);
      if (named !== undefined) templates.add(named);
    }
  }
}
