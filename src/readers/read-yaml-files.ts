import { groupBy } from '../collections.js';
import type { Diagnostic } from '../diagnostics.js';
import { DOCUMENT_READERS, type DocumentReader, type ReadDocument, readerOf } from './documents.js';
import type { Given } from './given.js';
import { chartFolders, readValues, type ValuesFile, valuesFile } from './helm/read-values.js';
import { type DocumentKind, emptyInventory, type MutableInventory } from './inventory.js';
import { isDeferred } from './json/deferred.js';
import { parseJson, parseJsonDocuments } from './json/parse-json.js';
import { readCustomResources } from './kubernetes/custom-resources.js';
import { readKustomizations } from './kubernetes/kustomize.js';
import type { ParsedFile } from './kubernetes/objects.js';
import { readRuntimeConfigs } from './kubernetes/runtime-configs.js';
import { MAX_WEIGHT, type Node } from './node.js';
import { fieldOf, unknownsIn } from './node-access.js';
import { checkSnapshots } from './observed/snapshot.js';
import { hasPlaceholder } from './placeholders.js';
import { problem } from './problems.js';
import { looksLikeOurs, whyNoJson } from './recognise/ours.js';
import { recogniseDocument, recogniseObject, recogniseText } from './recognise/recognise.js';
import { readReleases } from './releases/index.js';
import { wholeText } from './text/embedded-text.js';
import { type SourceText, sourceOf, type TextFile } from './text/source-text.js';
import { parseYaml, type YamlParser } from './yaml/parse-yaml.js';

/** Reads one ClusterConfig file into facts. */
export function readClusterConfig(file: TextFile): MutableInventory {
  return readKubernetes([file]);
}

/** Reads manifests, and kustomize folders among them, into facts. */
export function readKubernetes(files: readonly TextFile[]): MutableInventory {
  const inventory = emptyInventory();
  readYamlSources(files.map(sourceOf), inventory);
  return inventory;
}

/**
 * Reads YAML and JSON files into facts, each document by the reader of its kind. Of `templates`, which another reader
 * fills in, it only knows that they are there.
 */
export function readYamlSources(
  sources: readonly SourceText[],
  inventory: MutableInventory,
  { templates = [], given = {}, declared, parse = parseYaml }: YamlOptions = {},
): void {
  const parsed = [
    ...sources.map((source) => parseFile(source, parse, inventory)),
    ...templates.map((source) => ({ source, documents: [] })),
  ];
  const used = readKustomizations(parsed, inventory);
  const charts = chartFolders(sources);
  const broken = new Set(
    inventory.diagnostics.flatMap(({ code, place }) =>
      /-syntax$/.test(code) && place !== undefined ? [place.file] : [],
    ),
  );
  const sorted = parsed.map((file) => sortFile(file, { charts, broken }, inventory));
  const known = groupBy(
    sorted.flatMap((file) => file.known),
    ({ reader }) => reader,
  );
  const addresses = new Set(declared?.terraformObjects.map(({ scope, address }) => `${scope}:${address}`));
  const isDeclared = (scope: string, address: string) => addresses.has(`${scope}:${address}`);
  for (const reader of DOCUMENT_READERS) {
    const documents = (known.get(reader) ?? []).map(({ document }) => document);
    reader.read?.(documents, { inventory, given, usedByKustomize: used, isDeclared });
  }
  checkSnapshots(inventory);
  const objects = [...inventory.kubernetesObjects, ...(declared?.kubernetesObjects ?? [])];
  readCustomResources(inventory, objects, given);
  readRuntimeConfigs(inventory, objects);
  const released = readReleases(inventory, objects);
  readValues(
    sorted.flatMap(({ values }) => values),
    { charts, released },
    inventory,
  );
}

/** What the files are read with. */
interface YamlOptions {
  readonly templates?: readonly SourceText[];
  readonly given?: Given;
  /** What Terraform's configuration declares. */
  readonly declared?: MutableInventory;
  readonly parse?: YamlParser | undefined;
}

/** A document with the reader that knows it. */
interface Known {
  readonly reader: DocumentReader;
  readonly document: ReadDocument;
}

/** What a file holds. */
interface Sorted {
  readonly values: readonly ValuesFile[];
  readonly known: readonly Known[];
}

function parseFile(source: SourceText, parse: YamlParser, inventory: MutableInventory): ParsedFile {
  if (source.format !== 'yaml') return { source, documents: parseJsonFile(source, inventory) };
  const { documents, problems } = parse(source);
  if ((problems.length > 0 && isTemplate(source.text, problems)) || isChartTemplate(source)) {
    if (!recogniseText(source, inventory))
      leaveOut(source, 'a template of another program, which fills it in', inventory);
    return { source, documents: [] };
  }
  if (isForeign(source, problems)) {
    leaveOut(source, `no valid YAML, and nothing in it that is checked: ${problems[0]?.message}`, inventory);
    return { source, documents: [] };
  }
  inventory.diagnostics.push(...problems);
  const roots = documents.flatMap(({ index, root }) => (root === undefined ? [] : [{ index, root }]));
  return { source, documents: roots };
}

