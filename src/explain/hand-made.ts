import { podName } from '../cluster/index.js';
import { STS_AUDIENCE } from '../model/trust.js';
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
  const named = { file: first.file.value, place: first.file.place };
  const found = tokenAt(texts, pod, account, first.container, named);
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
  { file, place }: { readonly file: Known<string>; readonly place: Span },
): Pick<HandMadeToken, 'audience' | 'link'> {
  const variable = 'AWS_WEB_IDENTITY_TOKEN_FILE';
  const kind = 'injection';
  if (!file.known) {
    const reason = `the file of ${variable} of ${podName(pod)} is not known`;
    return { audience: STS_AUDIENCE, link: { kind, status: 'unknown', reason, place } };
  }
  const path = file.value;
  const held = projectedToken(texts, pod, container, path) ?? tokenByPath(texts, account, path);
  const reason = `${podName(pod)} names the token ${path} by ${variable}${held.told}`;
  const fix = held.fix === undefined ? {} : { fix: held.fix };
  return {
    audience: held.audience ?? STS_AUDIENCE,
    link: { kind, status: held.status, reason, place, ...fix },
  };
}

/** Whether a file holds a token, and which. */
interface HeldToken {
  readonly status: ChainLink['status'];
  /** Absent: that of STS. */
  readonly audience?: string;
  /** The end of a sentence. */
  readonly told: string;
  readonly fix?: string;
}

/** What is in a file that no volume of the pod's own holds. */
function tokenByPath(texts: KnownText, account: ServiceAccountFact | undefined, path: string): HeldToken {
  if (path === API_SERVER_TOKEN) {
    const told = `: the one for the Kubernetes API, with audience ${API_SERVER}`;
    return { status: 'ok', audience: API_SERVER, told };
  }
  if (path !== WEBHOOK_TOKEN) return { status: 'unknown', told: '; no volume of the files holds it' };
  const added = { status: 'ok', told: ', which the webhook adds' } as const;
  if (roleAnnotation(account?.annotations) !== undefined) {
    const audience = audienceOf(account);
    return audience === undefined ? added : { ...added, audience: texts.of(audience) };
  }
  if (account === undefined || account.role !== undefined) return added;
  return {
    status: 'broken',
    told: '; the webhook adds it only where the service account has a role annotation',
    fix: 'remove both variables and let the webhook set them, or project a token with audience sts.amazonaws.com and name its file',
  };
}

/** The token that a mounted projected volume has at a path; undefined where none is mounted there. */
function projectedToken(
  texts: KnownText,
  pod: PodFact,
  container: ContainerFact,
  path: string,
): HeldToken | undefined {
  const source = projectedSource(pod, container, path);
  if (source === undefined) return undefined;
  if (source === 'unknown') return { status: 'unknown', told: '; whether a volume holds it is not known' };
  const audience = source.audience === undefined ? API_SERVER : texts.of(source.audience);
  const told = `, which a projected volume holds with audience ${texts.shown(audience)}`;
  return { status: 'ok', audience, told };
}

/** The `serviceAccountToken` source that a mounted projected volume has at a path. */
function projectedSource(
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
