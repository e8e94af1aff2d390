import type { Node, StringNode } from '../node.js';
import { SourceText, type Span } from '../text/source-text.js';
import { parseYaml } from '../yaml/parse-yaml.js';

/** The documents of a patch that is written inside a kustomization; every place is that of the whole text. */
export function documentIn(node: StringNode): readonly Node[] {
  const { documents } = parseYaml(new InlineText(node.place, node.value));
  return documents.flatMap(({ root }) => (root === undefined ? [] : [root]));
}

class InlineText extends SourceText {
  constructor(
    private readonly at: Span,
    text: string,
  ) {
    super(at.file, text);
  }

  override span(): Span {
    return this.at;
  }
}
