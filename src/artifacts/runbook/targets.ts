import type { Workload } from '../../spec/types.js';

/** `CronJob` as kubectl's users type it. */
export function resourceName(kind: string): string {
  return kind.toLowerCase();
}

/** A pod of a workload as `kubectl exec` finds it; batch pods have no stable name. */
export function execTarget({ name, pod }: Workload): string | undefined {
  if (pod?.kind === 'Deployment') return `deployment/${name}`;
  return pod?.kind === 'Pod' ? `pod/${name}` : undefined;
}
