import { isValues } from '../helm/read-values.js';
import type { Node } from '../node.js';
import { entryOf } from '../node-access.js';
import { hasTerragruntBlock } from '../text/format.js';
import type { SourceText } from '../text/source-text.js';
import { ROLE_OR_ACCOUNT } from './ours.js';

/** A kind of file that says something about access, and that no reader understands yet. */
export interface Recogniser {
  /** For one file, in the singular. */
  readonly kind: string;
  /** For several. */
  readonly kinds: string;
  /** Tells one by a document of its YAML or JSON. */
  isDocument?(root: Node, source: SourceText): boolean;
  /** Tells one by its name and text, where no reader parses it. */
  isText?(source: SourceText): boolean;
}

/** Every kind that is recognised and not read, the more telling first: the first that fits names a document. */
export const RECOGNISERS: readonly Recogniser[] = [
  {
    kind: 'an app of CDK',
    kinds: 'apps of CDK',
    isDocument: (root, { file }) => /(^|\/)cdk\.json$/.test(file) && has(root, 'app'),
  },
  {
    kind: 'a file of values for a Helm chart',
    kinds: 'files of values for Helm charts',
    isDocument: (root, source) => isValues(root, source) && ROLE_OR_ACCOUNT.test(source.text),
  },
  {
    kind: 'a template of a Helm chart',
    kinds: 'templates of Helm charts',
    isText: ({ file, text, format }) =>
      (format === 'yaml' || file.endsWith('.tpl')) && /\{\{/.test(text) && ROLE_OR_ACCOUNT.test(text),
  },
  {
    kind: 'a stack of Terragrunt',
    kinds: 'stacks of Terragrunt',
    isText: ({ file }) => /(^|\/)terragrunt\.stack\.hcl$/.test(file),
  },
  {
    kind: 'a configuration of Terragrunt that no unit includes',
    kinds: 'configurations of Terragrunt that no unit includes',
    isText: ({ text, format }) => format === 'hcl' && hasTerragruntBlock(text),
  },
];

const has = (root: Node | undefined, key: string) => entryOf(root, key) !== undefined;
