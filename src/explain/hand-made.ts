import { podName } from '../cluster/index.js';
import {
  type ContainerFact,
  fieldOf,
  isNull,
  itemsOf,
  type Known,
  knownString,
  type PodFact,
  type ServiceAccountFact,
  type Span,
} from '../readers/index.js';
import { audienceOf, roleAnnotation } from './injection.js';
import type { KnownText } from './known-text.js';
import type { ChainLink } from './types.js';

/** The audience of tokens that EKS makes where nobody states one. */
const API_SERVER = 'https://kubernetes.default.svc';
const API_SERVER_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';
const WEBHOOK_TOKEN = '/var/run/secrets/eks.amazonaws.com/serviceaccount/token';

/** A web identity that a pod's own variables name, which SDKs take before anything that the webhook adds. */
export interface HandMadeToken {
  readonly label: string;
  readonly role: Known<string>;
  readonly audience: string;
  /** Whether the token is where the variable says. */
  readonly link: ChainLink;
}

/**
 * The token that all main containers name by AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE, and what is in the file.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html (2026-11)
 */
export function handMadeToken(
  texts: KnownText,
  pod: PodFact,
  account: ServiceAccountFact | undefined,
): HandMadeToken | undefined {
  const main = pod.containers.filter(({ role }) => role === 'main');
  const variables = main.map((container) => ({
    container,
    role: variableOf(container, 'AWS_ROLE_ARN'),
    file: variableOf(container, 'AWS_WEB_IDENTITY_TOKEN_FILE'),
    keys: variableOf(container, 'AWS_ACCESS_KEY_ID'),
  }));
  const [first] = variables;
  if (first?.role?.value === undefined || first.file?.value === undefined) return undefined;
  const same = variables.every(
    ({ role, file, keys }) =>
      keys === undefined &&
      textOf(role?.value) === textOf(first.role?.value) &&
      textOf(file?.value) === textOf(first.file?.value),
  );
  if (!same) return undefined;
  const found = tokenAt(texts, pod, account, first.container, first.file.value, first.file.place);
  return { label: podName(pod), role: first.role.value, ...found };
}

const variableOf = ({ env }: ContainerFact, name: string) =>
  env.find((item) => item.name.known && item.name.value === name);

const textOf = (value: Known<string> | undefined) =>
  value === undefined ? undefined : value.known ? value.value : (value.symbol ?? value.reason);

function tokenAt(
  texts: KnownText,
  pod: PodFact,
  account: ServiceAccountFact | undefined,
  container: ContainerFact,
  file: Known<string>,
  place: Span,
): Pick<HandMadeToken, 'audience' | 'link'> {
  const at = (status: ChainLink['status'], reason: string, fix?: string): ChainLink => ({
    ...{ kind: 'injection', status, reason, place },
    ...(fix === undefined ? {} : { fix }),
  });
  const sts = 'sts.amazonaws.com';
  if (!file.known)
    return {
      audience: sts,
      link: at('unknown', `the file of AWS_WEB_IDENTITY_TOKEN_FILE of ${podName(pod)} is not known`),
    };
  const path = file.value;
  const named = `${podName(pod)} names the token ${path} by AWS_WEB_IDENTITY_TOKEN_FILE`;
  const fix =
    'remove both variables and let the webhook set them, or project a token with audience sts.amazonaws.com and name its file';
  const projected = projectedToken(pod, container, path);
  if (projected === 'unknown')
    return { audience: sts, link: at('unknown', `${named}; whether a volume holds it is not known`) };
  if (projected !== undefined) {
    const audience = projected.audience === undefined ? API_SERVER : texts.of(projected.audience);
    return {
      audience,
      link: at('ok', `${named}, which a projected volume holds with audience ${texts.shown(audience)}`),
    };
  }
  if (path === WEBHOOK_TOKEN && roleAnnotation(account?.annotations) !== undefined) {
    const audience = audienceOf(account);
    return {
      audience: audience === undefined ? sts : texts.of(audience),
      link: at('ok', `${named}, which the webhook adds`),
    };
  }
  if (path === WEBHOOK_TOKEN && account?.role === undefined && account !== undefined)
    return {
      audience: sts,
      link: at(
        'broken',
        `${named}; the webhook adds it only where the service account has a role annotation`,
        fix,
      ),
    };
  if (path === API_SERVER_TOKEN)
    return {
      audience: API_SERVER,
      link: at('ok', `${named}: the one for the Kubernetes API, with audience ${API_SERVER}`),
    };
  return {
    audience: sts,
    link: at(
      path === WEBHOOK_TOKEN ? 'ok' : 'unknown',
      path === WEBHOOK_TOKEN
        ? `${named}, which the webhook adds`
        : `${named}; no volume of the files holds it`,
    ),
  };
}

/** The `serviceAccountToken` source that a mounted projected volume has at a path. */
function projectedToken(
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
    const rest =
      subPath === undefined ? path.slice(base.length + 1) : subPath.known ? subPath.value : undefined;
    const sources = itemsOf(fieldOf(fieldOf(volume, 'projected'), 'sources'));
    if (volume === undefined || rest === undefined || sources.length === 0) return 'unknown';
    const token = sources
      .map((source) => fieldOf(source, 'serviceAccountToken'))
      .find((source) => {
        const at = knownString(fieldOf(source, 'path'));
        return source !== undefined && at?.known === true && at.value === rest;
      });
    if (token === undefined) return 'unknown';
    const audience = fieldOf(token, 'audience');
    const stated = audience === undefined || isNull(audience) ? undefined : knownString(audience);
    return stated === undefined || (stated.known && stated.value === '') ? {} : { audience: stated };
  }
  return undefined;
}
