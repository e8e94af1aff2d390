import type { Scope } from '../question.js';

/** The heading of a workload's questions. */
export function workloadTopic({ indexes }: Scope): string {
  const [index = 0] = indexes;
  return index === 0 ? 'Workload' : `Workload ${index + 1}`;
}
