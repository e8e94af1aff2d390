import type { Given, VariableSource } from './given.js';
import { type HclWasm, loadHclParser } from './hcl/load-hcl.js';
import { emptyInventory, type FileFormat, type Inventory, type MutableInventory } from './inventory.js';
import { problem } from './problems.js';
import { readYamlSources } from './read-yaml-files.js';
import { notReadFindings, recogniseText } from './recognise/recognise.js';
import { hasTemplates } from './terraform/json-syntax.js';
import { buildProject, readProject, terraformRoleOf } from './terraform/read-terraform.js';
import { SourceText, type TextFile } from './text/source-text.js';
import { withoutPlaceholders } from './without-placeholders.js';

/** How files are read. */
export interface ReadOptions {
  /** Where the HCL parser is; by default beside the program or in node_modules. */
  readonly wasm?: HclWasm;
  /** What is known besides the files. */
  readonly given?: Given;
  /** Values of Terraform variables, for root modules; the later one wins. */
  readonly variables?: readonly VariableSource[];
  /** Whether what looks like a placeholder is one, hence unknown (default), or plain text, as in files of our own. */
  readonly placeholders?: 'unknown' | 'text';
}

/** Reads any mix of files into one inventory; loads the HCL parser only when a file needs it. */
export async function readFiles(files: readonly TextFile[], options: ReadOptions = {}): Promise<Inventory> {
  const inventory = emptyInventory();
  const sources = files.map((file) => new SourceText(file.path, file.content));
  for (const source of sources) {
    inventory.files.push({ path: source.file, format: formatOf(source), source });
  }
  for (const { format, source } of inventory.files) if (format === 'other') recogniseText(source, inventory);
  const terraform = sources.filter((source) => terraformRoleOf(source.file) !== undefined);
  const configured = emptyInventory();
  let templates: ReadonlySet<SourceText> = new Set();
  if (terraform.length > 0) {
    const parser =
      terraform.some(needsHcl) || options.variables?.length ? await loadHclParser(options.wasm) : undefined;
    const project = buildProject(sources, parser, options);
    readProject(project, configured);
    templates = project.templates;
  }
  const plain = sources.filter((source) => ['yaml', 'json'].includes(formatOf(source)));
  const [filledIn, own] = split(plain, (source) => templates.has(source) && hasTemplates(source.text));
  for (const source of filledIn) inventory.diagnostics.push(asTemplate(source));
  readYamlSources(own, inventory, filledIn);
  append(inventory, configured);
  inventory.diagnostics.push(...notReadFindings(inventory.recognised));
  return options.placeholders === 'text' ? inventory : withoutPlaceholders(inventory);
}

/** What Terraform says comes after what the other files say. */
function append(inventory: MutableInventory, more: MutableInventory): void {
  for (const key of Object.keys(more) as (keyof MutableInventory)[]) {
    const target: unknown[] = inventory[key];
    for (const item of more[key]) target.push(item);
  }
}

function split<T>(items: readonly T[], test: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

const asTemplate = (source: SourceText) =>
  problem(
    'read/not-checked',
    'a template of Terraform: what it renders is checked where a resource uses it',
    source.span(0, 0),
  );

/** What a file is by its name, or by how it begins when the name does not tell. */
function formatOf({ file: path, text }: SourceText): FileFormat {
  const role = terraformRoleOf(path);
  if (role === 'variables') return 'terraform-variables';
  if (role === 'configuration') return path.endsWith('.json') ? 'terraform-json' : 'terraform';
  if (/\.tofu(\.json)?$/.test(path)) return 'other';
  if (/\.ya?ml$|(^|\/)Kustomization$/.test(path)) return 'yaml';
  return path.endsWith('.json') || /^\s*[{[]/.test(text) ? 'json' : 'other';
}

const needsHcl = (source: SourceText) =>
  !source.file.endsWith('.json') || hasTemplates(source.text) || source.text.includes('"module"');
