import type { FieldPath } from '../diagnostics.js';
import { LONG_LIVED, type PodKind, REPLICATED } from '../kubernetes/kinds.js';
import { own } from '../plain-data.js';
import { IDENTITY_DEFAULTS } from '../spec/built-in.js';

/** A field that only some specs have; `constraints/` refuses it elsewhere. */
interface Condition {
  /** As in `workloads[].pod.image`. */
  readonly field: RegExp;
  /** Whether it has a meaning in a spec, as far as that is filled; `pod` is the one that would hold it. */
  applies(root: unknown, pod: unknown): boolean;
}

const isOf = (kinds: readonly PodKind[]) => (pod: unknown) => kinds.some((kind) => kind === own(pod, 'kind'));
const isLongLived = isOf(LONG_LIVED);
const listens = (pod: unknown) => isLongLived(pod) && own(pod, 'port') !== undefined;
const provisions = (root: unknown) => own(own(root, 'cluster'), 'provision') !== false;
const hasNo = (field: string) => (root: unknown) =>
  provisions(root) && own(own(root, 'cluster'), field) === undefined;

/** In this order: a field may depend on those before it. */
const CONDITIONS: readonly Condition[] = [
  { field: /^workloads\[\]\.pod\.replicas$/, applies: (_root, pod) => isOf(REPLICATED)(pod) },
  { field: /^workloads\[\]\.pod\.schedule$/, applies: (_root, pod) => own(pod, 'kind') === 'CronJob' },
  { field: /^workloads\[\]\.pod\.service$/, applies: (_root, pod) => listens(pod) },
  {
    field: /^workloads\[\]\.pod\.(?:servicePort$|serviceAnnotations\b)/,
    applies: (_root, pod) => listens(pod) && own(pod, 'service') !== undefined,
  },
  {
    field: /^workloads\[\]\.pod\.loadBalancerClass$/,
    applies: (_root, pod) => listens(pod) && own(pod, 'service') === 'LoadBalancer',
  },
  {
    field: /^workloads\[\]\.pod\.(?:egressPorts|egress)$/,
    applies: (_root, pod) => own(pod, 'networkPolicy') !== false,
  },
  { field: /^workloads\[\]\.pod\.probes$/, applies: (_root, pod) => listens(pod) },
  {
    field: /^workloads\[\]\.pod\.healthPath$/,
    applies: (_root, pod) => listens(pod) && own(pod, 'probes') !== false,
  },
  { field: /^cluster\.vpc\b/, applies: hasNo('availabilityZones') },
  { field: /^cluster\.availabilityZones$/, applies: hasNo('vpc') },
  {
    field: /^cluster\.(?:nodeGroups|podImds|logging|endpointAccess|networkPolicy)\b/,
    applies: provisions,
  },
  { field: /^identity\.oidcProviderOwner$/, applies: usesIrsa },
  { field: /^cluster\.oidcIssuer$/, applies: usesIrsa },
  { field: /^terraform\.backend\b/, applies: (root) => own(own(root, 'terraform'), 'layout') !== 'module' },
];

/** How many turns it takes to fill fields so that each finds what it depends on. */
export const TURNS = CONDITIONS.length + 1;

/** In which turn a field is filled; 0 for those that every spec has. */
export function turnOf(pattern: string): number {
  return CONDITIONS.findIndex(({ field }) => field.test(pattern)) + 1;
}

/** Whether a field has a meaning at a place of a spec. */
export function isApplicable(pattern: string, path: FieldPath, root: unknown): boolean {
  const condition = CONDITIONS[turnOf(pattern) - 1];
  if (condition === undefined) return true;
  const workload = path[0] === 'workloads' ? own(own(root, 'workloads'), path[1] ?? 0) : undefined;
  return condition.applies(root, own(workload, 'pod'));
}

function usesIrsa(root: unknown): boolean {
  const general = own(own(root, 'identity'), 'mechanism') ?? IDENTITY_DEFAULTS.mechanism;
  const workloads = own(root, 'workloads');
  if (!Array.isArray(workloads)) return general === 'irsa';
  return workloads.some((workload) => (own(own(workload, 'identity'), 'mechanism') ?? general) === 'irsa');
}
