import { groupOf } from '../artifacts/index.js';
import { type Node, parseYaml, type SourceDocument, SourceText, sourceOf } from '../readers/index.js';
import type { RenderedFile } from '../rendered-file.js';

/** A value as `yamlScalar` writes it, behind a key or the dash of an item. */
const VALUE = /(?<=: |- )(?:"[^"\\\n]*"|[\w/][\w./@+=*:-]*)$/gm;

/** A value, and the offset at which it stands. */
interface Written {
  readonly text: string;
  readonly start: number;
}

/** The documents of a text by their numbers, and the values in it. */
interface Parsed {
  readonly roots: ReadonlyMap<number, Node>;
  readonly values: readonly Written[];
}

/**
 * The documents of manifests and of the ClusterConfig as the built-in templates make them. Most of these files differ from others in values
 * alone: of each form one is parsed, and the others are that with their own values in it, each of which the parser reads by itself.
 * That holds for what we write ourselves, and nobody applies; what a standard had a part in is parsed. Places are of no use.
 */
export function builtInDocuments(files: readonly RenderedFile[]): readonly SourceDocument[] {
  const reader = new FormReader();
  return files
    .filter(({ path }) => ['kubernetes', 'eksctl'].includes(groupOf(path)))
    .flatMap((file) =>
      [...reader.read(sourceOf(file))].map(([index, root]) => ({
        ...{ kind: kindOf(file.path), file: file.path, index, root },
      })),
    );
}

function kindOf(path: string): SourceDocument['kind'] {
  if (path === 'kubernetes/kustomization.yaml') return 'kustomization';
  return groupOf(path) === 'eksctl' ? 'eksctl' : 'kubernetes';
}

class FormReader {
  /** By the text without its values. */
  private readonly forms = new Map<string, Parsed>();
  private readonly scalars = new Map<string, Node | undefined>();

  read(source: SourceText): Parsed['roots'] {
    const values: Written[] = [];
    const form = source.text.replace(VALUE, (text, start) => {
      values.push({ text, start });
      return '\0';
    });
    const known = this.forms.get(form);
    const filled = known && this.filled(known, values);
    if (filled !== undefined) return filled;
    const { documents } = parseYaml(source);
    const roots = new Map(
      documents.flatMap(({ index, root }) => (root === undefined ? [] : [[index, root]])),
    );
    this.forms.set(form, { roots, values });
    return roots;
  }

  /** The same documents with other values; undefined where one of them is not a whole scalar. */
  private filled({ roots, values }: Parsed, others: readonly Written[]): Parsed['roots'] | undefined {
    const changed = new Map<number, { readonly end: number; readonly node: Node }>();
    for (const [index, { text, start }] of values.entries()) {
      const other = others[index]?.text;
      if (other === undefined || other === text) continue;
      const node = this.scalarOf(other);
      if (node === undefined) return undefined;
      changed.set(start, { end: start + text.length, node });
    }
    let left = changed.size;
    const fill = (node: Node): Node => {
      if (node.kind === 'list') return { ...node, items: node.items.map(fill) };
      if (node.kind === 'map')
        return { ...node, entries: node.entries.map((item) => ({ ...item, value: fill(item.value) })) };
      const value = changed.get(node.place.start);
      if (value?.end !== node.place.end) return node;
      left -= 1;
      return value.node;
    };
    const filled = new Map([...roots].map(([index, root]) => [index, fill(root)]));
    return left === 0 ? filled : undefined;
  }

  private scalarOf(text: string): Node | undefined {
    if (!this.scalars.has(text)) this.scalars.set(text, readScalar(text));
    return this.scalars.get(text);
  }
}

function readScalar(text: string): Node | undefined {
  const { documents, problems } = parseYaml(new SourceText('', text, 'yaml'));
  const [document, ...more] = documents;
  return document?.root?.kind === 'scalar' && problems.length + more.length === 0 ? document.root : undefined;
}
