import type { Given, VariableSource } from './given.js';
import type { AlikeTrees } from './hcl/copy-alike.js';
import { type HclParser, type HclWasm, loadHclParser } from './hcl/load-hcl.js';
import { emptyInventory, type Inventory, type MutableInventory } from './inventory.js';
import { problem } from './problems.js';
import { readYamlSources } from './read-yaml-files.js';
import { notReadFindings, recogniseText } from './recognise/recognise.js';
import { hasTemplates } from './terraform/json-syntax.js';
import { buildProject, readProject, terraformRoleOf } from './terraform/read-terraform.js';
import { isUnit, withUnits } from './terragrunt/units.js';
import { isJson } from './text/format.js';
import { type SourceText, sourceOf, type TextFile } from './text/source-text.js';
import { withoutPlaceholders } from './without-placeholders.js';
import type { AlikeParser } from './yaml/parse-alike.js';

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
  /** What reads files of which many are alike; by default each is parsed. */
  readonly alike?: Alike;
}

/** Reads any mix of files into one inventory; loads the HCL parser only when a file needs it. */
export async function readFiles(files: readonly TextFile[], options: ReadOptions = {}): Promise<Inventory> {
  const inventory = emptyInventory();
  const sources = withoutTwins(files.map(sourceOf), inventory);
  for (const source of sources) {
    inventory.files.push({ path: source.file, source });
  }
  const terraform = sources.filter((source) => terraformRoleOf(source) !== undefined || isUnit(source.file));
  const configured = emptyInventory();
  let templates: ReadonlySet<SourceText> = new Set();
  let terragrunt: ReadonlySet<string> = new Set();
  if (terraform.length > 0) {
    const parser =
      terraform.some(needsHcl) || options.variables?.length ? await hclParser(options) : undefined;
    const { project, read, relevant, leftOut } = withUnits(buildProject(sources, parser, options));
    readProject(project, configured);
    configured.relevantFiles.push(...relevant);
    configured.leftOut.push(...leftOut);
    ({ templates } = project);
    terragrunt = read;
  }
  for (const source of sources)
    if (source.format === 'other' || (source.format === 'hcl' && !terragrunt.has(source.file)))
      recogniseText(source, inventory);
  const plain = sources.filter((source) => ['yaml', 'json'].includes(source.format));
  const [filledIn, own] = split(plain, (source) => templates.has(source) && hasTemplates(source.text));
  for (const source of filledIn) inventory.diagnostics.push(asTemplate(source));
  readYamlSources(own, inventory, {
    ...{
      templates: filledIn,
      given: options.given ?? {},
      declared: configured,
      parse: options.alike?.yaml.parse,
    },
  });
  append(inventory, configured);
  inventory.diagnostics.push(...notReadFindings(inventory.recognised));
  return options.placeholders === 'text' ? inventory : withoutPlaceholders(inventory);
}

/** Parsers of files of which many differ from others in names and values alone. */
export interface Alike {
  readonly yaml: AlikeParser;
  readonly hcl: AlikeTrees;
}

async function hclParser({ wasm, alike }: ReadOptions): Promise<HclParser> {
  const parser = await loadHclParser(wasm);
  return alike === undefined ? parser : { parse: parser.parse.bind(parser), alike: alike.hcl };
}

/** OpenTofu reads `main.tofu` in place of a `main.tf` beside it (https://opentofu.org/docs/language/files/). */
function withoutTwins(sources: readonly SourceText[], inventory: MutableInventory): readonly SourceText[] {
  const names = new Set(sources.map(({ file }) => file));
  const twinOf = (file: string) => file.replace(/\.tf(?=(?:\.json)?$)/, '.tofu');
  return sources.filter(({ file }) => {
    const twin = twinOf(file);
    if (twin === file || !names.has(twin)) return true;
    inventory.leftOut.push({ file, reason: `OpenTofu reads ${twin} in its place` });
    return false;
  });
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

const needsHcl = ({ format, text }: SourceText) =>
  !isJson(format) || hasTemplates(text) || text.includes('"module"');
