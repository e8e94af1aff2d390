import { groupOf } from '../artifacts/index.js';
import { type SourceDocument, sourceOf, type YamlParser } from '../readers/index.js';
import type { RenderedFile } from '../rendered-file.js';

/** The documents of manifests and of the ClusterConfig as the built-in templates make them. */
export function builtInDocuments(
  files: readonly RenderedFile[],
  parse: YamlParser,
): readonly SourceDocument[] {
  return files
    .filter(({ path }) => ['kubernetes', 'eksctl'].includes(groupOf(path)))
    .flatMap((file) =>
      parse(sourceOf(file)).documents.flatMap(({ index, root }) =>
        root === undefined ? [] : [{ kind: kindOf(file.path), file: file.path, index, root }],
      ),
    );
}

function kindOf(path: string): SourceDocument['kind'] {
  if (path === 'kubernetes/kustomization.yaml') return 'kustomization';
  return groupOf(path) === 'eksctl' ? 'eksctl' : 'kubernetes';
}
