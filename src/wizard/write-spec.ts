import { EKS_VERSIONS } from '../aws/eks-versions.js';
import { PARTITIONS } from '../aws/partitions.js';
import { type FieldPath, formatPath } from '../diagnostics.js';
import { yamlScalar } from '../emit/yaml.js';
import { accessWordsOf, kindOf } from '../grants/index.js';
import { fieldsAt } from '../spec/schema-tree.js';

const HEADER = `# What irsa-forge generates from: change it, then run \`irsa-forge generate\`.
# Every field: \`irsa-forge schema\`; where a value comes from: \`irsa-forge validate --explain <field>\`.
`;

/** A new spec's text: block style, in the schema's order, with a few comments. */
export function writeSpec(spec: Readonly<Record<string, unknown>>): string {
  const sections = orderedEntries(spec, []).map(([key, value]) => entryLines(key, value, [key]).join('\n'));
  const [version = '', ...rest] = sections;
  return `${[`${HEADER}${version}`, ...rest].join('\n\n')}\n`;
}

/** A map's entries as the schema orders them. */
export function orderedEntries(
  map: Readonly<Record<string, unknown>>,
  path: FieldPath,
): readonly (readonly [string, unknown])[] {
  const order = fieldsAt(path);
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  return Object.entries(map).sort(([a], [b]) => rank(a) - rank(b));
}

function entryLines(key: string, value: unknown, path: FieldPath): readonly string[] {
  const label = `${yamlScalar(key)}:`;
  if (typeof value !== 'object' || value === null) {
    return [`${label} ${scalar(value)}${commentFor(path, value)}`];
  }
  if (Object.keys(value).length === 0) return [`${label} ${Array.isArray(value) ? '[]' : '{}'}`];
  return [label, ...blockLines(value, path).map((line) => (line === '' ? '' : `  ${line}`))];
}

function blockLines(value: object, path: FieldPath): readonly string[] {
  if (!Array.isArray(value)) {
    const map = value as Readonly<Record<string, unknown>>;
    return orderedEntries(map, path).flatMap(([key, child]) => entryLines(key, child, [...path, key]));
  }
  return value.flatMap((item: unknown, index) => {
    const inner = itemLines(item, [...path, index]);
    const [first = '', ...rest] = inner;
    // Workloads are long: a blank line between them.
    const gap = index > 0 && formatPath(path) === 'workloads' ? [''] : [];
    return [...gap, `- ${first}`, ...rest.map((line) => `  ${line}`)];
  });
}

function itemLines(item: unknown, path: FieldPath): readonly string[] {
  if (typeof item !== 'object' || item === null) return [scalar(item)];
  if (Object.keys(item).length === 0) return [Array.isArray(item) ? '[]' : '{}'];
  return blockLines(item, path);
}

function scalar(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return yamlScalar(value as string | number | boolean);
}

function commentFor(path: FieldPath, value: unknown): string {
  const comment = commentText(path, String(value));
  return comment === undefined ? '' : `  # ${comment}`;
}

function commentText(path: FieldPath, value: string): string | undefined {
  const template = formatPath(path);
  if (template === 'cluster.region') {
    return PARTITIONS.flatMap(({ regions }) => regions).find(({ code }) => code === value)?.place;
  }
  if (template === 'cluster.kubernetesVersion') {
    const ends = EKS_VERSIONS.find(({ version }) => version === value)?.standardEnds;
    return ends === undefined ? undefined : `standard support until ${ends}`;
  }
  if (template === 'cluster.provision') return value === 'false' ? 'the cluster exists' : undefined;
  const kind = path.at(-1) === 'access' ? kindOf(path.at(-3)) : undefined;
  const does = kind && accessWordsOf(kind).find(({ word }) => word === value)?.does;
  return does && `${does.charAt(0).toLowerCase()}${does.slice(1)}`;
}
