/** Kinds of objects that run pods, in the order in which they are offered. */
export const POD_KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Pod', 'Job', 'CronJob'] as const;

export type PodKind = (typeof POD_KINDS)[number];

/** Kinds whose pods live on: they serve, and probing them means something. */
export const LONG_LIVED: readonly PodKind[] = ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet'];

/** Kinds that keep a number of pods alike. */
export const REPLICATED: readonly PodKind[] = ['Deployment', 'StatefulSet'];

/** Kinds whose pods can't be changed once they are made: Kubernetes refuses another template, or keeps the pod as it is. */
export const IMMUTABLE: readonly PodKind[] = ['Pod', 'Job'];
