import { expandWords, type GrantEntry, type GrantKind } from '../grants/index.js';
import type { AllowStatement } from '../iam/policy.js';
import { LONG_LIVED } from '../kubernetes/kinds.js';
import { parseQuantity } from '../kubernetes/quantities.js';
import { POD_DEFAULTS } from './built-in.js';
import { build } from './readable.js';
import type { GrantEntryInput } from './schema/grants.js';
import type { SpecInput } from './schema.js';
import type { ConfigSource, Egress, EnvValue, Pod, Resources } from './types.js';

type WorkloadInput = SpecInput['workloads'][number];
type StatementInput = NonNullable<WorkloadInput['statements']>[number];
type PodInput = NonNullable<WorkloadInput['pod']>;
type Quantities = Readonly<Record<string, string>>;

/** A grant's entry with its access as single words. */
export function fillGrant(kind: GrantKind, input: GrantEntryInput): GrantEntry {
  const { access: _, ...rest } = Object.fromEntries(
    Object.keys(input).map((field) => [field, () => input[field]]),
  );
  return build<Record<string, unknown>>({
    ...rest,
    access: () => expandWords(kind, [input.access].flat()),
  }) as GrantEntry;
}

/** A statement whose conditions are lists throughout. */
export function fillStatement(input: StatementInput): AllowStatement {
  return build<AllowStatement>({
    sid: () => input.sid,
    actions: () => input.actions,
    resources: () => input.resources,
    conditions: () =>
      mapValues(input.conditions ?? {}, (keys) => mapValues(keys, (values) => [values].flat())),
  });
}

/** What runs, with everything that its kind leaves open. */
export function fillPod(input: PodInput): Pod {
  const probes = () => input.port !== undefined && LONG_LIVED.includes(input.kind) && (input.probes ?? true);
  return build<Pod>({
    kind: () => input.kind,
    labels: () => input.labels ?? {},
    annotations: () => input.annotations ?? {},
    image: () => input.image,
    imagePullSecrets: () => input.imagePullSecrets ?? [],
    runAsUser: () => input.runAsUser ?? POD_DEFAULTS.runAsUser,
    command: () => input.command ?? [],
    args: () => input.args ?? [],
    env: () => (input.env ?? {}) as Readonly<Record<string, EnvValue>>,
    envFrom: () => (input.envFrom ?? []) as readonly ConfigSource[],
    port: () => input.port,
    ports: () => input.ports ?? [],
    service: () => input.service,
    servicePort: () => input.servicePort ?? POD_DEFAULTS.servicePort,
    serviceAnnotations: () => input.serviceAnnotations ?? {},
    loadBalancerClass: () => input.loadBalancerClass,
    healthPath: () => (probes() ? input.healthPath : undefined),
    probes,
    resources: () => fillResources(input.resources ?? {}),
    writablePaths: () => input.writablePaths ?? POD_DEFAULTS.writablePaths,
    egressPorts: () => input.egressPorts ?? [],
    egress: () => (input.egress ?? []) as readonly Egress[],
    networkPolicy: () => input.networkPolicy ?? POD_DEFAULTS.networkPolicy,
    replicas: () => input.replicas ?? POD_DEFAULTS.replicas[input.kind],
    schedule: () => input.schedule,
  });
}

/** Defaults give way to what is given: a default limit rises to a request, a default request falls to a limit. */
function fillResources(input: NonNullable<PodInput['resources']>): Resources {
  const requests = mapValues(input.requests ?? {}, String);
  const limits = mapValues(input.limits ?? {}, String);
  return {
    requests: { ...within(POD_DEFAULTS.requests, limits, Math.min), ...extended(limits), ...requests },
    limits: { ...within(POD_DEFAULTS.limits, requests, Math.max), ...extended(requests), ...limits },
  };
}

function within(
  defaults: Quantities,
  given: Quantities,
  choose: (a: number, b: number) => number,
): Quantities {
  return Object.fromEntries(
    Object.entries(defaults).map(([name, fallback]) => {
      const other = given[name];
      if (other === undefined) return [name, fallback];
      const [mine, theirs] = [parseQuantity(fallback) ?? 0, parseQuantity(other) ?? 0];
      return [name, choose(mine, theirs) === mine ? fallback : other];
    }),
  );
}

/** Extended resources cannot be overcommitted: what one side leaves out equals the other. */
function extended(quantities: Quantities): Quantities {
  return Object.fromEntries(
    Object.entries(quantities).filter(([name]) => !Object.hasOwn(POD_DEFAULTS.limits, name)),
  );
}

function mapValues<A, B>(map: Readonly<Record<string, A>>, compute: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, compute(value)]));
}
