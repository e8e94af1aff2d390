import { AGENT_IPV4, AGENT_IPV6, PROXY_VARIABLES, sparesAgent } from '../../aws/pod-identity-agent.js';
import { parseImage } from '../../kubernetes/images.js';
import { normalizePath } from '../../kubernetes/paths.js';
import { checkResourceQuantity, parseQuantity } from '../../kubernetes/quantities.js';
import { quote } from '../../text/quote.js';
import { forEachEntry } from '../readable.js';
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

const envLeavesIdentity = eachPod(({ env }, path, { report }) => {
  for (const name of Object.keys(env)) {
    const where = [...path, 'env', name];
    if (REPLACED_IDENTITY.includes(name)) {
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
  }
});

/** The agent answers on the node itself, which no proxy reaches. */
const proxySparesAgent = eachWorkload(({ identity, pod }, path, { report }) => {
  if (pod === undefined || identity.mechanism !== 'pod-identity') return;
  const valuesOf = (name: string) =>
    Object.entries(pod.env).filter(([key, value]) => key.toUpperCase() === name && value !== '');
  const [proxy] = PROXY_VARIABLES.flatMap(valuesOf);
  const exceptions = valuesOf('NO_PROXY');
  if (proxy === undefined) return;
  if (exceptions.length > 0 && exceptions.every(([, value]) => sparesAgent(value))) return;
  report.warning(
    'spec/proxy-hides-agent',
    [...path, 'pod', 'env', exceptions[0]?.[0] ?? proxy[0]],
    `${quote(proxy[0])} sends requests for credentials to the proxy, and EKS Pod Identity answers at ${AGENT_IPV4} on the node alone`,
    `add ${AGENT_IPV4} and [${AGENT_IPV6}] to NO_PROXY`,
  );
});

const pathsOnce = eachPod(({ writablePaths }, path, { report }) => {
  forEachRepeated(writablePaths, normalizePath, (repeated, index) => {
    report.error(
      'spec/duplicate-path',
      [...path, 'writablePaths', index],
      `${quote(repeated)} is listed twice`,
      'list it once',
    );
  });
});

const egressOnce = eachPod(({ egressPorts }, path, { report }) => {
  forEachRepeated(egressPorts, String, (port, index) => {
    report.error(
      'spec/duplicate-port',
      [...path, 'egressPorts', index],
      `${port} is listed twice`,
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
  proxySparesAgent,
  pathsOnce,
  egressOnce,
  quantitiesFit,
  requestsWithinLimits,
];
