import { quote } from '../../text/quote.js';
import type { HclBlock, HclBody } from '../hcl/syntax.js';
import { absent, entry, list, type MapEntry, map, type Node, unknown } from '../node.js';
import { fieldOf, isMap, isString } from '../node-access.js';
import { folderOf } from '../paths.js';
import { attributeOf, blocksOf } from '../terraform/blocks.js';
import { type EvaluationContext, Evaluator } from '../terraform/evaluator.js';
import { readTemplateFile, readTextFile } from '../terraform/files.js';
import { Memo } from '../terraform/memo.js';
import type { TerraformProject } from '../terraform/project.js';
import type { Head, Step } from '../terraform/traversal.js';
import type { Span } from '../text/source-text.js';
import { pathFrom, type Surroundings, terragruntFunction } from './functions.js';

/** What configurations are read with. */
export interface Configurations {
  readonly project: TerraformProject;
  /** The syntax of a file; undefined where it is not among the files, or no HCL. */
  bodyOf(path: string): HclBody | undefined;
  /** Whether a file or folder is among the files. */
  exists(path: string): boolean;
  /** Whether a folder has a unit. */
  isUnit(folder: string): boolean;
  /** What a stack gives the unit whose file it is. */
  valuesOf(unit: string): Node | undefined;
  /** The output of the unit in a folder. */
  output(folder: string, name: string, place: Span): Node;
}

const MAX_INCLUDES = 10;

/** One file of Terragrunt, evaluated as a part of a unit. */
export class Configuration implements EvaluationContext {
  readonly body: HclBody;
  private readonly evaluator = new Evaluator(this);
  private readonly memo = new Memo();

  constructor(
    private readonly all: Configurations,
    readonly file: string,
    private readonly unit: string,
    private readonly depth = 0,
    private readonly includedAs?: string,
  ) {
    this.body = all.bodyOf(file) ?? { items: [], place: { file, line: 1, column: 1, start: 0, end: 0 } };
  }

  /** The files that it includes, by the names of the blocks. */
  includes(): ReadonlyMap<string, Configuration> {
    return this.memo.once('includes', () => this.included()) ?? new Map();
  }

  private included(): ReadonlyMap<string, Configuration> {
    const found = new Map<string, Configuration>();
    for (const block of blocksOf(this.body, 'include')) {
      const path = this.attribute(block, 'path');
      const file = isString(path) ? this.path(path.value) : undefined;
      if (file === undefined || this.depth >= MAX_INCLUDES || this.all.bodyOf(file) === undefined) continue;
      const name = block.labels[0]?.text ?? '';
      found.set(name, new Configuration(this.all, file, this.unit, this.depth + 1, file));
    }
    return found;
  }

  /** The file with those that it includes. */
  files(): readonly string[] {
    return [this.file, ...[...this.includes().values()].flatMap((each) => each.files())];
  }

  /** Why an include is not followed, for each that is not. */
  missing(): readonly { readonly what: string; readonly place: Span }[] {
    return blocksOf(this.body, 'include').flatMap((block) => {
      const path = this.attribute(block, 'path');
      if (this.includes().has(block.labels[0]?.text ?? '')) return [];
      if (isString(path)) return [{ what: `${quote(path.value)} is not among the files`, place: path.place }];
      const reason = path?.kind === 'unknown' ? path.reason : 'it has no path';
      return [{ what: `what it includes is not known: ${reason}`, place: block.place }];
    });
  }

  /** The inputs with those of what it includes below them. */
  inputs(): Node {
    return this.memo.once('inputs', () => this.mergedInputs()) ?? this.open('the inputs refer to themselves');
  }

  private mergedInputs(): Node {
    const item = attributeOf(this.body, 'inputs');
    const own =
      item === undefined ? map([], this.body.place) : this.evaluator.evaluate(item.value, new Map());
    const layers = blocksOf(this.body, 'include').flatMap((block) => {
      const config = this.includes().get(block.labels[0]?.text ?? '');
      const strategy = this.attribute(block, 'merge_strategy');
      const how = isString(strategy) ? strategy.value : 'shallow';
      return config === undefined || how === 'no_merge'
        ? []
        : [{ inputs: config.inputs(), isDeep: how === 'deep' }];
    });
    return layers.reduce((above, { inputs, isDeep }) => laid(inputs, above, isDeep), own);
  }

