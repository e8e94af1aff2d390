import { groupBy } from '../collections.js';
import type { YamlValue } from '../emit/yaml.js';
import { LONG_LIVED, type PodKind, REPLICATED } from '../kubernetes/kinds.js';
import { headlessServiceName, IDENTITY_ANNOTATION } from '../kubernetes/own-names.js';
import { STS_AUDIENCE } from '../model/trust.js';
import type { AccessModel, ServiceAccount } from '../model/types.js';
import type { RenderedFile } from '../rendered-file.js';
import { usesIrsa, usesPodIdentity } from '../spec/mechanism.js';
import type { Cluster, ConfigSource, Egress, EnvValue, NamedPort, Pod, Workload } from '../spec/types.js';
import { stableHash } from '../text/stable-hash.js';
import { GENERATED_HEADER } from './header.js';
import type { RenderTemplate, TemplateName } from './templates.js';

const MANAGED_BY = { 'app.kubernetes.io/managed-by': 'irsa-forge' };

/**
 * The manifests: namespaces and service accounts that belong to us, what runs as them, and the
 * kustomization that lists all in the order in which they must be applied.
 */
export function renderKubernetes(model: AccessModel, render: RenderTemplate): readonly RenderedFile[] {
  const manifests = [
    ...model.namespaces.map((name) => renderNamespace(name, render)),
    ...renderServiceAccounts(model, render),
    ...model.workloads.flatMap((workload, index) => {
      const account = model.serviceAccounts.find(({ workloads }) => workloads.includes(index));
      return workload.pod === undefined || account === undefined
        ? []
        : renderWorkload(model.spec.cluster, workload, workload.pod, account, render);
    }),
  ];
  if (manifests.length === 0) return [];
  const view = {
    header: GENERATED_HEADER,
    resources: manifests.map(({ path }) => path.slice('kubernetes/'.length)),
  };
  return [
    { path: 'kubernetes/kustomization.yaml', content: render('kubernetes/kustomization.yaml', view) },
    ...manifests,
  ];
}

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
function renderNamespace(name: string, render: RenderTemplate): RenderedFile {
  const modes = ['enforce', 'audit', 'warn'].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, 'restricted'],
    [`pod-security.kubernetes.io/${mode}-version`, 'latest'],
  ]);
  const view = { header: GENERATED_HEADER, name, labels: { ...MANAGED_BY, ...Object.fromEntries(modes) } };
  return { path: `kubernetes/namespaces/${name}.yaml`, content: render('kubernetes/namespace.yaml', view) };
}

function renderServiceAccounts(model: AccessModel, render: RenderTemplate): readonly RenderedFile[] {
  return model.serviceAccounts
    .filter(({ owner }) => owner === 'manifest')
    .map(({ namespace, serviceAccount, annotations }) => ({
      path: accountFile({ namespace, serviceAccount }),
      content: render('kubernetes/service-account.yaml', {
        header: GENERATED_HEADER,
        name: serviceAccount,
        namespace,
        labels: MANAGED_BY,
        annotations: Object.keys(annotations).length > 0 ? annotations : undefined,
      }),
    }));
}

/** Where the manifest of a service account stands. */
export function accountFile({
  namespace,
  serviceAccount,
}: Pick<ServiceAccount, 'namespace' | 'serviceAccount'>): string {
  return `kubernetes/service-accounts/${namespace}.${serviceAccount}.yaml`;
}

const KIND_TEMPLATES: Readonly<Record<PodKind, TemplateName>> = {
  Pod: 'kubernetes/pod.yaml',
  Deployment: 'kubernetes/deployment.yaml',
  StatefulSet: 'kubernetes/stateful-set.yaml',
  DaemonSet: 'kubernetes/daemon-set.yaml',
  Job: 'kubernetes/job.yaml',
  CronJob: 'kubernetes/cron-job.yaml',
};

/** Everything that decides which credentials a pod is given, and nothing else. */
function identityOf({ role: { mechanism, arn }, session }: ServiceAccount, region: string): string {
  return [
    ...[mechanism, arn, ...(usesIrsa(mechanism) ? [STS_AUDIENCE] : []), region],
    ...(session === undefined ? [] : [`session-${stableHash(JSON.stringify(session))}`]),
  ].join(' ');
}

function renderWorkload(
  cluster: Cluster,
  workload: Workload,
  pod: Pod,
  account: ServiceAccount,
  render: RenderTemplate,
): readonly RenderedFile[] {
  const view = { header: GENERATED_HEADER, workload, cluster, ...podView(pod, workload, account, cluster) };
  const templates: readonly (TemplateName | false)[] = [
    pod.networkPolicy && 'kubernetes/network-policy.yaml',
    pod.kind === 'StatefulSet' && 'kubernetes/headless-service.yaml',
    KIND_TEMPLATES[pod.kind],
    pod.service !== undefined && 'kubernetes/service.yaml',
    isSpread(pod) && 'kubernetes/pod-disruption-budget.yaml',
  ];
  return templates
    .filter((template) => template !== false)
    .map((template) => ({
      path: fileOf(template, workload),
      content: render(template, view),
    }));
}

function fileOf(template: TemplateName, { name }: Pick<Workload, 'name'>): string {
  return template.replace('kubernetes/', `kubernetes/${name}/`);
}

