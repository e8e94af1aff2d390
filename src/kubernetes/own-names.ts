/** Labels that the manifests give to their objects, and by which pods are selected: nobody else may set them. */
export const OWN_LABELS: readonly string[] = [
  'app.kubernetes.io/name',
  'app.kubernetes.io/instance',
  'app.kubernetes.io/managed-by',
];

/** The prefix of annotations that the manifests keep for themselves. */
export const OWN_PREFIX = 'irsa-forge/';

/** Says on a pod by which identity it gets its credentials: pods keep what they were given, so another identity takes other pods. */
export const IDENTITY_ANNOTATION = `${OWN_PREFIX}identity`;

/** The headless Service of a StatefulSet, which gives each pod a name of its own; it can't be changed later. */
export const headlessServiceName = (workload: string): string => `${workload}-headless`;
