import type { Option } from 'commander';
import { parse } from 'yaml';
import { ARTIFACT_GROUPS } from '../../artifacts/index.js';
import { EKS_VERSIONS } from '../../aws/eks-versions.js';
import { PARTITIONS } from '../../aws/partitions.js';
import { type FieldPath, formatPath } from '../../diagnostics.js';
import { accessWordsOf, kindOf } from '../../grants/index.js';
import { valueAt } from '../../plain-data.js';
import { loadCatalog } from '../../readers/load-catalog.js';
import { fieldsAt, schemaAt, wordsOf } from '../../spec/schema-tree.js';
import { parsePath } from '../../wizard/paths.js';

/** One way to go on; `@files` and `@folders` leave it to the shell. */
export interface Candidate {
  readonly value: string;
  readonly note?: string;
}

/** What decides the values of an option. */
export interface ValueQuestion {
  readonly command: string;
  readonly option: Option;
  /** What is typed of the value so far. */
  readonly text: string;
  spec(): string | undefined;
  /** The value of another option of the line. */
  given(long: string): string | undefined;
}

type Values = (question: ValueQuestion) => readonly Candidate[];

const files: Values = () => [{ value: '@files' }];
const folders: Values = () => [{ value: '@folders' }];

/** Options whose values commander does not know. */
const BY_NAME: Readonly<Record<string, Values>> = {
  '--file': files,
  '--from': files,
  '--var-file': files,
  '--region': regions,
  '--out': folders,
  '--only': ({ text }) => {
    const before = text.slice(0, text.lastIndexOf(',') + 1);
    const taken = before.split(',');
    return ARTIFACT_GROUPS.filter((group) => !taken.includes(group)).map((group) => ({
      value: `${before}${group}`,
    }));
  },
  '--set': assignments,
  '--action': actions,
  '--context': contextKeys,
  '--service-account': ({ spec }) =>
    workloadsOf(spec()).flatMap(({ namespace, serviceAccount, name }) =>
      namespace === undefined || serviceAccount === undefined
        ? []
        : [{ value: `${namespace}/${serviceAccount}`, ...(name === undefined ? {} : { note: name }) }],
    ),
  '--workload': ({ spec }) =>
    workloadsOf(spec()).flatMap(({ name }) => (name === undefined ? [] : [{ value: name }])),
};

/** The values that an option may have, as far as they are known. */
export function valuesFor(question: ValueQuestion): readonly Candidate[] {
  const { option } = question;
  if (option.argChoices !== undefined) return option.argChoices.map((value) => ({ value }));
  if (question.command === 'validate' && option.long === '--explain') return paths(question);
  return BY_NAME[option.long ?? '']?.(question) ?? [];
}

function regions(): readonly Candidate[] {
  return PARTITIONS.flatMap((partition) =>
    partition.regions.map(({ code, place }) => ({ value: code, note: place })),
  );
}

/** The prefixes of services, then the actions of one. */
function actions({ text }: ValueQuestion): readonly Candidate[] {
  const [prefix, name] = text.split(':');
  const catalog = loadCatalog();
  if (name === undefined) return catalog.services.map((service) => ({ value: `${service}:` }));
  const found = catalog.service(prefix ?? '')?.actions ?? [];
  return found.map(({ name: action, level }) => ({ value: `${prefix}:${action}`, note: level }));
}

/** The keys that a request of the action may have; those with a name of the user's own end before it. */
function contextKeys({ given }: ValueQuestion): readonly Candidate[] {
  const [prefix = '', name = ''] = (given('--action') ?? '').split(':');
  const catalog = loadCatalog();
  const keys = (catalog.actions(prefix, name) ?? []).flatMap((action) => [
    ...action.keys,
    ...action.resources.flatMap(({ type }) => [...type.keys]),
  ]);
  const names = [...new Set([...keys, ...catalog.requestKeys].map((key) => key.name))];
  return names.map((key) => ({ value: key.endsWith('*') ? key.slice(0, -1) : `${key}=` }));
}

/** `path=value`: fields as the schema has them, then the values that a field may have. */
function assignments(question: ValueQuestion): readonly Candidate[] {
  const at = question.text.indexOf('=');
  if (at < 0) return paths(question, '=');
  const name = question.text.slice(0, at);
  const path = parsePath(name);
  return path === undefined
    ? []
    : fieldValues(path).map((candidate) => ({ ...candidate, value: `${name}=${candidate.value}` }));
}

/** The fields below what is typed so far; those of lists for each element that the spec has, and one more. */
function paths({ text, spec }: ValueQuestion, end = ''): readonly Candidate[] {
  const cut = Math.max(text.lastIndexOf('.'), text.lastIndexOf('['));
  const above = text.slice(0, Math.max(0, cut));
  const path = above === '' ? [] : parsePath(above);
  if (path === undefined) return [];
  const root = parsed(spec());
  if (text[cut] === '[') return elements(path, root, end);
  const before = above === '' ? '' : `${above}.`;
  return fieldsAt(path).flatMap((name) => {
    const own = [...path, name];
    if (fieldsAt(own).length > 0) return [{ value: `${before}${name}.` }];
    if (isObjectList(own)) return [{ value: `${before}${name}[` }];
    return [{ value: `${before}${name}${end}` }];
  });
}

function elements(path: FieldPath, root: unknown, end: string): readonly Candidate[] {
  const list = valueAt(root, path);
  const length = Array.isArray(list) ? list.length : 0;
  return Array.from({ length: length + 1 }, (_, index) => {
    const own = [...path, index];
    const name = valueAt(root, [...own, 'name']);
    const value = `${formatPath(own)}${fieldsAt(own).length > 0 ? '.' : end}`;
    return { value, ...(typeof name === 'string' ? { note: name } : {}) };
  });
}

function isObjectList(path: FieldPath): boolean {
  return fieldsAt([...path, 0]).length > 0;
}

function fieldValues(path: FieldPath): readonly Candidate[] {
  const template = formatPath(path).replace(/\[\d+\]/g, '[]');
  if (template === 'cluster.region') return regions();
  if (template === 'cluster.kubernetesVersion')
    return EKS_VERSIONS.map(({ version }) => ({ value: version }));
  const kind = path.at(-1) === 'access' ? kindOf(path.at(-3)) : undefined;
  if (kind !== undefined) return accessWordsOf(kind).map(({ word, does }) => ({ value: word, note: does }));
  const schema = schemaAt(path);
  if (schema?.type === 'boolean') return [{ value: 'true' }, { value: 'false' }];
  return wordsOf(schema).map((value) => ({ value }));
}

interface WorkloadNames {
  readonly name?: string;
  readonly namespace?: string;
  readonly serviceAccount?: string;
}

function workloadsOf(text: string | undefined): readonly WorkloadNames[] {
  const list = valueAt(parsed(text), ['workloads']);
  if (!Array.isArray(list)) return [];
  return list.filter((item): item is WorkloadNames => typeof item === 'object' && item !== null);
}

/** A spec that cannot be read suggests nothing. */
function parsed(text: string | undefined): unknown {
  if (text === undefined || text.length > 200_000) return undefined;
  try {
    return parse(text, { maxAliasCount: 0, logLevel: 'silent' });
  } catch {
    return undefined;
  }
}
