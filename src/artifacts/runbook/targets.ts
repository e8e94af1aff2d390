import { IMMUTABLE, LONG_LIVED } from '../../kubernetes/kinds.js';
import type { Pod, Workload } from '../../spec/types.js';

/** `CronJob` as kubectl's users type it. */
export function resourceName(kind: string): string {
  return kind.toLowerCase();
}

/** Whether `kubectl rollout status` waits for a workload's pods. */
export function hasRollout({ pod }: Workload): boolean {
  return pod !== undefined && LONG_LIVED.includes(pod.kind) && !IMMUTABLE.includes(pod.kind);
}

/** The Secrets and ConfigMaps that a pod names; it does not start without them. */
export function sourcesOf({ env, envFrom, imagePullSecrets }: Pod): readonly string[] {
  const references = Object.values(env).flatMap((value) => (typeof value === 'string' ? [] : [value]));
  return [
    ...imagePullSecrets.map((name) => `secret/${name}`),
    ...[...references, ...envFrom].map(({ secret, configMap }) =>
      secret === undefined ? `configmap/${configMap}` : `secret/${secret}`,
    ),
  ];
}
