import type { LeftOut } from '../inventory.js';
import type { Node } from '../node.js';
import { isMap, isString } from '../node-access.js';
import { folderOf, joinPath } from '../paths.js';
import { blocksOf } from '../terraform/blocks.js';
import { Configuration, type Configurations } from './config.js';
import { pathFrom } from './functions.js';

/** Whether a file makes units. */
export const isStackFile = (path: string): boolean => /(?:^|\/)terragrunt\.stack\.hcl$/.test(path);

/** A unit that a stack makes of a folder, as if it stood where Terragrunt puts it. */
export interface MadeUnit {
  readonly folder: string;
  /** The configuration that it is a copy of. */
  readonly file: string;
  /** What the copy sees as `values`. */
  readonly values: Node | undefined;
}

/**
 * The units that a `terragrunt.stack.hcl` makes of folders among the files, and why others are not read.
 * https://terragrunt.gruntwork.io/docs/features/stacks/ (2026-11)
 */
export function unitsOfStack(
  all: Configurations,
  file: string,
): { readonly units: readonly MadeUnit[]; readonly leftOut: readonly LeftOut[] } {
  const config = new Configuration(all, file, file);
  const units: MadeUnit[] = [];
  const reasons = blocksOf(config.body, 'stack').map(
    ({ labels }) => `its stack ${labels[0]?.text} is not read`,
  );
  for (const block of blocksOf(config.body, 'unit')) {
    const [source, path, values, flat] = ['source', 'path', 'values', 'no_dot_terragrunt_stack'].map((name) =>
      config.attribute(block, name),
    );
    const from = isString(source)
      ? pathFrom(folderOf(file), source.value.replace('//', '/'), all.isUnit.bind(all))
      : undefined;
    const isFlat = flat?.kind === 'scalar' && flat.value === true;
    const below = joinPath(folderOf(file), isFlat ? '.' : '.terragrunt-stack') ?? '';
    const folder = isString(path) ? joinPath(below, path.value) : undefined;
    if (from === undefined || folder === undefined || !all.isUnit(from)) {
      const name = isString(source) ? `source ${source.value}` : 'source';
      reasons.push(`the ${name} of its unit ${block.labels[0]?.text} is not among the files`);
    } else
      units.push({
        folder,
        file: joinPath(from, 'terragrunt.hcl') ?? '',
        values: isMap(values) ? values : undefined,
      });
  }
  return { units, leftOut: reasons.length === 0 ? [] : [{ file, reason: reasons.join('; ') }] };
}
