import { type Gap, offsetsIn } from '../text/gaps.js';
import type { CopiedTree, CstNode } from './cst-node.js';

/** What stands in quotes, and a name behind a dot. */
const TOKEN = /"(?:[^"\\\n]|\\.)*"|(?<=\.)[A-Za-z_][\w-]*/g;

/** Text in quotes that is one literal: no escape, no template, no space at its ends, which the grammar takes for none of it. */
const LITERAL = /^"[!#&-[\]-~](?:[ !#&-[\]-~]*[!#&-[\]-~])?"$/;

const KEYWORD = /^(?:for|in|if|else|endif|endfor|null|true|false)$/;

/** A gap, and what its node is where the regular expression sees tokens as the grammar does: behind a quote in a comment it need not. */
interface Token extends Gap {
  readonly type: 'template_literal' | 'identifier';
}

/** A text that was parsed, as the pattern of those that differ from it in gaps alone. */
interface Form {
  readonly gaps: readonly Token[];
  readonly root: CstNode;
}

/**
 * Trees of HCL texts of which many differ from others in names and literals alone, as generated roles do: of each form one is parsed, and
 * the others have the same tree, since the kinds of their tokens are. Gives any text the tree that the parser gives it.
 */
export class AlikeTrees {
  /** By the text without what stands in its gaps. */
  private readonly forms = new Map<string, Form>();

  copy(text: string, copyAlone: (text: string) => CopiedTree): CopiedTree {
    if (/[^\n -~]/.test(text)) return copyAlone(text);
    const gaps: Token[] = [];
    const pattern = text.replace(TOKEN, (token, at) => {
      const isQuoted = token.startsWith('"');
      if (isQuoted ? !LITERAL.test(token) : KEYWORD.test(token)) return token;
      gaps.push(
        isQuoted
          ? { text: token.slice(1, -1), start: at + 1, type: 'template_literal' }
          : { text: token, start: at, type: 'identifier' },
      );
      return isQuoted ? '"\0"' : '\x01';
    });
    const form = this.forms.get(pattern);
    const root = form && filled(form, gaps);
    if (root !== undefined) return { root, tooDeep: [] };
    const copied = copyAlone(text);
    if (form === undefined && copied.tooDeep.length === 0 && !copied.root.broken)
      this.forms.set(pattern, { gaps, root: copied.root });
    return copied;
  }
}

/** The tree of a form with other gaps; undefined where one of those is no whole token in the form, as in a comment or heredoc. */
function filled({ gaps, root }: Form, others: readonly Gap[]): CstNode | undefined {
  const changed = new Map<number, Token>();
  for (const [index, gap] of gaps.entries())
    if (others[index]?.text !== gap.text) changed.set(gap.start, gap);
  const offset = offsetsIn(gaps, others);
  const fill = (node: CstNode): CstNode => {
    const { type, start, end } = node;
    const gap = changed.get(start);
    if (gap?.type === type && start + gap.text.length === end) changed.delete(start);
    return { ...node, start: offset(start), end: offset(end), children: node.children.map(fill) };
  };
  const copy = fill(root);
  return changed.size === 0 ? copy : undefined;
}
