import { BUILT_IN_NAMESPACES } from '../../kubernetes/names.js';
import type { Question, Scope } from '../question.js';
import { labelOf } from '../surroundings.js';

/** The heading of a workload's questions. */
export function workloadTopic({ indexes }: Scope): string {
  const [index = 0] = indexes;
  return index === 0 ? 'Workload' : `Workload ${index + 1}`;
}

const isFirst = (scope: Scope) => scope.indexes[0] === 0;

/** Whether the spec takes a well-known program from the catalogue, which then gives what the spec leaves out. */
export function isProgram(scope: Scope): boolean {
  return typeof scope.given('workloads[].uses') === 'string';
}

/** What is asked about a workload's names. */
export const WORKLOAD: readonly Question[] = [
  {
    key: 'workloads[].namespace',
    kind: 'text',
    topic: workloadTopic,
    label: 'Namespace',
    message: 'Kubernetes namespace',
    help: 'The role trusts one service account in one namespace; no other can use it.',
    example: 'photos',
    asked: (scope) => (isProgram(scope) ? 'review' : 'always'),
    optional: isProgram,
    fallback: (scope) => {
      if (isProgram(scope)) return undefined;
      const before = isFirst(scope)
        ? undefined
        : scope.get(`workloads[${(scope.indexes[0] ?? 0) - 1}].namespace`);
      return { value: before ?? scope.surroundings.last['workloads[0].namespace'] ?? 'default' };
    },
  },
  {
    key: 'workloads[].createNamespace',
    kind: 'confirm',
    topic: workloadTopic,
    label: 'Make namespace',
    message: 'Write the Namespace as well?',
    help: 'A new cluster has only the built-in ones; in one that exists it may belong to somebody else.',
    asked: 'review',
    when: (scope) =>
      isProgram(scope)
        ? scope.given('workloads[].createNamespace') !== undefined
        : !BUILT_IN_NAMESPACES.includes(String(scope.get('workloads[].namespace'))),
    fallback: (scope) => ({ value: scope.get('cluster.provision') !== false }),
  },
  {
    key: 'workloads[].serviceAccount',
    kind: 'text',
    topic: workloadTopic,
    label: 'Service account',
    message: 'Kubernetes service account',
    help: 'The pods run as it, and the role trusts it by this name.',
    example: 'photo-site',
    asked: (scope) => (isProgram(scope) ? 'review' : 'always'),
    optional: isProgram,
    fallback: (scope) => {
      const { folder } = scope.surroundings;
      return isFirst(scope) && !isProgram(scope) && folder !== undefined
        ? { value: folder, origin: "the folder's name" }
        : undefined;
    },
  },
  {
    key: 'workloads[].name',
    kind: 'text',
    topic: workloadTopic,
    label: 'Name',
    message: 'Name of the workload',
    help: 'It names the folder and the Kubernetes objects, such as the Deployment.',
    example: 'photo-site',
    asked: (scope) => (isProgram(scope) ? 'review' : 'customise'),
    optional: isProgram,
    fallback: (scope) => {
      if (isProgram(scope)) return undefined;
      const name = labelOf(String(scope.get('workloads[].serviceAccount') ?? ''));
      return name === undefined ? undefined : { value: name, origin: 'the service account' };
    },
  },
];