/** An empty file says nothing, and is nothing wrong. */
function parseJsonFile(source: SourceText, inventory: MutableInventory): ParsedFile['documents'] {
  if (/^[\s\uFEFF]*$/.test(source.text)) return [];
  const { root, problems } = parseJson(wholeText(source));
  const stream = problems.length === 1 ? streamIn(source) : undefined;
  const kinds = stream?.map(({ root: each }) => readerOf(each, source.file)?.kind);
  if (stream !== undefined && kinds?.some((kind) => kind === 'aws' || kind === 'kubernetes')) return stream;
  if (isForeign(source, problems) || kinds?.every((kind) => kind === undefined)) {
    leaveOut(source, whyNoJson(source.text), inventory);
    return [];
  }
  inventory.diagnostics.push(...problems);
  return root === undefined ? [] : [{ index: 0, root }];
}

/** Documents that follow each other, as `aws` and `kubectl` print answers and many programs write logs; a file of ours holds one. */
function streamIn(source: SourceText): ParsedFile['documents'] | undefined {
  const documents = parseJsonDocuments(wholeText(source));
  const roots = documents.flatMap(({ root }, index) => (root === undefined ? [] : [{ index, root }]));
  const isWhole = documents.every(({ problems }) => problems.length === 0);
  return isWhole && roots.length > 1 ? roots : undefined;
}

/** Nothing of ours needs to be nested without end, so that such a file is an attack or an accident. */
function isForeign(source: SourceText, problems: readonly Diagnostic[]): boolean {
  const isDeep = problems.some(({ code }) => code === 'read/too-deep');
  return problems.length > 0 && !isDeep && !looksLikeOurs(source);
}

function leaveOut({ file }: SourceText, reason: string, inventory: MutableInventory): void {
  inventory.leftOut.push({ file, reason });
}

/** Helm's code in quotes is valid YAML, whose values are not yet those of the chart. */
const isChartTemplate = ({ file, text }: SourceText): boolean =>
  /(^|\/)templates\//.test(file) &&
  /^apiVersion:/m.test(text) &&
  /\{\{-?\s*(?:\.(?:Values|Release|Chart|Capabilities)\b|(?:include|template|tpl)\s)/.test(text);

/** Helm's and Jinja's code between the lines is no YAML at all; what Terraform, a shell or printf fills in stands where YAML breaks. */
function isTemplate(text: string, problems: readonly Diagnostic[]): boolean {
  if (/\{\{|\{%-?\s|<%|%\{/.test(text)) return true;
  const lines = text.split('\n');
  return problems.some(
    ({ code, place }) => code === 'read/yaml-syntax' && isForPrograms(lines[(place?.line ?? 1) - 1] ?? ''),
  );
}

const isForPrograms = (line: string) =>
  hasPlaceholder(line) || /\$[{(]|%[sdvqt]\b|[@%][A-Za-z_]+[@%]|\[\[/.test(line) || NAME_ALONE.test(line);

/** A name in capitals that has a line of its own, with a default behind it or not. */
const NAME_ALONE = /^\s*(?:- )?[A-Z][A-Z0-9-]*(?:_[A-Z0-9-]+)+(?:\|.*\|)?\s*(?:#.*)?$/;

/** What decides what a document is beside itself: folders of charts, and files with a syntax error. */
interface Around {
  readonly charts: ReadonlySet<string>;
  readonly broken: ReadonlySet<string>;
}

/** Notes what its documents are; those that a reader knows are left to be read with others of their kind. */
function sortFile(
  { source, documents }: ParsedFile,
  { charts, broken }: Around,
  inventory: MutableInventory,
): Sorted {
  const path = source.file;
  const values: ValuesFile[] = [];
  const known: Known[] = [];
  for (const { index, root } of documents) {
    const reader = readerOf(root, path);
    const found = reader === undefined ? valuesFile(root, source, charts) : undefined;
    if (found !== undefined) values.push(found);
    const kind = reader?.kind ?? (found === undefined ? 'other' : 'helm-values');
    if (broken.has(path) && isPrinted(kind, root)) {
      leaveOut(source, 'is cut off or damaged: what a program prints is read whole or not at all', inventory);
      continue;
    }
    inventory.documents.push({ kind, file: path, index, root });
    if (kind === 'other') {
      if (!broken.has(path)) recogniseDocument(root, source, inventory);
      continue;
    }
    inventory.diagnostics.push(...overweight(root, source.text));
    if (kind === 'kubernetes') recogniseObject(root, source, inventory);
    if (reader?.isRelevant?.(root) !== false) inventory.relevantFiles.push(path);
    if (reader !== undefined) known.push({ reader, document: { file: path, index, root } });
  }
  return { values, known };
}

/** Whether a program made it: people do not mend such a text, and a part of it would pass for all there is. */
const isPrinted = (kind: DocumentKind, root: Node): boolean =>
  /^(?:aws|snapshot|terraform-values)$/.test(kind) ||
  (kind === 'kubernetes' && fieldOf(root, 'items')?.kind === 'list');

/** Parts of a document that hold more than is followed: a list without end, or aliases that multiply. */
function overweight(root: Node, text: string): readonly Diagnostic[] {
  if (text.length < MAX_WEIGHT && !/\*[^\s*]/.test(text)) return [];
  const parts = unknownsIn(root, isDeferred).filter(({ because }) => because === 'too-heavy');
  return parts.map(({ reason, place }) => problem('read/too-large', `is not read: it ${reason}`, place));
}
