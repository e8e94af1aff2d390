import { type PodFact, type Span, textOrMark } from '../readers/index.js';

/** What keeps a pod from the credentials that EKS Pod Identity would give it. */
export interface Obstacle {
  readonly cause: 'windows' | 'fargate' | 'proxy' | 'network-policy' | 'other-policy' | 'agent';
  /** False where it depends on something that the files do not tell. */
  readonly certain: boolean;
  /** One sentence; lower case, no full stop. */
  readonly reason: string;
  readonly place: Span;
  readonly fix: string;
}

/** Whom a policy of a namespace is about: a pod, or all of them where the files have none. */
export function podsNamed(pod: PodFact | undefined, namespace: string): string {
  return pod === undefined ? `the pods of namespace ${namespace}` : podName(pod);
}

/** How people call a pod: `Deployment default/photo-site`. */
export function podName(pod: PodFact): string {
  const kind = pod.kind.startsWith('kubernetes_') ? 'Terraform' : pod.kind;
  const name = pod.name.known ? pod.name.value : 'unnamed';
  return `${kind} ${textOrMark(pod.namespace)}/${name}`;
}
