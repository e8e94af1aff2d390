import type { Diagnostic, FieldPath, Place, Result } from '../diagnostics.js';
import { amendSource, modelOf } from '../load-model.js';
import { providerConstraint } from '../model/provider-version.js';
import type { AccessModel } from '../model/types.js';
import { isMap, own } from '../plain-data.js';
import type { Source } from '../spec/source-file.js';
import { quote } from '../text/quote.js';
import { specStandard } from './amend.js';
import { openStandard, type SpecWithStandard } from './for-specs.js';
import { type Merged, mergeStandard, nearestAt } from './merge.js';
import { formatPattern, parsePattern, selectValues } from './spec-pattern.js';
import type { Standard } from './types.js';

/** Where a value of a finished spec comes from. */
export type ValueSource =
  | 'spec'
  | 'base'
  | 'default'
  | 'locked'
  | 'naming'
  | 'built-in'
  | 'derived'
  | 'absent';

/** One value of a spec, and where it comes from. */
export interface Explanation {
  readonly path: string;
  /** Absent when nothing gives one. */
  readonly value?: unknown;
  readonly source: ValueSource;
  /** The standard that gives it, or that locks what the spec gives. */
  readonly standard?: string;
  readonly place?: Place;
  /** Set when nobody may change it. */
  readonly lockedBy?: string;
}

/** Says of each value at or below a path where it comes from; `[]` in the path is each element. */
export function explainSpec(given: SpecWithStandard, text: string): Result<readonly Explanation[]> {
  const parsed = parsePattern(text);
  if (!('pattern' in parsed)) return { ok: false, diagnostics: [unknownPath(parsed)] };
  const standard = open(given);
  if (standard !== undefined && !standard.ok) return standard;
  const value = standard?.value;
  const merged = value === undefined ? unmerged(given.source) : mergeStandard(given.source.value, value);
  const loaded = modelOf(amendSource(given.source, value && specStandard(value)));
  const model = loaded.ok ? loaded.value : undefined;
  const finished = finishedValues(merged, model);
  const found = selectValues(finished, parsed.pattern).flatMap((selected) =>
    leavesOf(selected.value, selected.path),
  );
  const leaves = found.length > 0 ? found : [{ path: parsed.pattern, value: undefined }];
  const explained = leaves.map((leaf) => explainValue(leaf, given.source, merged));
  const { diagnostics } = loaded;
  return loaded.ok ? { ok: true, value: explained, diagnostics } : { ok: false, diagnostics };
}

function open(given: SpecWithStandard): Result<Standard> | undefined {
  return given.ref === undefined && given.candidate === undefined ? undefined : openStandard(given);
}

function unknownPath({ message, help }: { readonly message: string; readonly help: string }): Diagnostic {
  return { code: 'usage/unknown-path', severity: 'error', message, help };
}

function unmerged({ value }: Source): Merged {
  return {
    value,
    sources: new Map(),
    locks: new Map(),
    conflicts: [],
    deviations: [],
    contradictions: [],
    faults: [],
    unreadable: [],
  };
}

/** The spec with every default, and the names that only the model knows. */
function finishedValues({ value }: Merged, model: AccessModel | undefined): unknown {
  if (model === undefined) return value;
  const { spec, roles } = model;
  const workloads = spec.workloads.map((workload, index) => {
    const role = roles.find((candidate) => candidate.workloads.includes(index));
    const names = role?.owner === 'existing' ? {} : { roleName: role?.name, policyName: role?.policy?.name };
    return { ...names, ...workload };
  });
  return {
    ...spec,
    terraform: { awsProviderVersion: providerConstraint(model), ...spec.terraform },
    workloads,
  };
}

interface Leaf {
  readonly path: FieldPath;
  readonly value: unknown;
}

/** Scalars and lists of them, in order. */
function leavesOf(value: unknown, path: FieldPath): readonly Leaf[] {
  if (isMap(value)) {
    return Object.entries(value).flatMap(([key, child]) =>
      child === undefined ? [] : leavesOf(child, [...path, key]),
    );
  }
  if (!Array.isArray(value) || !value.some(isMap)) return [{ path, value }];
  return value.flatMap((child, index) => leavesOf(child, [...path, index]));
}

/** Values that follow from others of the spec; what else nobody writes is built in. */
const DERIVED =
  /^(?:identity\.oidcProviderOwner|terraform\.(?:awsProviderVersion|backend\.config\.key)|cluster\.networkPolicy|cluster\.nodeGroups\[\d+\]\.(?:privateNetworking|desiredCapacity)|workloads\[\d+\]\.(?:name|namespace|serviceAccount|roleName|policyName|createNamespace|identity\..*))$/;

function explainValue({ path, value }: Leaf, source: Source, merged: Merged): Explanation {
  const text = formatPattern(path);
  if (value === undefined) return { path: text, source: 'absent' };
  const lock = nearestAt(merged.locks, path);
  const lockedBy = lock === undefined ? {} : { lockedBy: lock.standard };
  if (isWritten(source.value, path)) {
    const place = source.locate(path);
    return { path: text, value, source: place.file === source.file ? 'spec' : 'base', place, ...lockedBy };
  }
  const given = nearestAt(merged.sources, path);
  if (given !== undefined) {
    const { influence, standard, place } = given;
    return { path: text, value, source: influence, standard, place, ...lockedBy };
  }
  return { path: text, value, source: DERIVED.test(text) ? 'derived' : 'built-in' };
}

function isWritten(root: unknown, path: FieldPath): boolean {
  let value = root;
  for (const part of path) {
    value = own(value, part);
    // A word in the place of a list of words.
    if (typeof value === 'string') return true;
  }
  return value !== undefined;
}

/** `cluster.region = "eu-west-1"` and where that comes from, in a line. */
export function describeExplanation({ path, value, source, standard, place, lockedBy }: Explanation): string {
  const at = place === undefined ? '' : ` (${place.file}:${place.line}:${place.column})`;
  const named = standard === undefined ? '' : ` the standard ${quote(standard)}`;
  const locked = lockedBy === undefined ? '' : `, as the standard ${quote(lockedBy)} locks it`;
  const words: Readonly<Record<ValueSource, string>> = {
    spec: `the spec${at}${locked}`,
    base: `what the spec extends${at}${locked}`,
    default: `a default of${named}${at}`,
    locked: `locked by${named}${at}`,
    naming: `named by${named}${at}`,
    'built-in': 'built-in default',
    derived: 'derived from the rest of the spec',
    absent: 'nobody gives it',
  };
  return value === undefined ? `${path}: ${words[source]}` : `${path} = ${quote(value)}: ${words[source]}`;
}
