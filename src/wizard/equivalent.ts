import { DEFAULT_EKS_VERSION } from '../aws/eks-versions.js';
import { type FieldPath, formatPath } from '../diagnostics.js';
import { shellCommand, shellWord } from '../emit/text.js';
import { yamlScalar } from '../emit/yaml.js';
import { valueAt } from '../plain-data.js';
import { fieldsAt } from '../spec/schema-tree.js';
import { sameValue } from './paths.js';
import { readSets } from './set-values.js';
import { orderedEntries } from './write-spec.js';

/** The `--set` options that make the same spec, from nothing or from what the file said before. */
export function equivalentSets(spec: unknown, before: unknown): readonly string[] {
  const sets: string[] = [];
  collect(before === undefined ? withoutImplied(spec) : spec, before, [], sets);
  return sets;
}

/** The command line, one option a line, ready to be pasted. */
export function formatCommand(words: readonly string[], sets: readonly string[]): string {
  return [shellCommand(words), ...sets.map((set) => `--set ${shellWord(set)}`)].join(' \\\n  ');
}

/** What `init` writes by itself. */
function withoutImplied(spec: unknown): unknown {
  const copy = structuredClone(spec) as { version?: unknown; cluster?: { kubernetesVersion?: unknown } };
  delete copy.version;
  if (copy.cluster?.kubernetesVersion === DEFAULT_EKS_VERSION) delete copy.cluster.kubernetesVersion;
  return copy;
}

function collect(value: unknown, before: unknown, path: FieldPath, sets: string[]): void {
  const old = valueAt(before, path);
  if (sameValue(value, old)) return;
  if (typeof value !== 'object' || value === null || !goesDeeper(path, value)) {
    sets.push(assignment(path, value));
    return;
  }
  const children = Array.isArray(value)
    ? value.map((child: unknown, index) => [index, child] as const)
    : orderedEntries(value as Readonly<Record<string, unknown>>, path);
  for (const [key, child] of children) collect(child, before, [...path, key], sets);
  // From the end: taking an element away moves the later ones up.
  for (const key of Object.keys(old ?? {}).reverse()) {
    if (Object.hasOwn(value, key)) continue;
    sets.push(`${formatPath([...path, Array.isArray(value) ? Number(key) : key])}=null`);
  }
}

/** Lists of plain values are given whole. */
function goesDeeper(path: FieldPath, value: object): boolean {
  return !Array.isArray(value) || fieldsAt([...path, 0]).length > 0;
}

function assignment(path: FieldPath, value: unknown): string {
  const name = formatPath(path);
  const plain = typeof value === 'object' ? undefined : `${name}=${value}`;
  if (plain !== undefined && says(plain, path, value)) return plain;
  return `${name}=${typeof value === 'object' ? JSON.stringify(value) : yamlScalar(value as string)}`;
}

/** Whether `--set` reads this very value from the text. */
function says(text: string, path: FieldPath, value: unknown): boolean {
  try {
    return sameValue(valueAt(readSets([text], 'set', '--set').value, path), value);
  } catch {
    return false;
  }
}
