import { isClusterConfig, readClusterConfigDocument } from './eksctl/read-eksctl.js';
import { isPolicyDocument, readPolicyFile } from './iam/read-policy.js';
import { type DocumentKind, emptyInventory, type MutableInventory } from './inventory.js';
import { parseJson } from './json/parse-json.js';
import { readKubernetesObject } from './kubernetes/facts.js';
import { isKustomizationFile, readKustomizations } from './kubernetes/kustomize.js';
import { isKubernetesObject, objectsIn, type ParsedFile } from './kubernetes/objects.js';
import type { Node } from './node.js';
import { folderOf } from './paths.js';
import { problem } from './problems.js';
import { wholeText } from './text/embedded-text.js';
import { SourceText, type TextFile } from './text/source-text.js';
import { parseYaml, type YamlOptions } from './yaml/parse-yaml.js';

/** Reads one ClusterConfig file into facts. */
export function readClusterConfig(file: TextFile, options: YamlOptions = {}): MutableInventory {
  return readKubernetes([file], options);
}

/** Reads manifests, and kustomize folders among them, into facts. */
export function readKubernetes(files: readonly TextFile[], options: YamlOptions = {}): MutableInventory {
  const inventory = emptyInventory();
  readYamlSources(
    files.map((file) => new SourceText(file.path, file.content)),
    inventory,
    options,
  );
  return inventory;
}

/** Reads YAML and JSON files into facts: ClusterConfigs, manifests, kustomize folders, plain IAM policies. */
export function readYamlSources(
  sources: readonly SourceText[],
  inventory: MutableInventory,
  options: YamlOptions = {},
): void {
  const parsed = sources.map((source) => parseFile(source, inventory, options));
  const used = readKustomizations(parsed, inventory);
  for (const file of parsed) readFile(file, used.has(file.source.file), inventory);
}

function parseFile(source: SourceText, inventory: MutableInventory, options: YamlOptions): ParsedFile {
  if (!/\.ya?ml$|(^|\/)Kustomization$/.test(source.file)) {
    const { root, problems } = parseJson(wholeText(source));
    inventory.diagnostics.push(...problems);
    return { source, documents: root === undefined ? [] : [{ index: 0, root }] };
  }
  const { documents, problems } = parseYaml(source, options);
  if (problems.length > 0 && isTemplate(source.text)) {
    const message = 'a template of another program, which is not read';
    inventory.diagnostics.push(problem('read/not-checked', message, source.span(0, 0)));
    return { source, documents: [] };
  }
  inventory.diagnostics.push(...problems);
  const roots = documents.flatMap(({ index, root }) => (root === undefined ? [] : [{ index, root }]));
  return { source, documents: roots };
}

/** Helm's and Jinja's code between the lines is no YAML at all. */
function isTemplate(text: string): boolean {
  return /\{\{|\{%-?\s/.test(text);
}

function readFile(file: ParsedFile, usedByKustomize: boolean, inventory: MutableInventory): void {
  const path = file.source.file;
  for (const { index, root } of file.documents) {
    const kind = kindOf(path, root);
    inventory.documents.push({ kind, file: path, index, root });
    if (kind === 'eksctl')
      readClusterConfigDocument(root, index === 0 ? path : `${path}#${index}`, inventory);
    if (kind === 'policy') readPolicyFile(root, path, inventory);
    if (kind !== 'kubernetes' || usedByKustomize) continue;
    for (const object of objectsIn(root, `${path}#${index}`)) {
      readKubernetesObject(object, folderOf(path), inventory);
    }
  }
}

function kindOf(path: string, root: Node): DocumentKind {
  if (isKustomizationFile(path)) return 'kustomization';
  if (isClusterConfig(root)) return 'eksctl';
  if (isKubernetesObject(root)) return 'kubernetes';
  return isPolicyDocument(root) ? 'policy' : 'other';
}
