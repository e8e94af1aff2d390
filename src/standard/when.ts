import { own } from '../plain-data.js';
import { CLUSTER_DEFAULTS, IDENTITY_DEFAULTS, POD_DEFAULTS, TERRAFORM_DEFAULTS } from '../spec/built-in.js';
import { matchesGlob } from './glob.js';
import { EACH, type SpecPattern, selectValues } from './spec-pattern.js';
import type { Layer, Match, Standard } from './types.js';

/** What a field is when nobody gives it, as far as that depends on nothing else. */
const BUILT_IN = {
  cluster: CLUSTER_DEFAULTS,
  identity: IDENTITY_DEFAULTS,
  terraform: TERRAFORM_DEFAULTS,
  pod: POD_DEFAULTS,
};

/** A layer that holds for a spec, and for which of its workloads. */
export interface ActiveLayer extends Layer {
  readonly appliesTo: (workload: number) => boolean;
}

/** The layers of one standard that hold for a spec, weakest first. */
export function activeLayers(layers: readonly Layer[], spec: unknown): readonly ActiveLayer[] {
  return layers.flatMap((layer) => {
    const ofWorkloads = layer.match.filter(isOfWorkloads);
    if (!matchesAll(layer.match, spec)) return [];
    return [{ ...layer, appliesTo: (workload: number) => matchesAll(ofWorkloads, spec, workload) }];
  });
}

/** The layers that hold for every spec. */
export function generalLayers(layers: readonly Layer[]): readonly ActiveLayer[] {
  return layers
    .filter(({ match }) => match.length === 0)
    .map((layer) => ({ ...layer, appliesTo: () => true }));
}

/** Whether what any standard of the chain gives or locks is not the same for all specs. */
export function hasConditions({ chain }: Standard): boolean {
  return chain.some(
    ({ layers, exceptions }) => exceptions.length > 0 || layers.some(({ match }) => match.length > 0),
  );
}

/** Whether all globs match; those on workloads must match one and the same of them, or the one given. */
export function matchesAll(matches: readonly Match[], spec: unknown, workload?: number): boolean {
  const ofWorkloads = matches.filter(isOfWorkloads);
  if (!matches.filter((match) => !isOfWorkloads(match)).every((match) => matchesValue(match, spec)))
    return false;
  if (ofWorkloads.length === 0) return true;
  const workloads = own(spec, 'workloads');
  const candidates = Array.isArray(workloads)
    ? workload === undefined
      ? workloads
      : [workloads[workload]]
    : [];
  return candidates.some((candidate) =>
    ofWorkloads.every((match) => matchesValue(match, candidate, match.pattern.slice(2))),
  );
}

function isOfWorkloads({ pattern }: Match): boolean {
  return pattern[0] === 'workloads' && pattern[1] === EACH;
}

function matchesValue({ globs, pattern }: Match, root: unknown, below: SpecPattern = pattern): boolean {
  const found = selectValues(root, below).flatMap(({ value }) => [value].flat());
  const values = found.length > 0 ? found : [builtIn(below)];
  return values.some(
    (value) => value !== undefined && globs.some((glob) => matchesGlob(glob, String(value))),
  );
}

function builtIn([section, field]: SpecPattern): unknown {
  const value = own(own(BUILT_IN, section ?? ''), field ?? '');
  return typeof value === 'object' ? undefined : value;
}
