import * as v from 'valibot';
import { checkNetwork } from '../../aws/cidr.js';
import { checkImage } from '../../kubernetes/images.js';
import { LONG_LIVED, POD_KINDS, REPLICATED } from '../../kubernetes/kinds.js';
import {
  checkAnnotationName,
  checkDataKey,
  checkEnvName,
  checkLabelValue,
  checkPortName,
  checkQualifiedName,
  checkSubdomain,
  DATA_KEY,
  ENV_NAME,
  LABEL_VALUE,
  PORT_NAME,
  QUALIFIED_NAME,
  SUBDOMAIN,
} from '../../kubernetes/names.js';
import { checkHealthPath, checkWritablePath } from '../../kubernetes/paths.js';
import { checkQuantity, checkResourceName, QUANTITY, RESOURCE_NAME } from '../../kubernetes/quantities.js';
import { checkSchedule } from '../../kubernetes/schedules.js';
import { choice, flag, list, map, number, object, refusal, text, whole } from '../../schema/field.js';
import { only } from '../../schema/need.js';
import { POD_DEFAULTS } from '../built-in.js';
import {
  BY_PROBES,
  OF_LOAD_BALANCER,
  ofKinds,
  ofNetworkPolicy,
  ofService,
  PROBED,
  WITH_PORT,
} from './needs.js';

/** The words of `service`. */
const SERVICE_TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer'] as const;

const anything = text({ description: 'Any text.', noun: 'text', check: () => undefined });

const port = (description: string) => whole(1, 65535, { description });

const objectName = (description: string, example: string) =>
  text({
    description,
    examples: [example],
    noun: 'a name of a Kubernetes object',
    check: checkSubdomain,
    pattern: SUBDOMAIN,
  });

const source = {
  secret: v.optional(objectName('The Secret, in the namespace of the pods.', 'app')),
  configMap: v.optional(objectName('The ConfigMap, in the namespace of the pods.', 'app')),
};

const envValue = v.union([
  anything,
  object('A key of a Secret or ConfigMap.', {
    ...source,
    key: text({
      description: 'The key in it.',
      examples: ['url'],
      noun: 'a key of a Secret or ConfigMap',
      check: checkDataKey,
      pattern: DATA_KEY,
    }),
  }),
]);

const annotations = (description: string) =>
  map(text({ description: 'A name.', noun: "an annotation's name", check: checkAnnotationName }), anything, {
    description,
  });

const quantities = (description: string) =>
  map(
    text({
      description: 'A resource.',
      noun: 'a resource of a container',
      check: checkResourceName,
      pattern: RESOURCE_NAME,
    }),
    v.union([
      text({
        description: 'A quantity.',
        examples: ['250m', '128Mi'],
        noun: 'a quantity',
        check: checkQuantity,
        pattern: QUANTITY,
      }),
      v.pipe(number(), v.minValue(0, refusal('is out of range', 'use 0 or more'))),
    ]),
    { description },
  );