/** Where the manifest of what runs a workload's pods stands. */
export function podFile(workload: Pick<Workload, 'name'>, { kind }: Pod): string {
  return fileOf(KIND_TEMPLATES[kind], workload);
}

/** What the templates of a workload say of its pods, and of what leads to them. */
function podView(pod: Pod, { name }: Workload, account: ServiceAccount, { region }: Cluster): object {
  const selector = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': name };
  const labels = { ...selector, ...MANAGED_BY };
  return {
    selector,
    labels,
    podLabels: { ...labels, ...pod.labels },
    annotations: { ...pod.annotations, [IDENTITY_ANNOTATION]: identityOf(account, region) },
    restartPolicy: LONG_LIVED.includes(pod.kind) ? undefined : 'Never',
    spread: isSpread(pod),
    imagePullSecrets: pod.imagePullSecrets.map((secret) => ({ name: secret })),
    command: pod.command,
    args: pod.args,
    env: Object.entries(pod.env).map(([variable, value]) => ({ name: variable, ...envEntry(value) })),
    envFrom: pod.envFrom.map(envSource),
    ports: portsOf(pod),
    probes: probesOf(pod),
    volumes: volumesOf(pod),
    headlessService: headlessServiceName(name),
    serviceAnnotations: someOf(pod.serviceAnnotations),
    servicePorts: servicePortsOf(pod),
    podIdentity: usesPodIdentity(account.role.mechanism),
    egressPorts: [
      ...pod.egressPorts,
      ...pod.egress.flatMap(({ port, cidr }) => (cidr === undefined && port !== undefined ? [port] : [])),
    ],
    egressNetworks: egressNetworksOf(pod.egress),
  };
}

/** Whether there are pods to keep apart, and to keep running while nodes are drained. */
export function isSpread({ kind, replicas }: Pod): boolean {
  return REPLICATED.includes(kind) && replicas > 1;
}

function someOf<T extends object>(map: T): T | undefined {
  return Object.keys(map).length > 0 ? map : undefined;
}

function envEntry(value: EnvValue): Readonly<Record<string, YamlValue>> {
  if (typeof value === 'string') return { value };
  const { secret, configMap, key } = value;
  return {
    valueFrom:
      secret === undefined
        ? { configMapKeyRef: { name: configMap ?? '', key } }
        : { secretKeyRef: { name: secret, key } },
  };
}

function envSource({ secret, configMap }: ConfigSource): YamlValue {
  return secret === undefined ? { configMapRef: { name: configMap ?? '' } } : { secretRef: { name: secret } };
}

function portsOf({ port, ports }: Pod): readonly NamedPort[] {
  return [...(port === undefined ? [] : [{ name: 'http', port }]), ...ports];
}

/** Further ports have the same number in the Service. */
function servicePortsOf(pod: Pod): readonly NamedPort[] {
  return portsOf(pod).map(({ name, port }) => ({ name, port: port === pod.port ? pod.servicePort : port }));
}

/** The networks that may be reached, each once, with the ports; none where all of them are open. */
function egressNetworksOf(
  egress: readonly Egress[],
): readonly { readonly cidr: string; readonly ports: readonly number[] }[] {
  const entries = groupBy(
    egress.filter(({ cidr }) => cidr !== undefined),
    ({ cidr }) => cidr ?? '',
  );
  return [...entries].map(([cidr, ways]) => ({
    cidr,
    ports: ways.some(({ port }) => port === undefined) ? [] : ways.flatMap(({ port }) => port ?? []),
  }));
}

/**
 * Ready when it answers, alive when it listens: the two must differ, or a slow answer restarts the pod.
 * Without a path there is only the port to ask, so nothing but start and readiness is judged.
 */
function probesOf(pod: Pod): YamlValue | undefined {
  if (!pod.probes) return undefined;
  const listens = { tcpSocket: { port: 'http' } };
  if (pod.healthPath === undefined) {
    return {
      startupProbe: { ...listens, periodSeconds: 5, failureThreshold: 30 },
      readinessProbe: { ...listens, periodSeconds: 10 },
    };
  }
  return {
    readinessProbe: { httpGet: { path: pod.healthPath, port: 'http' }, periodSeconds: 10 },
    livenessProbe: { ...listens, initialDelaySeconds: 10, periodSeconds: 20 },
  };
}

/** EKS adds the pod's AWS token in a volume of this name, unless the pod has one already. */
const TOKEN_VOLUMES = ['aws-iam-token', 'eks-pod-identity-token'];

/** The root file system is read-only: each path that the container writes to is an emptyDir. */
function volumesOf(pod: Pod): readonly { name: string; path: string; sizeLimit: string }[] {
  const sizeLimit = pod.resources.limits['ephemeral-storage'] ?? '128Mi';
  const taken = new Set(TOKEN_VOLUMES);
  return pod.writablePaths.map((path) => {
    const words = path
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 50)
      .replace(/-+$/, '');
    let name = words === '' ? 'writable' : words;
    for (let number = 2; taken.has(name); number++) name = `${words || 'writable'}-${number}`;
    taken.add(name);
    return { name, path, sizeLimit };
  });
}
