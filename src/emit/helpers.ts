import { Failure } from '../diagnostics.js';
import { type HclValue, hclName, hclValue } from './hcl.js';
import { commentText, markdownCode, markdownText, mermaidLabel, shellCommand, shellWord } from './text.js';
import { type YamlValue, yamlBlock, yamlFlow } from './yaml.js';

/** Handlebars hands every helper its named arguments last. */
interface HelperOptions {
  readonly hash: Readonly<Record<string, unknown>>;
}

/**
 * The encoders that templates may call, one for each format; nothing else puts a value into a template.
 * Their names stand in `template-helpers.json` for the build as well.
 */
export const templateHelpers = {
  yaml: (value: unknown) => yamlFlow(defined('yaml', value) as YamlValue),
  yamlBlock: (value: unknown, { hash }: HelperOptions) =>
    yamlBlock(defined('yamlBlock', value) as YamlValue, Number(hash['indent'] ?? 0)),
  json: (value: unknown) => JSON.stringify(defined('json', value)),
  hcl: (value: unknown) => hclValue(defined('hcl', value) as HclValue),
  hclName: (value: unknown) => hclName(text('hclName', value)),
  comment: (value: unknown) => commentText(text('comment', value)),
  md: (value: unknown) => markdownText(text('md', value)),
  code: (value: unknown) => markdownCode(text('code', value)),
  mermaid: (value: unknown) => mermaidLabel(text('mermaid', value)),
  /** A word, or the words of a command. */
  sh: (value: unknown) =>
    Array.isArray(value) ? shellCommand(value.map((word) => text('sh', word))) : shellWord(text('sh', value)),
};

function text(helper: string, value: unknown): string {
  return String(scalar(helper, value));
}

function scalar(helper: string, value: unknown): string | number | boolean {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  throw new Failure(
    'template-value',
    'internal',
    `{{${helper}}} takes text, a number or a boolean, not ${describe(value)}`,
  );
}

/** Handlebars passes a name that does not exist as undefined: a template must fail, not print nothing. */
function defined(helper: string, value: unknown): unknown {
  if (value !== undefined && value !== null) return value;
  throw new Failure('template-value', 'internal', `{{${helper}}} got no value`);
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  return Array.isArray(value) ? 'a list' : 'a map';
}