  /** The source of the unit's module: the own one, else that of what it includes. */
  source(): { readonly value: Node; readonly place: Span } | undefined {
    for (const block of blocksOf(this.body, 'terraform')) {
      const value = this.attribute(block, 'source');
      if (value !== undefined) return { value, place: block.place };
    }
    return [...this.includes().values()].map((each) => each.source()).find((each) => each !== undefined);
  }

  /** The contents of the files that it generates, and those of what it includes. */
  generated(): readonly Node[] {
    const own = blocksOf(this.body, 'generate').flatMap((block) => this.attribute(block, 'contents') ?? []);
    return [...own, ...[...this.includes().values()].flatMap((each) => each.generated())];
  }

  /** What `read_terragrunt_config` gives. */
  whole(): Node {
    const { place } = this.body;
    const locals = blocksOf(this.body, 'locals').flatMap((block) => block.body.items);
    const entries = locals.flatMap((item): readonly MapEntry[] =>
      item.kind === 'attribute'
        ? [entry(item.name, item.namePlace, this.local(item.name, item.namePlace))]
        : [],
    );
    return map([entry('locals', place, map(entries, place)), entry('inputs', place, this.inputs())], place, [
      this.open('only locals and inputs of the file are read'),
    ]);
  }

  resolve(root: string, steps: readonly Step[], place: Span): Head {
    const names = steps.map((step) => ('name' in step ? step.name : indexOf(step)));
    const [first = '', second = '', third] = names;
    if (root === 'local') return { value: this.local(first, place), used: 1, symbol: `local.${first}` };
    if (root === 'include') return this.exposed(first, second, place);
    const values = root === 'values' ? this.all.valuesOf(this.unit) : undefined;
    if (values !== undefined)
      return {
        value: fieldOf(values, first) ?? absent(`values.${first}`, place),
        used: 1,
        symbol: `values.${first}`,
      };
    if (root !== 'dependency')
      return { value: this.open(`${root} is known only to Terragrunt`), used: 0, symbol: root };
    const symbol = `dependency.${first}.outputs${third === undefined ? '' : `.${third}`}`;
    if (second !== 'outputs' || third === undefined)
      return {
        value: this.open(`the outputs of dependency ${first} are not known as a whole`),
        used: 2,
        symbol,
      };
    return { value: this.output(first, third, place), used: 3, symbol };
  }

