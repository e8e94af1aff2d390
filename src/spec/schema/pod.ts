import * as v from 'valibot';
import { checkImage } from '../../kubernetes/images.js';
import { checkEnvName, ENV_NAME } from '../../kubernetes/names.js';
import { checkHealthPath, checkWritablePath } from '../../kubernetes/paths.js';
import { checkQuantity, checkResourceName, QUANTITY, RESOURCE_NAME } from '../../kubernetes/quantities.js';
import { checkSchedule } from '../../kubernetes/schedules.js';
import { choice, flag, list, map, number, object, refusal, text, whole } from '../../schema/field.js';
import { POD_DEFAULTS } from '../built-in.js';

/** The words of `kind`. */
export const POD_KINDS = ['Pod', 'Deployment', 'Job', 'CronJob'] as const;
/** The words of `service`. */
export const SERVICE_TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer'] as const;

const anything = text({ description: 'Any text.', noun: 'text', check: () => undefined });

const port = (description: string) => whole(1, 65535, { description });

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
  image: text({
    description: 'The container image; it runs as a non-root user.',
    examples: ['registry.example/photo-site:1.4.2'],
    noun: 'an image reference',
    check: checkImage,
  }),
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
      anything,
      { description: 'Plain environment variables; no secrets.' },
    ),
  ),
  port: v.optional(port('The port that the container listens on.')),
  service: v.optional(choice(SERVICE_TYPES, { description: 'The type of a Service; needs port.' })),
  servicePort: v.optional(port("The Service's port."), POD_DEFAULTS.servicePort),
  healthPath: v.optional(
    text({
      description: 'The path of HTTP probes; absent: TCP probes on port.',
      examples: ['/healthz'],
      noun: 'a URL path',
      check: checkHealthPath,
      pattern: /^\/[\x21-\x7e]*$/,
    }),
  ),
  probes: v.optional(flag({ description: 'false: no probes; default: probes when there is a port.' })),
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
  egressPorts: v.optional(
    list(port('A TCP port.'), {
      description: 'Further ports that the NetworkPolicy lets out; 443 and DNS always.',
    }),
  ),
  networkPolicy: v.optional(flag({ description: 'false: no NetworkPolicy.' }), POD_DEFAULTS.networkPolicy),
  replicas: v.optional(whole(0, 10_000, { description: 'How many pods; Deployment only.', unit: 'pods' })),
  schedule: v.optional(
    text({
      description: 'When it runs, in UTC; CronJob only.',
      examples: ['0 3 * * *'],
      noun: 'a schedule',
      check: checkSchedule,
    }),
  ),
});
