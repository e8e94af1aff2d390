import { parseAllDocuments } from 'yaml';
import type { PodKind } from '../../src/kubernetes/kinds.js';
import type { AccessModel, Role } from '../../src/model/types.js';
import { usesIrsa, usesPodIdentity } from '../../src/spec/mechanism.js';
import type { Pod, Workload } from '../../src/spec/types.js';

/** A file as kubectl and eksctl read it: one document of YAML 1.1, with no key twice. */
export function readYaml(path: string, text: string): Document {
  const documents = parseAllDocuments(text, {
    version: '1.1',
    uniqueKeys: true,
    strict: true,
    merge: false,
    prettyErrors: false,
  });
  const [document, ...others] = [...documents];
  const problems = [...documents].flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  if (document === undefined || others.length > 0 || problems.length > 0) {
    throw new Error(`${path}: ${others.length + 1} documents, ${problems.join('; ')}\n${text}`);
  }
  return document.toJS();
}

// biome-ignore lint/suspicious/noExplicitAny: documents of every kind are looked into
type Document = any;

type Facts = Readonly<Record<string, unknown>>;

/** What the manifests say, object by object, leaving out what is the same for all. */
export function kubernetesFacts(files: ReadonlyMap<string, string>): Facts {
  const paths = [...files.keys()].filter((path) => path.startsWith('kubernetes/'));
  return Object.fromEntries(paths.map((path) => [path, factsOf(readYaml(path, files.get(path) ?? ''))]));
}

function factsOf(object: Document): Facts {
  const { kind, metadata, spec } = object;
  if (kind === 'Kustomization') return { kind, resources: object.resources };
  const template = kind === 'Pod' ? object : (spec?.jobTemplate?.spec?.template ?? spec?.template);
  return withoutAbsent({
    kind,
    name: metadata.name,
    namespace: metadata.namespace,
    annotations: kind === 'Pod' ? undefined : metadata.annotations,
    replicas: spec?.replicas,
    schedule: spec?.schedule,
    serviceName: spec?.serviceName,
    service:
      kind === 'Service'
        ? [spec.type ?? spec.clusterIP, portsIn(spec.ports), spec.selector, spec.loadBalancerClass]
        : undefined,
    egress: kind === 'NetworkPolicy' ? waysOf(spec.egress) : undefined,
    ingress: kind === 'NetworkPolicy' ? waysOf(spec.ingress) : undefined,
    pod: template === undefined ? undefined : podFacts(template),
  });
}

/** Ports of a Service by their names. */
function portsIn(ports: readonly Document[] = []): Facts {
  return Object.fromEntries(ports.map(({ name, port, targetPort }) => [name, [port, targetPort]]));
}

function podFacts({ metadata, spec }: Document): Facts {
  const { serviceAccountName, automountServiceAccountToken, containers, volumes = [] } = spec;
  const { runAsUser, runAsGroup, fsGroup } = spec.securityContext;
  const [container, ...others] = containers;
  const mounts = container.volumeMounts ?? [];
  const probe = container.livenessProbe === undefined ? undefined : container.readinessProbe.httpGet.path;
  return withoutAbsent({
    labels: metadata.labels,
    annotations: metadata.annotations,
    users: [runAsUser, runAsGroup, fsGroup],
    imagePullSecrets: spec.imagePullSecrets,
    serviceAccountName,
    automountServiceAccountToken,
    others: others.length,
    name: container.name,
    image: container.image,
    command: container.command ?? [],
    args: container.args ?? [],
    env: Object.fromEntries(
      (container.env ?? []).map(({ name, value, valueFrom }: Document) => [
        name,
        value ?? sourceOf(valueFrom),
      ]),
    ),
    envFrom: (container.envFrom ?? []).map(sourceOf),
    ports: (container.ports ?? []).map(({ name, containerPort }: Document) => [name, containerPort]),
    probed: container.readinessProbe !== undefined,
    healthPath: probe,
    resources: container.resources,
    paths: mounts.map(({ mountPath }: Record<string, string>) => mountPath),
    volumes: volumes.length,
    distinctVolumes: new Set(volumes.map(({ name }: Record<string, string>) => name)).size,
  });
}

function sourceOf({ secretKeyRef, configMapKeyRef, secretRef, configMapRef }: Document): Facts {
  const secret = secretKeyRef ?? secretRef;
  const { name, key } = secret ?? configMapKeyRef ?? configMapRef;
  return withoutAbsent({ [secret === undefined ? 'configMap' : 'secret']: name, key });
}

/** The same facts, from the model. */
export function expectedKubernetesFacts(model: AccessModel): Facts {
  const objects = new Map<string, Facts>();
  for (const name of model.namespaces) objects.set(`namespaces/${name}.yaml`, { kind: 'Namespace', name });
  for (const { namespace, serviceAccount, owner, annotations } of model.serviceAccounts) {
    if (owner !== 'manifest') continue;
    objects.set(`service-accounts/${namespace}.${serviceAccount}.yaml`, {
      kind: 'ServiceAccount',
      name: serviceAccount,
      namespace,
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    });
  }
  for (const [index, workload] of model.workloads.entries()) {
    if (workload.pod === undefined) continue;
    const role = model.roles.find(({ workloads }) => workloads.includes(index)) as Role;
    const identity = identityOf(role, model.spec.cluster.region);
    for (const [file, facts] of expectedObjects(workload, workload.pod, identity)) {
      const { name, namespace } = workload;
      objects.set(`${name}/${file}.yaml`, withoutAbsent({ name, namespace, ...facts }));
    }
  }
  if (objects.size === 0) return {};
  const resources = [...objects.keys()];
  const entries = [...objects].map(([path, facts]) => [`kubernetes/${path}`, facts] as const);
  return {
    'kubernetes/kustomization.yaml': { kind: 'Kustomization', resources },
    ...Object.fromEntries(entries),
  };
}

