import { LONG_LIVED, type PodKind, REPLICATED } from '../../kubernetes/kinds.js';
import { POD_DEFAULTS } from '../../spec/built-in.js';
import { NUMBER, PAIRS, type Question, type Scope, WORDS } from '../question.js';
import { isChart } from './program.js';
import { workloadTopic } from './topic.js';

const kind = (scope: Scope) => scope.get('workloads[].pod.kind');
const runs = (scope: Scope) => typeof kind(scope) === 'string';
const isOf = (kinds: readonly PodKind[]) => (scope: Scope) => kinds.some((one) => one === kind(scope));
const serves = isOf(LONG_LIVED);
const hasPort = (scope: Scope) => serves(scope) && typeof scope.get('workloads[].pod.port') === 'number';
const hasService = (scope: Scope) =>
  hasPort(scope) && typeof scope.get('workloads[].pod.service') === 'string';
const hasLoadBalancer = (scope: Scope) =>
  hasPort(scope) && scope.get('workloads[].pod.service') === 'LoadBalancer';

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
      {
        value: 'StatefulSet',
        name: 'StatefulSet',
        note: 'pods with names of their own, for what clusters by itself',
      },
      { value: 'DaemonSet', name: 'DaemonSet', note: 'one pod on every node' },
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
    when: isOf(REPLICATED),
    fallback: (scope) => ({ value: POD_DEFAULTS.replicas[kind(scope) as PodKind] }),
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
  {
    key: 'workloads[].pod.loadBalancerClass',
    kind: 'choice',
    topic: workloadTopic,
    label: 'Load balancer',
    message: 'What makes the load balancer?',
    help: 'Another class later makes another load balancer: Kubernetes does not change it.',
    asked: 'review',
    when: hasLoadBalancer,
    optional: true,
    fallback: () => ({ value: null }),
    choices: () => [
      { value: null, name: 'what the cluster makes by default' },
      {
        value: 'service.k8s.aws/nlb',
        name: 'the AWS Load Balancer Controller',
        note: 'a Network Load Balancer',
      },
      { value: 'eks.amazonaws.com/nlb', name: 'EKS Auto Mode', note: 'a Network Load Balancer' },
    ],
  },
  {
    key: 'workloads[].pod.serviceAnnotations',
    kind: 'text',
    form: PAIRS,
    topic: workloadTopic,
    label: 'Service settings',
    message: 'Annotations of the Service, as name=value',
    help: 'They tell what makes the load balancer how it should be, such as internal.',
    example: 'service.beta.kubernetes.io/aws-load-balancer-scheme=internal',
    asked: 'review',
    when: hasLoadBalancer,
    optional: true,
  },
  {
    key: 'workloads[].pod.runAsUser',
    kind: 'text',
    form: NUMBER,
    topic: workloadTopic,
    label: 'Runs as user',
    message: 'User id that the container runs as',
    help: 'Some images need their own, such as 65532 or 1000; root is not allowed.',
    example: '10001',
    asked: 'review',
    when: runs,
    fallback: () => ({ value: POD_DEFAULTS.runAsUser }),
  },
  {
    key: 'workloads[].pod.imagePullSecrets',
    kind: 'text',
    form: WORDS,
    topic: workloadTopic,
    label: 'Pull secrets',
    message: "Secrets with the registry's password",
    help: 'Names of Secrets in the namespace; Amazon ECR needs none. Empty: none.',
    example: 'registry',
    asked: 'review',
    when: runs,
    optional: true,
  },
];