  readFile(path: string, place: Span): Node {
    return readTextFile(this.all.project, folderOf(this.unit), path.replace(/^\//, ''), place);
  }

  readTemplate(path: string, values: Node, place: Span): Node {
    const scope = folderOf(this.unit);
    return readTemplateFile(this.all.project, scope, path.replace(/^\//, ''), values, this.evaluator, place);
  }

  callOwn(name: string, args: readonly Node[], place: Span): Node | undefined {
    return terragruntFunction(name, args, this.surroundings(), place);
  }

  private surroundings(): Surroundings {
    return {
      ...{ unit: this.unit, file: this.file, given: this.all.project.given },
      includePath: (name) => this.includedAs ?? this.includes().get(name ?? this.onlyInclude())?.file,
      exists: (path) => this.all.exists(path),
      read: (path, place) => this.other(path, place),
    };
  }

  private onlyInclude(): string {
    return [...this.includes().keys()][0] ?? '';
  }

  /** Another file, which is evaluated by itself. */
  private other(path: string, place: Span): Node {
    const file = this.path(path);
    if (file === undefined || this.all.bodyOf(file) === undefined || this.depth >= MAX_INCLUDES)
      return unknown(`${quote(path)} is not among the files`, place);
    const found = this.memo.once(`read ${file}`, () =>
      new Configuration(this.all, file, file, this.depth + 1).whole(),
    );
    return found ?? unknown(`${quote(path)} reads itself`, place);
  }

  private local(name: string, place: Span): Node {
    const blocks = blocksOf(this.body, 'locals');
    const item = blocks.map((block) => attributeOf(block.body, name)).find((each) => each !== undefined);
    if (item === undefined) return absent(`local.${name} in ${this.file}`, place);
    const value = this.memo.once(`local.${name}`, () => this.evaluator.evaluate(item.value, new Map()));
    return value ?? unknown(`local.${name} refers to itself`, place);
  }

  /** `include.root.locals.x`; without a name there is one include. */
  private exposed(first: string, second: string, place: Span): Head {
    const named = this.includes().get(first);
    const config = named ?? this.includes().get('');
    const symbol = `include.${first}`;
    if (config === undefined)
      return { value: unknown(`${symbol} is not among the files`, place), used: 1, symbol };
    const [part, used] = named === undefined ? [first, 1] : [second, 2];
    return { value: fieldOf(config.whole(), part) ?? config.whole(), used, symbol };
  }

  /** What the unit of a dependency gives out; what `mock_outputs` says in its place never comes to AWS. */
  private output(dependency: string, name: string, place: Span): Node {
    const block = this.dependencies().get(dependency);
    if (block === undefined) return unknown(`there is no dependency ${quote(dependency)}`, place);
    const folder = block.folder;
    if (folder === undefined) return unknown(`where dependency ${quote(dependency)} is, is not known`, place);
    return this.all.output(folder, name, place);
  }

  private dependencies(): ReadonlyMap<string, { readonly folder: string | undefined }> {
    return this.memo.once('dependencies', () => this.allDependencies()) ?? new Map();
  }

  private allDependencies(): ReadonlyMap<string, { readonly folder: string | undefined }> {
    const found = new Map([...this.includes().values()].flatMap((each) => [...each.dependencies()]));
    for (const block of blocksOf(this.body, 'dependency')) {
      const path = this.attribute(block, 'config_path');
      const folder = isString(path)
        ? pathFrom(folderOf(this.unit), path.value, (each) => this.all.isUnit(each))
        : undefined;
      found.set(block.labels[0]?.text ?? '', { folder });
    }
    return found;
  }

  private path(path: string): string | undefined {
    return pathFrom(folderOf(this.unit), path, (each) => this.all.project.texts.has(each));
  }

  /** An argument of a block, evaluated. */
  attribute(block: HclBlock, name: string): Node | undefined {
    const found = attributeOf(block.body, name);
    return found === undefined ? undefined : this.evaluator.evaluate(found.value, new Map());
  }

  private open(reason: string) {
    return unknown(reason, this.body.place);
  }
}

function indexOf(step: Step): string | undefined {
  return 'index' in step && isString(step.index) ? step.index.value : undefined;
}

/** Inputs over those of an included file; deep ones merge what maps hold, and join lists. */
function laid(below: Node, above: Node, isDeep: boolean): Node {
  if (!isMap(below) || !isMap(above))
    return above.kind === 'unknown' ? above : isMap(above) ? opened(above, below) : above;
  const own = new Map(above.entries.map((item) => [item.key, item]));
  const kept = below.entries.map((item): MapEntry => {
    const change = own.get(item.key);
    if (change === undefined || item.key === undefined) return item;
    return isDeep ? { ...change, value: deeply(item.value, change.value) } : change;
  });
  const known = new Set(below.entries.map(({ key }) => key));
  const added = above.entries.filter(({ key }) => key === undefined || !known.has(key));
  return map([...kept, ...added], above.place, [...below.rest, ...above.rest]);
}

function deeply(below: Node, above: Node): Node {
  if (below.kind === 'list' && above.kind === 'list')
    return list([...below.items, ...above.items], above.place, [...below.rest, ...above.rest]);
  return isMap(below) && isMap(above) ? laid(below, above, true) : above;
}

const opened = (above: Node, below: Node): Node =>
  isMap(above) && below.kind === 'unknown' ? map(above.entries, above.place, [...above.rest, below]) : above;
