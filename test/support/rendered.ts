import { parse } from 'yaml';
import { type ArtifactGroup, render } from '../../src/artifacts/index.js';
import type { AccessModel } from '../../src/model/types.js';

/** What a model renders to: path to text. */
export async function renderedFiles(
  model: AccessModel,
  ...groups: readonly ArtifactGroup[]
): Promise<ReadonlyMap<string, string>> {
  const files = await (groups.length === 0 ? render(model) : render(model, groups));
  return new Map(files.map(({ path, content }) => [path, content]));
}

/** A rendered file as kubectl and eksctl read it, in YAML 1.1; undefined when there is none. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into documents of every kind
export function yamlFile(files: ReadonlyMap<string, string>, path: string): any {
  const text = files.get(path);
  return text === undefined ? undefined : parse(text, { version: '1.1', strict: true });
}
