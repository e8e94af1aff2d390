import { compareText } from '../../collections.js';
import type { Given, VariableSource } from '../given.js';
import type { HclParser } from '../hcl/load-hcl.js';
import { parseHcl } from '../hcl/parse-hcl.js';
import type { HclAttribute, HclBlock, HclBody } from '../hcl/syntax.js';
import type { MutableInventory, TerraformSettingFact } from '../inventory.js';
import { emptyInventory } from '../inventory.js';
import { parseJson } from '../json/parse-json.js';
import { folderOf, joinPath } from '../paths.js';
import { problem } from '../problems.js';
import { type FactContext, factOf } from '../resources/context.js';
import { readObject } from '../resources/index.js';
import { wholeText } from '../text/embedded-text.js';
import { isJson } from '../text/format.js';
import { type SourceText, type Span, sourceOf, type TextFile } from '../text/source-text.js';
import { attributeOf, blocksOf, META } from './blocks.js';
import type { DeclaredObject } from './declared-object.js';
import { contestAttachments } from './exclusive.js';
import { checkVariableNames, givenVariables } from './given-variables.js';
import { attributesOfJson, hclOfJson } from './json-syntax.js';
import { TerraformModule } from './module.js';
import { markNamedTemplates } from './named-templates.js';
import { isAboutAccess, leftBehind, unreadModule } from './not-read.js';
import { mergeOverrides } from './override-files.js';
import type { TerraformFile, TerraformProject } from './project.js';
import { readUnusedDocuments } from './unused-documents.js';
import { unusedVariableFiles } from './unused-variables.js';
import { isLoadedVariableFile } from './variable-files.js';

/** What is to be read as Terraform. */
export type TerraformRole = 'configuration' | 'variables';

/** Whether Terraform reads a file without being told to, and as what. */
export function terraformRoleOf({ file, format }: SourceText): TerraformRole | undefined {
  if (format === 'terraform' || format === 'terraform-json') return 'configuration';
  return isLoadedVariableFile(file) ? 'variables' : undefined;
}

/** Reads Terraform files, HCL and JSON, into facts; `parser` is needed for HCL and for templates in JSON. */
export function readTerraform(files: readonly TextFile[], parser: HclParser): MutableInventory {
  const inventory = emptyInventory();
  const project = buildProject(files.map(sourceOf), parser);
  readProject(project, inventory);
  return inventory;
}

/** What is known besides the files. */
export interface ProjectOptions {
  readonly given?: Given;
  readonly variables?: readonly VariableSource[];
}

/** Parses what is Terraform's among the files; the others can be read by `file()`. */
export function buildProject(
  sources: readonly SourceText[],
  parser: HclParser | undefined,
  { given = {}, variables = [] }: ProjectOptions = {},
): TerraformProject {
  const folders = new Map<string, readonly TerraformFile[]>();
  const variableFiles = new Map<string, TerraformFile[]>();
  const texts = new Map<string, SourceText>();
  const diagnostics: TerraformProject['diagnostics'][number][] = [];
  for (const source of [...sources].sort(byLoadOrder)) {
    texts.set(source.file, source);
    const role = terraformRoleOf(source);
    if (role === undefined) continue;
    const parsed = parseFile(source, role, parser);
    diagnostics.push(...parsed.problems);
    const target: Map<string, readonly TerraformFile[]> = role === 'variables' ? variableFiles : folders;
    const folder = folderOf(source.file);
    target.set(folder, [...(target.get(folder) ?? []), { source, body: parsed.body }]);
  }
  const parse = (source: SourceText): TerraformFile => {
    const { body, problems } = parseFile(source, 'variables', parser);
    diagnostics.push(...problems);
    return { source, body };
  };
  for (const [folder, files] of folders) folders.set(folder, mergeOverrides(files));
  const project = {
    folders,
    variableFiles,
    texts,
    diagnostics,
    given,
    givenVariables: givenVariables(variables, parse),
    givenFiles: new Set(variables.flatMap((given) => ('file' in given ? [given.file.path] : []))),
    templates: new Set<SourceText>(),
  };
  return { ...project, ...(parser === undefined ? {} : { parser }) };
}

