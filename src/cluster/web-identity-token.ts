import {
  type ContainerFact,
  fieldOf,
  ifKnown,
  itemsOf,
  type Known,
  knownString,
  type PodFact,
} from '../readers/index.js';

/**
 * The audience of tokens of EKS where nobody states one: that of the API server.
 * https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken (2026-11)
 */
export const API_SERVER_AUDIENCE = 'https://kubernetes.default.svc';

/** Where Kubernetes mounts a token for the API server. */
export const API_SERVER_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** What the projected volume that a container has mounted says of the token at a path; undefined where none is mounted there. */
export function projectedToken(
  pod: PodFact,
  { node }: ContainerFact,
  path: string,
): { readonly audience?: Known<string> } | 'unknown' | undefined {
  for (const mount of itemsOf(fieldOf(node, 'volumeMounts'))) {
    const folder = knownString(fieldOf(mount, 'mountPath'));
    const name = knownString(fieldOf(mount, 'name'));
    if (folder?.known !== true || name?.known !== true) continue;
    const base = folder.value.replace(/\/+$/, '');
    if (!path.startsWith(`${base}/`) && path !== base) continue;
    const volume = itemsOf(fieldOf(pod.spec, 'volumes')).find((item) => {
      const own = knownString(fieldOf(item, 'name'));
      return own?.known === true && own.value === name.value;
    });
    const subPath = knownString(fieldOf(mount, 'subPath'));
    const rest = subPath === undefined ? path.slice(base.length + 1) : ifKnown(subPath);
    const sources = itemsOf(fieldOf(fieldOf(volume, 'projected'), 'sources'));
    if (volume === undefined || rest === undefined || sources.length === 0) return 'unknown';
    const token = sources
      .map((source) => fieldOf(source, 'serviceAccountToken'))
      .find((source) => {
        const at = knownString(fieldOf(source, 'path'));
        return source !== undefined && at?.known === true && at.value === rest;
      });
    if (token === undefined) return 'unknown';
    const stated = knownString(fieldOf(token, 'audience'));
    return stated === undefined || (stated.known && stated.value === '') ? {} : { audience: stated };
  }
  return undefined;
}
