import { parseHcl } from '../hcl/parse-hcl.js';
import type { HclAttribute, HclBlock, HclBody } from '../hcl/syntax.js';
import type { LeftOut } from '../inventory.js';
import { type Node, unknown } from '../node.js';
import { isMap, isString } from '../node-access.js';
import { partsOf } from '../parts.js';
import { folderOf, foldersAround, joinPath } from '../paths.js';
import { problem } from '../problems.js';
import { blocksOf } from '../terraform/blocks.js';
import { moved } from '../terraform/json-syntax.js';
import { Memo } from '../terraform/memo.js';
import { TerraformModule } from '../terraform/module.js';
import type { TerraformFile, TerraformProject } from '../terraform/project.js';
import { registryModuleOf } from '../terraform/registry-modules.js';
import { SourceText, type Span } from '../text/source-text.js';
import { Configuration, type Configurations } from './config.js';
import { pathFrom, relativeTo } from './functions.js';
import { isStackFile, type MadeUnit, unitsOfStack } from './stacks.js';

/** Whether Terragrunt runs a file by itself. */
export const isUnit = (path: string): boolean => /(?:^|\/)terragrunt\.hcl$/.test(path);

/** A project in which each unit is a root that calls its module with its inputs, as Terragrunt does. */
export interface WithUnits {
  readonly project: TerraformProject;
  /** The files of Terragrunt that were read. */
  readonly read: ReadonlySet<string>;
  /** Those of them that say something of a module which is known. */
  readonly relevant: ReadonlySet<string>;
  readonly leftOut: readonly LeftOut[];
}

/** Adds the units among the files to the Terraform project. */
export function withUnits(project: TerraformProject): WithUnits {
  const units = new Units(project);
  const paths = [...project.texts.keys()];
  const copied = new Set(paths.filter(isStackFile).flatMap((path) => units.makeStack(path)));
  for (const path of paths) if (isUnit(path) && !copied.has(path)) units.ensure(folderOf(path));
  units.ensureMade();
  return units;
}

class Units implements Configurations, WithUnits {
  readonly project: TerraformProject;
  readonly read = new Set<string>();
  readonly relevant = new Set<string>();
  readonly leftOut: LeftOut[] = [];
  private readonly folders: Map<string, readonly TerraformFile[]>;
  private readonly variableFiles: Map<string, readonly TerraformFile[]>;
  private readonly diagnostics: TerraformProject['diagnostics'][number][];
  private readonly memo = new Memo();
  /** The units that stacks make, by where they make them. */
  private readonly made = new Map<string, MadeUnit>();
  private readonly allFolders: ReadonlySet<string>;

  constructor(project: TerraformProject) {
    this.folders = new Map(project.folders);
    this.variableFiles = new Map(project.variableFiles);
    this.diagnostics = [...project.diagnostics];
    this.allFolders = new Set([...project.texts.keys()].flatMap(foldersAround));
    const { folders, variableFiles, diagnostics } = this;
    this.project = { ...project, folders, variableFiles, diagnostics };
  }

  /** Makes the unit in a folder a root of Terraform, once; a folder without one stays as it is. */
  ensure(folder: string): void {
    this.memo.once(`unit ${folder}`, () => this.add(folder));
  }

  /** Takes up the units of a stack; the files that they are copies of, which nobody runs where they stand. */
  makeStack(path: string): readonly string[] {
    if (this.bodyOf(path) === undefined) return [];
    const { units, leftOut } = unitsOfStack(this, path);
    this.leftOut.push(...leftOut);
    for (const unit of units) this.made.set(unit.folder, unit);
    return units.map(({ file }) => file);
  }

  ensureMade(): void {
    for (const folder of this.made.keys()) this.ensure(folder);
  }

  valuesOf(unit: string): Node | undefined {
    return this.made.get(folderOf(unit))?.values;
  }

  bodyOf(path: string): HclBody | undefined {
    const source = this.project.texts.get(path);
    const { parser } = this.project;
    if (source === undefined || source.format !== 'hcl' || parser === undefined) return undefined;
    return this.memo.once(`file ${path}`, () => {
      this.read.add(path);
      const { body, problems } = parseHcl(source, parser);
      this.diagnostics.push(...problems);
      return body;
    });
  }

  exists(path: string): boolean {
    return this.project.texts.has(path) || this.allFolders.has(path);
  }

  isUnit(folder: string): boolean {
    return this.made.has(folder) || this.project.texts.has(unitIn(folder));
  }

  output(folder: string, name: string, place: Span): Node {
    this.ensure(folder);
    const root = this.memo.once(`module ${folder}`, () =>
      this.folders.has(folder)
        ? new TerraformModule(this.project, folder, { scope: folder, prefix: '', callers: [] })
        : undefined,
    );
    if (root === undefined) return unknown(`no file says what the unit ${folder} gives out`, place);
    const call = this.calls.get(folder);
    if (call === undefined) return root.output(name, place);
    return root.resolve('module', [{ name: call }, { name }], place).value;
  }

