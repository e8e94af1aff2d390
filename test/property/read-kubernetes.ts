import { parseAllDocuments } from 'yaml';
import type { AccessModel } from '../../src/model/types.js';
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
  const template = {
    Deployment: spec?.template,
    Job: spec?.template,
    CronJob: spec?.jobTemplate?.spec?.template,
  };
  const podSpec = kind === 'Pod' ? spec : template[kind as keyof typeof template]?.spec;
  return withoutAbsent({
    kind,
    name: metadata.name,
    namespace: metadata.namespace,
    annotations: metadata.annotations,
    replicas: spec?.replicas,
    schedule: spec?.schedule,
    service: kind === 'Service' ? [spec.type, spec.ports[0].port, spec.selector] : undefined,
    egress: kind === 'NetworkPolicy' ? portsOf(spec.egress) : undefined,
    ingress: kind === 'NetworkPolicy' ? portsOf(spec.ingress) : undefined,
    pod: podSpec === undefined ? undefined : podFacts(podSpec),
  });
}

function podFacts({
  serviceAccountName,
  automountServiceAccountToken,
  containers,
  volumes = [],
}: Document): Facts {
  const [container, ...others] = containers;
  const mounts = container.volumeMounts ?? [];
  const probe = container.livenessProbe === undefined ? undefined : container.readinessProbe.httpGet.path;
  return withoutAbsent({
    serviceAccountName,
    automountServiceAccountToken,
    others: others.length,
    name: container.name,
    image: container.image,
    command: container.command ?? [],
    args: container.args ?? [],
    env: Object.fromEntries(
      (container.env ?? []).map(({ name, value }: Record<string, string>) => [name, value]),
    ),
    port: container.ports?.[0]?.containerPort,
    probed: container.readinessProbe !== undefined,
    healthPath: probe,
    resources: container.resources,
    paths: mounts.map(({ mountPath }: Record<string, string>) => mountPath),
    volumes: volumes.length,
    distinctVolumes: new Set(volumes.map(({ name }: Record<string, string>) => name)).size,
  });
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
  for (const workload of model.workloads) {
    if (workload.pod === undefined) continue;
    for (const [file, facts] of expectedObjects(workload, workload.pod)) {
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

const FILES = { Pod: 'pod', Deployment: 'deployment', Job: 'job', CronJob: 'cron-job' } as const;

function expectedObjects(workload: Workload, pod: Pod): readonly (readonly [string, Facts])[] {
  const agent = workload.identity.mechanism === 'pod-identity' ? [80] : [];
  const selector = { 'app.kubernetes.io/name': workload.name, 'app.kubernetes.io/instance': workload.name };
  const policy = {
    kind: 'NetworkPolicy',
    ingress: pod.port === undefined ? [] : [pod.port],
    egress: [53, 53, 443, ...agent, ...pod.egressPorts],
  };
  const runs = {
    kind: pod.kind,
    ...(pod.kind === 'Deployment' ? { replicas: pod.replicas } : {}),
    ...(pod.kind === 'CronJob' ? { schedule: pod.schedule } : {}),
    pod: expectedPod(workload, pod),
  };
  const service = { kind: 'Service', service: [pod.service, pod.servicePort, selector] };
  return [
    ...(pod.networkPolicy ? [['network-policy', policy] as const] : []),
    [FILES[pod.kind], runs],
    ...(pod.service === undefined ? [] : [['service', service] as const]),
    ...(pod.kind === 'Deployment' && pod.replicas > 1
      ? [['pod-disruption-budget', { kind: 'PodDisruptionBudget' }] as const]
      : []),
  ];
}

function expectedPod(workload: Workload, pod: Pod): Facts {
  return withoutAbsent({
    serviceAccountName: workload.serviceAccount,
    automountServiceAccountToken: false,
    others: 0,
    name: workload.name,
    image: pod.image,
    command: pod.command,
    args: pod.args,
    env: pod.env,
    port: pod.port,
    probed: pod.probes,
    healthPath: pod.probes ? pod.healthPath : undefined,
    resources: pod.resources,
    paths: pod.writablePaths,
    volumes: pod.writablePaths.length,
    distinctVolumes: pod.writablePaths.length,
  });
}

function portsOf(rules: Document[]): readonly number[] {
  return rules.flatMap(({ ports }) => ports.map(({ port }: { port: number }) => port));
}

function withoutAbsent(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
