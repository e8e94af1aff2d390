/** What a file's content is written in, and for which program where that makes a difference. */
export type FileFormat =
  | 'terraform'
  | 'terraform-json'
  | 'terraform-variables'
  | 'terraform-variables-json'
  | 'hcl'
  | 'yaml'
  | 'json'
  | 'other';

/** What a file is by its name, or by how it begins when the name does not tell. */
export function formatOf(path: string, text: string): FileFormat {
  if (PROGRAM.test(path)) return 'other';
  if (/\.(tf|tofu)$/.test(path)) return 'terraform';
  if (/\.(tf|tofu)\.json$/.test(path)) return 'terraform-json';
  if (path.endsWith('.tfvars')) return 'terraform-variables';
  if (path.endsWith('.tfvars.json')) return 'terraform-variables-json';
  if (path.endsWith('.hcl')) return 'hcl';
  if (/\.ya?ml$|(^|\/)Kustomization$/.test(path)) return 'yaml';
  if (path.endsWith('.template') && !/^\s*[{[]/.test(text)) return mayBeTemplate(text) ? 'yaml' : 'other';
  return path.endsWith('.json') || /^\s*[{[]/.test(text) ? 'json' : 'other';
}

/** Scripts, and languages in which configurations are written as programs. */
export const PROGRAM = /\.(?:sh|bash|jsonnet|libsonnet|cue|k)$/;

/** Whether a file that ends in `.template`, as those of many programs do, may be one of CloudFormation's. */
export const mayBeTemplate = (text: string): boolean => /AWSTemplateFormatVersion|\bAWS::\w+::\w/.test(text);

/** What a text is that has no name, such as standard input: JSON, HCL, and otherwise YAML. */
export function formatOfText(text: string): FileFormat {
  const start = afterComments(text);
  // `{{` and `{%` begin the code of templates.
  if (/^(?:\{(?![{%])|\[)/.test(start)) return isTerraformJson(start) ? 'terraform-json' : 'json';
  const first = HCL_ITEM.exec(start)?.[1];
  if (first === undefined) return 'yaml';
  return TERRAFORM_BLOCKS.has(first) && !hasTerragruntBlock(text) ? 'terraform' : 'hcl';
}

/** Whether a text has a block or attribute of Terragrunt's that Terraform does not have. */
export function hasTerragruntBlock(text: string): boolean {
  return /^[ \t]*(?:include|dependency|generate)[ \t]+"[^"\n]*"[ \t]*\{|^[ \t]*(?:remote_state|dependencies)[ \t]*\{|^inputs[ \t]*=/m.test(
    text,
  );
}

export const isJson = (format: FileFormat): boolean => format.endsWith('json');

/** Bytes that a reader takes on in about a gigabyte of memory. */
export function largestOf(format: FileFormat): number {
  if (isJson(format)) return 25_000_000;
  return format === 'yaml' ? 10_000_000 : 4_000_000;
}

/** The head of a block, or an attribute, with its name; a key of YAML has a colon behind it. */
const HCL_ITEM = /^([A-Za-z_][\w-]*)(?:[ \t]+(?:"[^"\n]*"|[A-Za-z_][\w-]*))*[ \t]*(?:\{|=(?!=))/;

/** https://developer.hashicorp.com/terraform/language */
const TERRAFORM_BLOCKS: ReadonlySet<string> = new Set([
  ...['resource', 'data', 'ephemeral', 'module', 'variable', 'output', 'locals', 'provider', 'terraform'],
  ...['moved', 'removed', 'import', 'check'],
]);

function isTerraformJson(text: string): boolean {
  try {
    const keys = Object.keys(JSON.parse(text)).filter((key) => key !== '//');
    return keys.length > 0 && keys.every((key) => TERRAFORM_BLOCKS.has(key));
  } catch {
    return false;
  }
}

function afterComments(text: string): string {
  const blank = /\s+|(?:#|\/\/).*|\/\*[\s\S]*?\*\//y;
  let at = 0;
  while (blank.test(text)) at = blank.lastIndex;
  return text.slice(at);
}
