/**
 * An account and a cluster to read from: moto behind a front that logs calls, refuses and throttles them, and answers what moto does
 * not have; and what `kubectl` needs of an API server. Loopback only.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request } from 'node:http';

/** Starts a server on a port of its own; tells its address. */
async function listen(answer) {
  const server = createServer((incoming, outgoing) => {
    const chunks = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => answer(incoming, Buffer.concat(chunks), outgoing));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${server.address().port}` };
}

const json = (outgoing, status, body, type = 'application/json') => {
  outgoing.writeHead(status, { 'content-type': type });
  outgoing.end(typeof body === 'string' ? body : JSON.stringify(body));
};

/** moto, in a process of its own. */
export async function startMoto(account) {
  const { server, url } = await listen(() => {});
  server.close();
  const port = new URL(url).port;
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', port], {
    stdio: 'ignore',
    env: { ...process.env, MOTO_ACCOUNT_ID: account },
  });
  for (let tries = 0; tries < 300; tries += 1) {
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return { url, stop: () => child.kill() };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  child.kill();
  throw new Error('moto_server does not come up');
}

/** What a call asks for, as IAM calls it, by its signature and body. */
function actionOf({ method, url, headers }, body) {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '?';
  const form = new URLSearchParams(body.toString());
  if (form.has('Action')) return `${service}:${form.get('Action')}`;
  const { pathname, searchParams } = new URL(url, 'http://x');
  const words = [...searchParams.keys()].filter((key) => key !== 'maxResults');
  return `${service}:${method} ${pathname}${words.length === 0 ? '' : `?${words.join('&')}`}`;
}

/** The front before moto: `eks` answers paths of EKS; `faults` may be changed at any time. */
export async function startFront(moto, eks) {
  const log = [];
  const faults = { deny: [], throttle: 0 };
  const { server, url } = await listen((incoming, body, outgoing) => {
    const action = actionOf(incoming, body);
    log.push(action);
    const error = (status, code, message) =>
      json(
        outgoing,
        status,
        `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
        'text/xml',
      );
    if (faults.throttle > 0 && action.startsWith('iam:')) {
      faults.throttle -= 1;
      return error(400, 'Throttling', 'Rate exceeded');
    }
    if (faults.deny.includes(action))
      return error(
        403,
        'AccessDenied',
        `User: reader is not authorized to perform: ${action} on resource: *`,
      );
    if (action.startsWith('eks:')) {
      const answer = eks(new URL(incoming.url, 'http://x').pathname);
      return answer === undefined
        ? json(outgoing, 404, { __type: 'ResourceNotFoundException', message: 'none' })
        : json(outgoing, 200, answer);
    }
    const forwarded = request(
      moto + incoming.url,
      { method: incoming.method, headers: { ...incoming.headers, host: new URL(moto).host } },
      (reply) => {
        outgoing.writeHead(reply.statusCode, reply.headers);
        reply.pipe(outgoing);
      },
    );
    forwarded.end(body);
  });
  return { url, log, faults, stop: () => server.close() };
}

/** `group/version`, plural, kind, whether in namespaces. */
const RESOURCES = [
  ['v1', 'namespaces', 'Namespace', false],
  ['v1', 'serviceaccounts', 'ServiceAccount', true],
  ['v1', 'pods', 'Pod', true],
  ['v1', 'secrets', 'Secret', true],
  ['apps/v1', 'deployments', 'Deployment', true],
  ['apps/v1', 'statefulsets', 'StatefulSet', true],
  ['apps/v1', 'daemonsets', 'DaemonSet', true],
  ['batch/v1', 'jobs', 'Job', true],
  ['batch/v1', 'cronjobs', 'CronJob', true],
  ['networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy', true],
  ['admissionregistration.k8s.io/v1', 'mutatingwebhookconfigurations', 'MutatingWebhookConfiguration', false],
];

/** Discovery and lists, in pages; `forbidden` names kinds, or `kind@-` for lists of all namespaces. */
export async function startCluster(objects, issuer) {
  const log = [];
  const forbidden = new Set();
  const { server, url } = await listen((incoming, _body, outgoing) => {
    const { pathname, searchParams } = new URL(incoming.url, 'http://x');
    log.push(`${incoming.method} ${pathname}`);
    if (incoming.method !== 'GET') return json(outgoing, 405, failure(405, 'MethodNotAllowed', 'read only'));
    const fixed = fixedAnswer(pathname, issuer);
    if (fixed !== undefined) return json(outgoing, 200, fixed);
    const found = /^\/(?:api|apis\/([^/]+))\/(\w+)\/(?:namespaces\/([^/]+)\/)?(\w+)$/.exec(pathname);
    const [, group, version, namespace, plural] = found ?? [];
    const api = group === undefined ? version : `${group}/${version}`;
    const resource = RESOURCES.find(([own, name]) => own === api && name === plural);
    if (resource === undefined) return json(outgoing, 404, failure(404, 'NotFound', 'no such resource'));
    if (forbidden.has(plural) || (forbidden.has(`${plural}@-`) && namespace === undefined)) {
      const message = `${plural} is forbidden: User "reader" cannot list resource "${plural}" at the cluster scope`;
      return json(outgoing, 403, failure(403, 'Forbidden', message));
    }
    const [, , kind] = resource;
    const all = objects.filter(
      (each) =>
        each.kind === kind &&
        each.apiVersion === api &&
        (namespace === undefined || each.metadata.namespace === namespace),
    );
    const [start, limit] = [
      Number(searchParams.get('continue') ?? 0),
      Number(searchParams.get('limit') ?? 0),
    ];
    const end = limit > 0 ? start + Math.min(limit, 2) : all.length;
    json(outgoing, 200, {
      ...{ kind: `${kind}List`, apiVersion: api },
      metadata: { resourceVersion: '1', ...(end < all.length ? { continue: String(end) } : {}) },
      items: all.slice(start, end),
    });
  });
  return { url, log, forbidden, stop: () => server.close() };
}

const failure = (code, reason, message) => ({
  ...{ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code },
});

function fixedAnswer(path, issuer) {
  const groups = [...new Set(RESOURCES.map(([api]) => api))].filter((api) => api.includes('/'));
  const version = (api) => ({ groupVersion: api, version: api.split('/').at(-1) });
  if (path === '/version') return { major: '1', minor: '35', gitVersion: 'v1.35.0' };
  if (path === '/.well-known/openid-configuration') return { issuer };
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
  if (path === '/apis')
    return {
      ...{ kind: 'APIGroupList', apiVersion: 'v1' },
      groups: groups.map((api) => ({
        ...{ name: api.split('/')[0], versions: [version(api)], preferredVersion: version(api) },
      })),
    };
  const api = path === '/api/v1' ? 'v1' : /^\/apis\/(.+)$/.exec(path)?.[1];
  const resources = RESOURCES.filter(([own]) => own === api);
  if (resources.length === 0) return undefined;
  return {
    ...{ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: api },
    resources: resources.map(([, name, kind, namespaced]) => ({
      ...{ name, singularName: kind.toLowerCase(), kind, namespaced, verbs: ['get', 'list'] },
    })),
  };
}
