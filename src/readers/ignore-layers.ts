import { lstatSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { readText } from './read-text.js';

/** A folder's `.gitignore`. */
export interface IgnoreLayer {
  readonly folder: string;
  readonly rules: Ignore;
}

/** The folder's own `.gitignore`; undefined when there is none that can be read. */
export function ignoreLayer(folder: string): IgnoreLayer | undefined {
  const read = readText(join(folder, '.gitignore'));
  return read.ok ? { folder, rules: ignore().add(read.text) } : undefined;
}

/** The `.gitignore` files above a folder, up to the repository's top. */
export function outerLayers(folder: string): readonly IgnoreLayer[] {
  const layers: IgnoreLayer[] = [];
  let at = folder;
  while (!exists(join(at, '.git'))) {
    const above = dirname(at);
    if (above === at) return [];
    const layer = ignoreLayer(above);
    if (layer !== undefined) layers.unshift(layer);
    at = above;
  }
  return layers;
}

function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The innermost `.gitignore` that says anything about a path decides. */
export function isIgnored(full: string, isFolder: boolean, layers: readonly IgnoreLayer[]): boolean {
  for (const { folder, rules } of [...layers].reverse()) {
    const path = relative(folder, full).split(sep).join('/') + (isFolder ? '/' : '');
    const { ignored, unignored } = rules.test(path);
    if (ignored || unignored) return ignored;
  }
  return false;
}
