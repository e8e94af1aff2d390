import { POD_DEFAULTS } from '../../spec/built-in.js';
import { NUMBER, type Question, type Scope } from '../question.js';
import { isChart } from './program.js';
import { workloadTopic } from './topic.js';

const kind = (scope: Scope) => scope.get('workloads[].pod.kind');
const runs = (scope: Scope) => typeof kind(scope) === 'string';
const serves = (scope: Scope) => kind(scope) === 'Pod' || kind(scope) === 'Deployment';
const hasPort = (scope: Scope) => serves(scope) && typeof scope.get('workloads[].pod.port') === 'number';
const hasService = (scope: Scope) =>
  hasPort(scope) && typeof scope.get('workloads[].pod.service') === 'string';

/** What is asked about the pods that run as the service account. */
export const POD: readonly Question[] = [
  {
    key: 'workloads[].pod.kind',
    kind: 'choice',
    topic: workloadTopic,
    label: 'Runs',
    message: 'What runs as this service account?',
    help: 'Its manifest is written with safe settings; choose nothing if a Helm chart or another repository has it.',
    asked: 'always',
    when: (scope) => !isChart(scope) || scope.given('workloads[].pod') !== undefined,
    optional: true,
    owns: 'workloads[].pod',
    fallback: (scope) => ({
      value:
        !isChart(scope) && (scope.surroundings.interactive || scope.get('workloads[].pod') !== undefined)
          ? 'Deployment'
          : null,
    }),
    choices: () => [
      { value: 'Deployment', name: 'Deployment', note: 'keeps pods running and replaces them one by one' },
      { value: 'Pod', name: 'Pod', note: 'a single pod, for trying things out' },
      { value: 'Job', name: 'Job', note: 'runs once, to its end' },
      { value: 'CronJob', name: 'CronJob', note: 'runs on a schedule' },
      { value: null, name: 'Nothing', note: 'the role and the service account alone' },
    ],
  },
  {
    key: 'workloads[].pod.image',
    kind: 'text',
    topic: workloadTopic,
    label: 'Image',
    message: 'Container image',
    help: 'What the pods run, as a non-root user; a tag or digest makes it the same every time.',
    example: 'registry.example/photo-site:1.4.2',
    asked: 'always',
    when: runs,
  },
  {
    key: 'workloads[].pod.schedule',
    kind: 'text',
    topic: workloadTopic,
    label: 'Schedule',
    message: 'When does it run (UTC)?',
    help: 'Minute, hour, day, month and weekday, as cron reads them.',
    example: '0 3 * * *',
    asked: 'customise',
    when: (scope) => kind(scope) === 'CronJob',
    fallback: () => ({ value: '0 3 * * *', origin: 'every night at three' }),
  },
  {
    key: 'workloads[].pod.replicas',
    kind: 'text',
    form: NUMBER,
    topic: workloadTopic,
    label: 'Replicas',
    message: 'How many pods?',
    help: 'Two or more keep serving while one is replaced.',
    example: '2',
    asked: 'customise',
    when: (scope) => kind(scope) === 'Deployment',
    fallback: () => ({ value: POD_DEFAULTS.replicas.Deployment }),
  },
  {
    key: 'workloads[].pod.port',
    kind: 'text',
    form: NUMBER,
    topic: workloadTopic,
    label: 'Port',
    message: 'Port that the container listens on',
    help: 'Probes and the Service need it; empty: it listens on none.',
    example: '8080',
    asked: 'customise',
    when: serves,
    optional: true,
  },
  {
    key: 'workloads[].pod.healthPath',
    kind: 'text',
    topic: workloadTopic,
    label: 'Health path',
    message: 'Path of its health check',
    help: 'Kubernetes asks it whether the pod is well; empty: whether the port is open.',
    example: '/healthz',
    asked: 'customise',
    when: (scope) => hasPort(scope) && scope.get('workloads[].pod.probes') !== false,
    optional: true,
  },
  {
    key: 'workloads[].pod.service',
    kind: 'choice',
    topic: workloadTopic,
    label: 'Service',
    message: 'Who must reach it?',
    help: 'A Service gives the pods one name and address.',
    asked: 'customise',
    when: hasPort,
    optional: true,
    fallback: () => ({ value: null }),
    choices: () => [
      { value: null, name: 'Nobody: no Service' },
      { value: 'ClusterIP', name: 'Other pods (ClusterIP)' },
      { value: 'NodePort', name: "Others in the VPC, by the nodes' addresses (NodePort)" },
      { value: 'LoadBalancer', name: 'A load balancer (LoadBalancer)' },
    ],
  },
  {
    key: 'workloads[].pod.servicePort',
    kind: 'text',
    form: NUMBER,
    topic: workloadTopic,
    label: 'Service port',
    message: "The Service's port",
    help: 'Other pods use this port; the Service passes it on to the container.',
    example: '80',
    asked: 'review',
    when: hasService,
    fallback: () => ({ value: POD_DEFAULTS.servicePort }),
  },
];
