import { AGENT_IPV4, AGENT_IPV6, PROXY_VARIABLES, sparesAgent } from '../../aws/pod-identity-agent.js';
import type { FieldPath } from '../../diagnostics.js';
import { parseImage } from '../../kubernetes/images.js';
import { normalisePath } from '../../kubernetes/paths.js';
import { checkResourceQuantity, parseQuantity } from '../../kubernetes/quantities.js';
import { quote } from '../../text/quote.js';
import type { Report } from '../findings.js';
import { usesPodIdentity } from '../mechanism.js';
import { forEach, forEachEntry } from '../readable.js';
import type { ConfigSource } from '../types.js';
import { eachPod, eachWorkload, forEachRepeated, type Rule } from './rule.js';

const imagePinned = eachPod(({ image }, path, { report }) => {
  const reference = parseImage(image);
  if (reference === undefined || reference.digest !== undefined) return;
  if (reference.tag !== undefined && reference.tag !== 'latest') return;
  const message = `${quote(image)} ${reference.tag === undefined ? 'has no tag' : 'has the tag latest'}, so that pods may differ`;
  report.warning('spec/floating-image', [...path, 'image'], message, 'name a version or a digest');
});

/** Variables that would take the place of the pod's own identity. */
const REPLACED_IDENTITY = ['AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_ACCESS_KEY_ID'];

/** Variables that may do so, or hold a secret. */
const SUSPICIOUS = [
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_PROFILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
];

/** Variables that hold nothing but static keys. */
const KEYS = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

const envLeavesIdentity = eachPod(({ env }, path, { report }) => {
  forEachEntry(env, (name, value) => {
    const where = [...path, 'env', name];
    if (REPLACED_IDENTITY.includes(name) || (KEYS.includes(name) && typeof value !== 'string')) {
      const help = 'take it out: EKS gives the pod its credentials';
      report.error(
        'spec/reserved-env',
        where,
        `${quote(name)} would replace the identity of the service account`,
        help,
      );
    } else if (SUSPICIOUS.includes(name)) {
      const help = 'take it out unless the pod must use other credentials';
      report.warning(
        'spec/suspicious-env',
        where,
        `${quote(name)} may take the place of the service account's role`,
        help,
      );
    }
  });
});

/** One of the two, exactly: a source names nothing else. */
function checkSource(source: ConfigSource, path: FieldPath, report: Report): void {
  const named = [source.secret, source.configMap].filter((name) => name !== undefined);
  if (named.length === 1) return;
  report.error(
    'spec/config-source',
    path,
    named.length === 0 ? 'names neither a Secret nor a ConfigMap' : 'names both a Secret and a ConfigMap',
    'write one of secret and configMap',
  );
}

const sourcesClear = eachPod(({ env, envFrom }, path, { report }) => {
  forEachEntry(env, (name, value) => {
    if (typeof value !== 'string') checkSource(value, [...path, 'env', name], report);
  });
  forEach(envFrom, (source, index) => checkSource(source, [...path, 'envFrom', index], report));
});

const secretsOnce = eachPod(({ imagePullSecrets, envFrom }, path, { report }) => {
  const refuse = (value: string, where: FieldPath) =>
    report.error('spec/duplicate-source', where, `${quote(value)} is listed twice`, 'list it once');
  forEachRepeated(imagePullSecrets, String, (name, index) =>
    refuse(name, [...path, 'imagePullSecrets', index]),
  );
  for (const kind of ['secret', 'configMap'] as const)
    forEachRepeated(
      envFrom,
      (source) => source[kind],
      (source, index) => refuse(source[kind] ?? '', [...path, 'envFrom', index, kind]),
    );
});

/** The agent answers on the node itself, which no proxy reaches. */
const proxySparesAgent = eachWorkload(({ identity, pod }, path, { report }) => {
  if (pod === undefined || !usesPodIdentity(identity.mechanism)) return;
  const valuesOf = (name: string) =>
    Object.entries(pod.env).filter(([key, value]) => key.toUpperCase() === name && value !== '');
  const [proxy] = PROXY_VARIABLES.flatMap(valuesOf);
  const exceptions = valuesOf('NO_PROXY');
  if (proxy === undefined) return;
  if (
    exceptions.length > 0 &&
    exceptions.every(([, value]) => typeof value !== 'string' || sparesAgent(value))
  )
    return;
  report.warning(
    'spec/proxy-hides-agent',
    [...path, 'pod', 'env', exceptions[0]?.[0] ?? proxy[0]],
    `${quote(proxy[0])} sends requests for credentials to the proxy, and EKS Pod Identity answers at ${AGENT_IPV4} on the node alone`,
    `add ${AGENT_IPV4} and [${AGENT_IPV6}] to NO_PROXY`,
  );
});

const pathsOnce = eachPod(({ writablePaths }, path, { report }) => {
  forEachRepeated(writablePaths, normalisePath, (repeated, index) => {
    report.error(
      'spec/duplicate-path',
      [...path, 'writablePaths', index],
      `${quote(repeated)} is listed twice`,
      'list it once',
    );
  });
});

const quantitiesFit = eachPod(({ resources }, path, { wrote, report }) => {
  for (const side of ['requests', 'limits'] as const) {
    forEachEntry(resources[side], (name, quantity) => {
      const where = [...path, 'resources', side, name];
      const refused = wrote(where) ? checkResourceQuantity(name, quantity) : undefined;
      if (refused !== undefined)
        report.error('spec/quantity', where, `${quote(quantity)} does not suit ${name}`, refused);
    });
  }
});

const requestsWithinLimits = eachPod(({ resources: { requests, limits } }, path, { report }) => {
  forEachEntry(requests, (name, request) => {
    const limit = limits[name];
    if (limit === undefined || (parseQuantity(request) ?? 0) <= (parseQuantity(limit) ?? 0)) return;
    const message = `${quote(request)} is more than the limit, ${quote(limit)}`;
    report.error(
      'spec/request-over-limit',
      [...path, 'resources', 'requests', name],
      message,
      'raise the limit or lower the request',
    );
  });
});

/** What must hold of a container's image, environment, volumes and resources. */
export const containerRules: readonly Rule[] = [
  imagePinned,
  envLeavesIdentity,
  sourcesClear,
  secretsOnce,
  proxySparesAgent,
  pathsOnce,
  quantitiesFit,
  requestsWithinLimits,
];
