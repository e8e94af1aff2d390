import type { Given, VariableSource } from './given.js';
import { type HclWasm, loadHclParser } from './hcl/load-hcl.js';
import { emptyInventory, type FileFormat, type Inventory } from './inventory.js';
import { readYamlSources } from './read-yaml-files.js';
import { notReadFindings, recogniseText } from './recognise/recognise.js';
import { hasTemplates } from './terraform/json-syntax.js';
import { buildProject, readProject, terraformRoleOf } from './terraform/read-terraform.js';
import { SourceText, type TextFile } from './text/source-text.js';
import type { YamlOptions } from './yaml/parse-yaml.js';

/** How files are read. */
export interface ReadOptions extends YamlOptions {
  /** Where the HCL parser is; by default beside the program or in node_modules. */
  readonly wasm?: HclWasm;
  /** What is known besides the files. */
  readonly given?: Given;
  /** Values of Terraform variables, for root modules; the later one wins. */
  readonly variables?: readonly VariableSource[];
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
  readYamlSources(
    sources.filter((source) => ['yaml', 'json'].includes(formatOf(source))),
    inventory,
    options,
  );
  if (terraform.length > 0) {
    const parser =
      terraform.some(needsHcl) || options.variables?.length ? await loadHclParser(options.wasm) : undefined;
    readProject(buildProject(sources, parser, options), inventory);
  }
  inventory.diagnostics.push(...notReadFindings(inventory.recognised));
  return inventory;
}

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