/** The schema of `workloads[].pod`. */
export const podSchema = object('What runs as the service account.', {
  kind: choice(POD_KINDS, { description: 'The kind of the Kubernetes object.' }),
  labels: v.optional(
    map(
      text({
        description: 'A name.',
        noun: "a label's name",
        check: checkQualifiedName,
        pattern: QUALIFIED_NAME,
      }),
      text({
        description: 'A value.',
        noun: "a label's value",
        check: checkLabelValue,
        pattern: LABEL_VALUE,
      }),
      { description: 'Labels of the pods, beside those by which they are selected.' },
    ),
  ),
  annotations: v.optional(annotations('Annotations of the pods.')),
  image: text({
    description: 'The container image; it runs as a non-root user.',
    examples: ['registry.example/photo-site:1.4.2'],
    noun: 'an image reference',
    check: checkImage,
  }),
  imagePullSecrets: v.optional(
    list(objectName('A Secret of the type kubernetes.io/dockerconfigjson.', 'registry'), {
      description: 'Secrets for registries that ask for a password; Amazon ECR needs none.',
    }),
  ),
  runAsUser: v.optional(
    v.pipe(
      whole(0, 2_147_483_647, {
        description: 'The user, and the group, that the container runs as; never root.',
      }),
      v.minValue(
        1,
        refusal('is root', `the pods run as another user: use the image's own, or ${POD_DEFAULTS.runAsUser}`),
      ),
    ),
    POD_DEFAULTS.runAsUser,
  ),
  command: v.optional(list(anything, { description: "The command, in place of the image's entry point." })),
  args: v.optional(list(anything, { description: 'The arguments of the command.' })),
  env: v.optional(
    map(
      text({
        description: 'The name of a variable.',
        noun: "an environment variable's name",
        check: checkEnvName,
        pattern: ENV_NAME,
      }),
      envValue,
      {
        description:
          'Environment variables: plain text, or a key of a Secret or ConfigMap; no secrets as text.',
        examples: [
          { LOG: 'info', DB: { secret: 'db', key: 'url' }, MODE: { configMap: 'app', key: 'mode' } },
        ],
      },
    ),
  ),
  envFrom: v.optional(
    list(object('A Secret or ConfigMap.', source), {
      description: 'Secrets and ConfigMaps whose every key is an environment variable.',
    }),
  ),
  port: v.optional(port('The port that the container listens on.')),
  ports: v.optional(
    list(
      object('A further port.', {
        name: text({
          description: 'The name of the port.',
          examples: ['metrics'],
          noun: "a port's name",
          check: checkPortName,
          pattern: PORT_NAME,
        }),
        port: port('The port that the container listens on.'),
      }),
      { description: 'Further ports of the container; the Service has them too.' },
    ),
  ),
  service: only(
    [ofKinds(LONG_LIVED), WITH_PORT],
    v.optional(choice(SERVICE_TYPES, { description: 'The type of a Service; needs port.' })),
  ),
  servicePort: only(
    ofService('servicePort'),
    v.optional(port("The Service's port."), POD_DEFAULTS.servicePort),
  ),
  serviceAnnotations: only(
    ofService('serviceAnnotations'),
    v.optional(
      annotations('Annotations of the Service, such as those by which a load balancer is internal.'),
    ),
  ),
  loadBalancerClass: only(
    [...ofService('loadBalancerClass'), OF_LOAD_BALANCER],
    v.optional(
      text({
        description:
          'What makes the load balancer of a Service of type LoadBalancer; absent: what the cluster makes by default.',
        examples: ['service.k8s.aws/nlb'],
        noun: 'a class of load balancers',
        check: checkQualifiedName,
        pattern: QUALIFIED_NAME,
      }),
    ),
  ),
  healthPath: only(
    BY_PROBES,
    v.optional(
      text({
        description: 'The path of HTTP probes; absent: TCP probes on port.',
        examples: ['/healthz'],
        noun: 'a URL path',
        check: checkHealthPath,
        pattern: /^\/[\x21-\x7e]*$/,
      }),
    ),
  ),
  probes: only(
    PROBED,
    v.optional(flag({ description: 'false: no probes; default: probes when there is a port.' })),
  ),
  resources: v.optional(
    object('What the container asks for and may use.', {
      requests: v.optional(quantities('What the scheduler sets aside.')),
      limits: v.optional(quantities('What the container may use.')),
    }),
  ),
  writablePaths: v.optional(
    list(
      text({
        description: 'An absolute path.',
        examples: ['/tmp'],
        noun: 'a path for a volume',
        check: checkWritablePath,
        pattern: /^\/[^:]+$/,
      }),
      { description: 'Empty folders to write to, since the root file system is read-only.' },
    ),
    [...POD_DEFAULTS.writablePaths],
  ),
  egressPorts: only(
    [ofNetworkPolicy('egressPorts')],
    v.optional(
      list(port('A TCP port.'), {
        description: 'Further ports that the NetworkPolicy lets out; 443 and DNS always.',
      }),
    ),
  ),
  egress: only(
    [ofNetworkPolicy('egress')],
    v.optional(
      list(
        object('A way out.', {
          port: v.optional(port('A TCP port; absent: every port.')),
          cidr: v.optional(
            text({
              description: 'The network that it leads to; absent: any.',
              examples: ['10.0.0.0/16'],
              noun: 'a network',
              check: checkNetwork,
            }),
          ),
        }),
        {
          description:
            'Further ways out that the NetworkPolicy leaves open, by port, by network, or by both.',
        },
      ),
    ),
  ),
  networkPolicy: v.optional(flag({ description: 'false: no NetworkPolicy.' }), POD_DEFAULTS.networkPolicy),
  replicas: only(
    [ofKinds(REPLICATED)],
    v.optional(
      whole(0, 10_000, { description: 'How many pods; Deployment and StatefulSet only.', unit: 'pods' }),
    ),
  ),
  schedule: only(
    [ofKinds(['CronJob'])],
    v.optional(
      text({
        description: 'When it runs, in UTC; CronJob only.',
        examples: ['0 3 * * *'],
        noun: 'a schedule',
        check: checkSchedule,
      }),
    ),
  ),
});
