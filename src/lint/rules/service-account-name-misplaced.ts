import { entryOf, nodeAt } from '../../readers/index.js';
import { account, container, pod, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const TEMPLATES = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob']);

export const serviceAccountNameMisplaced: Rule = {
  id: 'IRSA084',
  name: 'service-account-name-misplaced',
  severity: 'error',
  family: 'pod',
  summary: 'serviceAccountName stands in the spec of the pod: in a Deployment in spec.template.spec.',
  why: 'In the spec of a Deployment, or in a container, it is an unknown field: refused, or dropped with a warning, and the pods run as default.',
  error: 'Warning: unknown field "spec.serviceAccountName", and then AccessDenied for …NodeInstanceRole…',
  fix: 'Move it beside containers.',
  reference: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec',
  examples: {
    bad: [
      yamlFile('app.yaml', account(), pod({ containers: [container({ serviceAccountName: 'sa-app' })] })),
    ],
    good: [yamlFile('app.yaml', account(), pod())],
  },
  *check({ inventory }) {
    for (const { node, kind } of inventory.kubernetesObjects) {
      if (!TEMPLATES.has(kind)) continue;
      for (const path of [['spec'], ['spec', 'template'], ['spec', 'jobTemplate', 'spec']]) {
        const found = entryOf(nodeAt(node, path), 'serviceAccountName');
        if (found !== undefined)
          yield {
            place: found.keyNode.place,
            message: `serviceAccountName has no effect in ${path.join('.')} of a ${kind}`,
            help: 'put it beside containers',
          };
      }
    }
    for (const { containers } of inventory.pods) {
      for (const { node } of containers) {
        const found = entryOf(node, 'serviceAccountName');
        if (found !== undefined)
          yield {
            place: found.keyNode.place,
            message: 'serviceAccountName has no effect in a container',
            help: 'put it beside containers',
          };
      }
    }
  },
};
