import { OWN_LABELS, OWN_PREFIX } from '../../kubernetes/own-names.js';
import { ANNOTATION_PREFIX, SKIP_CONTAINERS, SKIP_LABEL } from '../../kubernetes/pod-identity-webhook.js';
import { quote } from '../../text/quote.js';
import { forEachEntry } from '../readable.js';
import { eachWorkload, type Rule } from './rule.js';

/** Labels that Kubernetes itself gives to pods. https://kubernetes.io/docs/reference/labels-annotations-taints/ (2026-11) */
const LABELS_OF_KUBERNETES: readonly string[] = [
  'pod-template-hash',
  'pod-template-generation',
  'controller-revision-hash',
  'controller-uid',
  'job-name',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
  'batch.kubernetes.io/job-completion-index',
];

/** What the webhook reads on a service account and not on a pod. */
const OF_SERVICE_ACCOUNT = ['role-arn', 'audience', 'sts-regional-endpoints'].map(
  (name) => ANNOTATION_PREFIX + name,
);

function refusedLabel(name: string): readonly [message: string, help: string] | undefined {
  if (OWN_LABELS.includes(name))
    return ['is a label of the manifests themselves, by which pods are selected', 'use another label'];
  if (LABELS_OF_KUBERNETES.includes(name))
    return ['is a label that Kubernetes gives by itself', 'take it out'];
  return name === SKIP_LABEL
    ? ['keeps EKS from giving the pod its role', 'take it out: the pod needs the role']
    : undefined;
}

const labelsFree = eachWorkload(({ pod }, path, { report }) => {
  for (const name of Object.keys(pod?.labels ?? {})) {
    const refused = refusedLabel(name);
    if (refused === undefined) continue;
    report.error(
      'spec/reserved-label',
      [...path, 'pod', 'labels', name],
      `${quote(name)} ${refused[0]}`,
      refused[1],
    );
  }
});

const annotationsFree = eachWorkload(({ name: workload, pod }, path, { report }) => {
  forEachEntry(pod?.annotations ?? {}, (name, value) => {
    const refuse = (message: string, help: string) =>
      report.error('spec/reserved-annotation', [...path, 'pod', 'annotations', name], message, help);
    if (name.startsWith(OWN_PREFIX))
      refuse(`${quote(name)} begins with ${OWN_PREFIX}, which irsa-forge writes`, 'use another prefix');
    else if (OF_SERVICE_ACCOUNT.includes(name))
      refuse(
        `${quote(name)} is read on a service account alone, not on a pod`,
        'take it out: the service account has what it needs',
      );
    else if (name === SKIP_CONTAINERS && value.split(',').includes(workload))
      refuse(
        `${quote(value)} names the container ${quote(workload)}, which would get no role`,
        'take it out: the container needs the role',
      );
  });
});

/** What must hold of the labels and annotations that a spec gives to pods. */
export const podMetadataRules: readonly Rule[] = [labelsFree, annotationsFree];
