import type { Diagnostic } from '../diagnostics.js';
import { isClusterConfig, readClusterConfigDocument } from './eksctl/read-eksctl.js';
import { chartFolders, readValues, type ValuesFile, valuesFile } from './helm/read-values.js';
import { isPolicyDocument, readPolicyFile } from './iam/read-policy.js';
import { type DocumentKind, emptyInventory, type MutableInventory } from './inventory.js';
import { parseJson } from './json/parse-json.js';
import { readKubernetesObject } from './kubernetes/facts.js';
import { isKustomizationFile, readKustomizations } from './kubernetes/kustomize.js';
import { isKubernetesObject, objectsIn, type ParsedFile } from './kubernetes/objects.js';
import { MAX_WEIGHT, type Node, TOO_HEAVY } from './node.js';
import { unknownsIn } from './node-access.js';
import { folderOf } from './paths.js';
import { hasPlaceholder } from './placeholders.js';
import { problem } from './problems.js';
import { looksLikeOurs, whyNoJson } from './recognise/ours.js';
import { recogniseDocument, recogniseText } from './recognise/recognise.js';
import { hasPolicies, isSpec, readSpecDocument } from './spec/read-spec.js';
import { wholeText } from './text/embedded-text.js';
import { type SourceText, sourceOf, type TextFile } from './text/source-text.js';
import { parseYaml } from './yaml/parse-yaml.js';

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
 * Reads YAML and JSON files into facts: ClusterConfigs, manifests, kustomize folders, plain IAM policies. Of
 * `templates`, which another reader fills in, it only knows that they are there.
 */
export function readYamlSources(
  sources: readonly SourceText[],
  inventory: MutableInventory,
  templates: readonly SourceText[] = [],
): void {
  const parsed = [
    ...sources.map((source) => parseFile(source, inventory)),
    ...templates.map((source) => ({ source, documents: [] })),
  ];
  const used = readKustomizations(parsed, inventory);
  const charts = chartFolders(sources);
  const values = parsed.flatMap((file) => readFile(file, used.has(file.source.file), charts, inventory));
  readValues(values, charts, inventory);
}

function parseFile(source: SourceText, inventory: MutableInventory): ParsedFile {
  if (source.format !== 'yaml') return { source, documents: parseJsonFile(source, inventory) };
  const { documents, problems } = parseYaml(source);
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
  if (isForeign(source, problems)) {
    leaveOut(source, whyNoJson(source.text), inventory);
    return [];
  }
  inventory.diagnostics.push(...problems);
  return root === undefined ? [] : [{ index: 0, root }];
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

/** Turns its documents into facts; those of values for charts are left to be read together. */
function readFile(
  file: ParsedFile,
  usedByKustomize: boolean,
  charts: ReadonlySet<string>,
  inventory: MutableInventory,
): readonly ValuesFile[] {
  const path = file.source.file;
  const values: ValuesFile[] = [];
  for (const { index, root } of file.documents) {
    const plain = kindOf(path, root);
    const found = plain === 'other' ? valuesFile(root, file.source, charts) : undefined;
    const kind = found === undefined ? plain : 'helm-values';
    if (found !== undefined) values.push(found);
    const objects = kind === 'kubernetes' ? objectsIn(root, `${path}#${index}`) : [];
    if (kind !== 'other') inventory.diagnostics.push(...overweight(root, file.source.text));
    const candidates = kind === 'other' ? [root] : objects.map(({ node }) => node);
    const unread = candidates.filter((node) => recogniseDocument(node, file.source, inventory));
    if (isRelevant(kind, root) && (objects.length === 0 || unread.length < objects.length))
      inventory.relevantFiles.push(path);
    inventory.documents.push({ kind, file: path, index, root });
    if (kind === 'eksctl')
      readClusterConfigDocument(root, index === 0 ? path : `${path}#${index}`, inventory);
    if (kind === 'policy') readPolicyFile(root, path, inventory);
    if (kind === 'spec') readSpecDocument(root, path, inventory);
    if (kind !== 'kubernetes' || usedByKustomize) continue;
    for (const object of objects) {
      readKubernetesObject(object, folderOf(path), inventory);
    }
  }
  return values;
}

const isRelevant = (kind: DocumentKind, root: Node): boolean =>
  kind === 'spec' ? hasPolicies(root) : kind !== 'other';

/** Parts of a document that hold more than is followed: a list without end, or aliases that multiply. */
function overweight(root: Node, text: string): readonly Diagnostic[] {
  if (text.length < MAX_WEIGHT && !/\*[^\s*]/.test(text)) return [];
  const parts = unknownsIn(root).filter(({ reason }) => reason === TOO_HEAVY);
  return parts.map(({ place }) => problem('read/too-large', `is not read: it ${TOO_HEAVY}`, place));
}

function kindOf(path: string, root: Node): DocumentKind {
  if (isKustomizationFile(path)) return 'kustomization';
  if (isClusterConfig(root)) return 'eksctl';
  if (isKubernetesObject(root)) return 'kubernetes';
  if (isPolicyDocument(root)) return 'policy';
  return isSpec(root) ? 'spec' : 'other';
}