  /** The name of the module's call by the folder of the unit, where it is not the folder itself that is run. */
  private readonly calls = new Map<string, string>();

  private add(folder: string): void {
    const file = this.made.get(folder)?.file ?? unitIn(folder);
    if (this.bodyOf(file) === undefined) return;
    const config = new Configuration(this, file, unitIn(folder));
    for (const { what, place } of config.missing())
      this.diagnostics.push(problem('read/not-checked', `${file}: ${what}`, place));
    const source = config.source();
    const own = this.folders.get(folder);
    if (source === undefined && own === undefined) return;
    const made = this.generated(config);
    const inputs = attributesOf(config.inputs());
    if (source === undefined) {
      this.folders.set(folder, [...(own ?? []), ...made]);
      this.variableFiles.set(folder, [...(this.variableFiles.get(folder) ?? []), fileOf(file, inputs)]);
    } else {
      const called = this.calledBy(source.value, source.place, folder);
      const name = folder.slice(folder.lastIndexOf('/') + 1) || 'unit';
      this.calls.set(folder, name);
      const call = callOf(name, [...called.attributes, ...inputs], source.place);
      this.folders.set(folder, [fileOf(file, [call]), ...(own ?? []), ...made]);
      if (!called.isKnown) return void this.leftOut.push({ file, reason: called.reason });
    }
    for (const each of config.files()) this.relevant.add(each);
  }

  /** Where the module is, as a call in Terraform says it: `tfr:///a/b/c?version=1` is a module of the registry. */
  private calledBy(source: Node, place: Span, folder: string): Called {
    if (!isString(source)) {
      const why = source.kind === 'unknown' ? source.reason : 'it is no text';
      return {
        ...{ attributes: [attribute('source', source, place)], isKnown: false },
        reason: `where its module is, is not known: ${why}`,
      };
    }
    const says = (name: string, value: string): HclAttribute => ({
      ...{ kind: 'attribute', name, namePlace: place },
      value: { kind: 'literal', value, raw: value, place: source.place },
    });
    const reason = `its module ${source.value} is not among the files`;
    const target = pathFrom(folder, source.value, (each) => this.folders.has(each)) ?? '';
    // Terragrunt takes for a folder what is no address, with or without a dot before it.
    if (/^[./]/.test(source.value) || this.folders.has(target)) {
      const way = relativeTo(folderOf(place.file), target);
      const attributes = [says('source', way.startsWith('.') ? way : `./${way}`)];
      return { attributes, isKnown: this.folders.has(target), reason };
    }
    const [, inRegistry, version] = /^tfr:\/\/(?:[^/]*)\/(.*?)(?:\?version=(.*))?$/.exec(source.value) ?? [];
    const path = inRegistry ?? source.value;
    return {
      attributes: [says('source', path), ...(version === undefined ? [] : [says('version', version)])],
      isKnown: registryModuleOf(path, version) !== undefined,
      reason,
    };
  }

  /** Providers that are generated, even where only some of their text is known, and whatever else is known as a whole. */
  private generated(config: Configuration): readonly TerraformFile[] {
    const { parser } = this.project;
    return config.generated().flatMap((contents) => {
      if (parser === undefined || !(isString(contents) || contents.kind === 'unknown')) return [];
      const lines = partsOf(contents)
        .map((part) => (typeof part === 'string' ? part : HOLE))
        .join('')
        .split('\n');
      const known = lines.filter((line) => !line.includes(HOLE));
      const { body, problems } = parseHcl(new SourceText(contents.place.file, known.join('\n')), parser);
      const items = known.length === lines.length ? body.items : blocksOf(body, 'provider');
      return problems.length > 0 ? [] : [fileOf(contents.place.file, moved(items, contents.place))];
    });
  }
}

/** How a unit calls its module. */
interface Called {
  readonly attributes: readonly HclAttribute[];
  /** Whether what it calls is among the files, or public and known. */
  readonly isKnown: boolean;
  readonly reason: string;
}

const unitIn = (folder: string) => joinPath(folder, 'terragrunt.hcl') ?? '';

const HOLE = '\uFFFC';

function fileOf(path: string, items: HclBody['items']): TerraformFile {
  const source = new SourceText(path, '');
  return { source, body: { items, place: source.span(0, 0) } };
}

function callOf(name: string, items: HclBody['items'], place: Span): HclBlock {
  const label = { text: name, place };
  return { kind: 'block', type: 'module', typePlace: place, labels: [label], body: { items, place }, place };
}

function attributesOf(inputs: Node): readonly HclAttribute[] {
  return (isMap(inputs) ? inputs.entries : []).flatMap(({ key, keyNode, value }) =>
    key === undefined || key === 'source' || key === 'version' ? [] : [attribute(key, value, keyNode.place)],
  );
}

function attribute(name: string, value: Node, namePlace: Span): HclAttribute {
  return { kind: 'attribute', name, namePlace, value: { kind: 'value', value, place: value.place } };
}