/** By path, but `terraform.tfvars` before every `*.auto.tfvars`, which overrides it. */
function byLoadOrder(a: SourceText, b: SourceText): number {
  const isAuto = (source: SourceText) => /\.auto\.tfvars(\.json)?$/.test(source.file);
  if (isAuto(a) !== isAuto(b)) return isAuto(a) ? 1 : -1;
  return compareText(a.file, b.file);
}

interface ParsedFile {
  readonly body: HclBody;
  readonly problems: TerraformProject['diagnostics'];
}

function parseFile(source: SourceText, role: TerraformRole, parser: HclParser | undefined): ParsedFile {
  if (isJson(source.format)) {
    const { root, problems } = parseJson(wholeText(source));
    const place = source.span(0, source.text.length);
    if (root === undefined) return { body: { items: [], place }, problems };
    const body = role === 'variables' ? attributesOfJson(root, undefined) : hclOfJson(root, parser);
    return { body, problems };
  }
  const place = source.span(0, source.text.length);
  if (parser === undefined) {
    const missing = problem(
      'read/not-checked',
      'there is no HCL parser to read this file',
      source.span(0, 0),
    );
    return { body: { items: [], place }, problems: [missing] };
  }
  return parseHcl(source, parser);
}

/** Evaluates every root module and collects its facts: a folder that another one calls is no root. */
export function readProject(project: TerraformProject, inventory: MutableInventory): void {
  inventory.diagnostics.push(...project.diagnostics);
  const files = [...project.folders.values()].flat();
  inventory.relevantFiles.push(
    ...files
      .filter(({ source, body }) => terraformRoleOf(source) !== undefined && body.items.length > 0)
      .map(({ source }) => source.file),
  );
  const called = calledFolders(project);
  const roots = [...project.folders.keys()].filter((folder) => !called.has(folder));
  if (project.givenVariables.length > 0)
    checkVariableNames(project.givenVariables, declaredVariables(project, roots));
  for (const folder of roots) {
    const module = new TerraformModule(project, folder, { scope: folder, prefix: '', callers: [] });
    readModule(module, { inventory, scope: folder });
    readOutputs(module, { inventory, scope: folder });
    readSettings(module, { inventory, scope: folder });
  }
  markNamedTemplates(project);
  contestAttachments(inventory);
  readUnusedDocuments(inventory);
  inventory.diagnostics.push(...unusedVariableFiles(project, roots));
}

function declaredVariables({ folders }: TerraformProject, roots: readonly string[]): ReadonlySet<string> {
  const files = roots.flatMap((folder) => folders.get(folder) ?? []);
  const blocks = files.flatMap(({ body }) => blocksOf(body, 'variable'));
  return new Set(blocks.map(({ labels }) => labels[0]?.text ?? ''));
}

function readModule(module: TerraformModule, context: FactContext): void {
  for (const block of module.blocksOfType('removed'))
    context.inventory.diagnostics.push(...leftBehind(block));
  for (const object of module.objects()) {
    const { mode, address, value } = object;
    const inputs = mode === 'module' ? { inputs: object.body } : {};
    const child = module.child(object);
    const isUnread = mode === 'module' && child === undefined && isAboutAccess(object);
    context.inventory.terraformObjects.push({
      ...factOf(object, context),
      ...{ mode, address, node: value, ...inputs, ...(isUnread ? { unread: true } : {}) },
    });
    context.inventory.terraformSettings.push(...settingsOf(object, context));
    readObject(object, context);
    if (child !== undefined) readModule(child, context);
    if (isUnread) context.inventory.diagnostics.push(unreadModule(object));
  }
  readNotMade(module, module.notMade(), context);
}

/** Of a public module nobody asks what it does not make. */
function readNotMade(module: TerraformModule, objects: Iterable<DeclaredObject>, context: FactContext): void {
  if (module.isReduced) return;
  for (const object of objects) {
    const { mode, address, value } = object;
    context.inventory.terraformNotMade.push({ ...factOf(object, context), mode, address, node: value });
    const child = module.child(object);
    if (child !== undefined) readNotMade(child, [...child.objects(), ...child.notMade()], context);
  }
}