const FILES: Readonly<Record<PodKind, string>> = {
  Pod: 'pod',
  Deployment: 'deployment',
  StatefulSet: 'stateful-set',
  DaemonSet: 'daemon-set',
  Job: 'job',
  CronJob: 'cron-job',
};

/** What a pod carries of the role that it gets. */
function identityOf({ mechanism, arn }: Role, region: string): string {
  const audience = usesIrsa(mechanism) ? ' sts.amazonaws.com' : '';
  return `${mechanism} ${arn}${audience} ${region}`;
}

function expectedObjects(
  workload: Workload,
  pod: Pod,
  identity: string,
): readonly (readonly [string, Facts])[] {
  const agent = usesPodIdentity(workload.identity.mechanism)
    ? ['169.254.170.23/32:80', 'fd00:ec2::23/128:80']
    : [];
  const selector = { 'app.kubernetes.io/name': workload.name, 'app.kubernetes.io/instance': workload.name };
  const replicated = pod.kind === 'Deployment' || pod.kind === 'StatefulSet';
  const ports = [...(pod.port === undefined ? [] : [['http', pod.port] as const]), ...furtherPorts(pod)];
  const policy = {
    kind: 'NetworkPolicy',
    ingress: ports.map(([, port]) => `any:${port}`).sort(),
    egress: [
      ...['any:53', 'any:53', 'any:443', ...agent],
      ...pod.egressPorts.map((port) => `any:${port}`),
      ...pod.egress.map(({ cidr = 'any', port = 'any' }) => `${cidr}:${port}`),
    ].sort(),
  };
  const runs = {
    kind: pod.kind,
    ...(replicated ? { replicas: pod.replicas } : {}),
    ...(pod.kind === 'CronJob' ? { schedule: pod.schedule } : {}),
    ...(pod.kind === 'StatefulSet' ? { serviceName: `${workload.name}-headless` } : {}),
    pod: expectedPod(workload, pod, identity),
  };
  const targets = (main: number | undefined) =>
    Object.fromEntries(ports.map(([name, port]) => [name, [name === 'http' ? main : port, name]]));
  const { serviceAnnotations } = pod;
  const service = {
    kind: 'Service',
    annotations: Object.keys(serviceAnnotations).length > 0 ? serviceAnnotations : undefined,
    service: [pod.service, targets(pod.servicePort), selector, pod.loadBalancerClass],
  };
  const headless = {
    kind: 'Service',
    name: `${workload.name}-headless`,
    service: ['None', targets(pod.port), selector, undefined],
  };
  return [
    ...(pod.networkPolicy ? [['network-policy', policy] as const] : []),
    ...(pod.kind === 'StatefulSet' ? [['headless-service', headless] as const] : []),
    [FILES[pod.kind], runs],
    ...(pod.service === undefined ? [] : [['service', service] as const]),
    ...(replicated && pod.replicas > 1
      ? [['pod-disruption-budget', { kind: 'PodDisruptionBudget' }] as const]
      : []),
  ];
}

const furtherPorts = ({ ports }: Pod) => ports.map(({ name, port }) => [name, port] as const);

function expectedPod(workload: Workload, pod: Pod, identity: string): Facts {
  const secrets = pod.imagePullSecrets.map((name) => ({ name }));
  return withoutAbsent({
    labels: {
      'app.kubernetes.io/name': workload.name,
      'app.kubernetes.io/instance': workload.name,
      'app.kubernetes.io/managed-by': 'irsa-forge',
      ...pod.labels,
    },
    annotations: { ...pod.annotations, 'irsa-forge/identity': identity },
    users: [pod.runAsUser, pod.runAsUser, pod.runAsUser],
    imagePullSecrets: secrets.length > 0 ? secrets : undefined,
    serviceAccountName: workload.serviceAccount,
    automountServiceAccountToken: false,
    others: 0,
    name: workload.name,
    image: pod.image,
    command: pod.command,
    args: pod.args,
    env: pod.env,
    envFrom: pod.envFrom,
    ports: [...(pod.port === undefined ? [] : [['http', pod.port]]), ...furtherPorts(pod)],
    probed: pod.probes,
    healthPath: pod.probes ? pod.healthPath : undefined,
    resources: pod.resources,
    paths: pod.writablePaths,
    volumes: pod.writablePaths.length,
    distinctVolumes: pod.writablePaths.length,
  });
}

/** Each way that rules leave open, as `network:port`. */
function waysOf(rules: readonly Document[]): readonly string[] {
  return rules
    .flatMap(({ ports = [{ port: 'any' }], to = [{ ipBlock: { cidr: 'any' } }] }) =>
      to.flatMap(({ ipBlock }: Document) => ports.map(({ port }: Document) => `${ipBlock.cidr}:${port}`)),
    )
    .sort();
}

function withoutAbsent(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
