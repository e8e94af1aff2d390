import { BUILT_IN_NAMESPACES } from '../../kubernetes/names.js';
import { type Fallback, lastAnswer, type Question, type Scope } from '../question.js';
import { labelOf } from '../surroundings.js';
import { isChart, programIn } from './program.js';
import { workloadTopic } from './topic.js';

const isFirst = (scope: Scope) => scope.indexes[0] === 0;

/** The name that the catalogue gives to a workload which uses a program with a chart of its own. */
function byCatalogue(scope: Scope, field: 'name' | 'namespace' | 'serviceAccount'): Fallback | undefined {
  const program = programIn(scope);
  const value = isChart(scope) ? program?.[field] : undefined;
  return value === undefined ? undefined : { value, origin: 'the catalogue' };
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
    asked: (scope) => (isChart(scope) ? 'review' : 'always'),
    fallback: (scope) => {
      const own = byCatalogue(scope, 'namespace');
      if (own !== undefined) return own;
      const before = isFirst(scope)
        ? undefined
        : scope.get(`workloads[${(scope.indexes[0] ?? 0) - 1}].namespace`);
      return before === undefined
        ? (lastAnswer(scope, 'workloads[0].namespace') ?? { value: 'default' })
        : { value: before };
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
      isChart(scope)
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
    asked: (scope) => (isChart(scope) ? 'review' : 'always'),
    fallback: (scope) => {
      const { folder } = scope.surroundings;
      const byFolder =
        isFirst(scope) && folder !== undefined ? { value: folder, origin: "the folder's name" } : undefined;
      return byCatalogue(scope, 'serviceAccount') ?? byFolder;
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
    asked: (scope) => (isChart(scope) ? 'review' : 'customise'),
    fallback: (scope) => {
      const own = byCatalogue(scope, 'name');
      if (own !== undefined) return own;
      const name = labelOf(String(scope.get('workloads[].serviceAccount') ?? ''));
      return name === undefined ? undefined : { value: name, origin: 'the service account' };
    },
  },
];