/** What is about Terraform itself, and what has a name for others to use. */
function readSettings(module: TerraformModule, { inventory, scope }: FactContext): void {
  const settings = inventory.terraformSettings;
  const add = (place: Span, setting: Pick<TerraformSettingFact, 'name' | 'label' | 'node'>): void => {
    const id = `terraform:${scope}:setting[${settings.length}]`;
    settings.push({ id, tool: 'terraform', kind: 'setting', scope, place, ...setting });
  };
  const addBlock = (block: HclBlock): void => {
    const [label] = block.labels;
    add(block.place, {
      ...{ name: block.type, node: module.argumentsOf(block) },
      ...(label === undefined ? {} : { label: label.text }),
    });
  };
  for (const item of module.settings()) {
    if (item.kind === 'attribute') add(item.namePlace, { name: item.name });
    else if (item.type === 'locals')
      for (const { name, namePlace } of argumentsIn(item)) add(namePlace, { name: 'local', label: name });
    else [item, ...blocksOf(item.body, 'backend')].forEach(addBlock);
  }
}

const argumentsIn = ({ body }: HclBlock) =>
  body.items.filter((item): item is HclAttribute => item.kind === 'attribute');

/** The meta-arguments of an object; of `lifecycle`, which means many things, each by itself. */
function settingsOf(
  { address, block, fact }: DeclaredObject,
  { scope }: FactContext,
): TerraformSettingFact[] {
  return block.body.items.flatMap((item, index) => {
    const [own] = namesOf([item]);
    if (own === undefined || !META.has(own[0])) return [];
    const id = `${fact}.${own[0]}[${index}]`;
    const parts =
      item.kind === 'block' && item.type === 'lifecycle'
        ? namesOf(item.body.items).map(([name, place]) => [`lifecycle.${name}`, place] as const)
        : [own];
    return parts.map(([name, place]) => ({
      ...{ id: `${id}.${name}`, tool: 'terraform', kind: 'setting', scope, name, of: address, place },
    }));
  });
}

function namesOf(items: HclBody['items']): readonly (readonly [string, Span])[] {
  return items.map((item) => (item.kind === 'block' ? [item.type, item.place] : [item.name, item.namePlace]));
}

function readOutputs(module: TerraformModule, { inventory, scope }: FactContext): void {
  for (const block of module.blocksOfType('output')) {
    const name = block.labels[0]?.text ?? '';
    const id = `terraform:${scope}:output.${name}`;
    const value = module.output(name, block.place);
    inventory.terraformOutputs.push({
      id,
      tool: 'terraform',
      kind: 'output',
      scope,
      place: block.place,
      name,
      value,
    });
  }
}

/** Folders that are called as modules; in a circle of calls, nobody is a root, so all of it is. */
function calledFolders(project: TerraformProject): ReadonlySet<string> {
  const calls = new Map<string, Set<string>>();
  for (const [folder, files] of project.folders) {
    const targets = files
      .flatMap((file) => blocksOf(file.body, 'module'))
      .flatMap((block) => {
        const source = attributeOf(block.body, 'source')?.value;
        const text =
          source?.kind === 'template' && source.parts[0]?.kind === 'text'
            ? source.parts[0].pieces[0]
            : undefined;
        const path =
          source?.kind === 'literal'
            ? String(source.value)
            : text !== undefined && 'text' in text
              ? text.text
              : '';
        const from = folderOf(block.place.file);
        const target = /^\.\.?(\/|$)/.test(path) ? joinPath(from, path) : undefined;
        return target === undefined ? [] : [target];
      });
    calls.set(folder, new Set(targets));
  }
  const called = new Set(
    [...calls].flatMap(([folder, targets]) => [...targets].filter((target) => target !== folder)),
  );
  const reached = new Set<string>();
  const visit = (folder: string): void => {
    if (reached.has(folder)) return;
    reached.add(folder);
    for (const target of calls.get(folder) ?? []) visit(target);
  };
  for (const folder of calls.keys()) if (!called.has(folder)) visit(folder);
  return new Set([...called].filter((folder) => reached.has(folder)));
}
