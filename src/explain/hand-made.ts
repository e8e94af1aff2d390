import { API_SERVER_AUDIENCE, API_SERVER_TOKEN, podName, projectedToken } from '../cluster/index.js';
import { TOKEN_FOLDERS } from '../kubernetes/pod-identity-webhook.js';
import { STS_AUDIENCE } from '../model/trust.js';
import type { ContainerFact, Known, PodFact, ServiceAccountFact, Span } from '../readers/index.js';
import { audienceOf, roleAnnotation } from './injection.js';
import type { KnownText } from './known-text.js';
import type { ChainLink } from './types.js';

const WEBHOOK_TOKEN = `${TOKEN_FOLDERS.irsa}/serviceaccount/token`;

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
      toldOf(role?.value) === toldOf(first.role?.value) &&
      toldOf(file?.value) === toldOf(first.file?.value),
  );
  if (!same) return undefined;
  const named = { file: first.file.value, place: first.file.place };
  const found = tokenAt(texts, pod, account, first.container, named);
  return { label: podName(pod), role: first.role.value, ...found };
}

const variableOf = ({ env }: ContainerFact, name: string) =>
  env.find((item) => item.name.known && item.name.value === name);

const toldOf = (value: Known<string> | undefined) =>
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
  const held = ownToken(texts, pod, container, path) ?? tokenByPath(texts, account, path);
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
    const told = `: the one for the Kubernetes API, with audience ${API_SERVER_AUDIENCE}`;
    return { status: 'ok', audience: API_SERVER_AUDIENCE, told };
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
function ownToken(
  texts: KnownText,
  pod: PodFact,
  container: ContainerFact,
  path: string,
): HeldToken | undefined {
  const source = projectedToken(pod, container, path);
  if (source === undefined) return undefined;
  if (source === 'unknown') return { status: 'unknown', told: '; whether a volume holds it is not known' };
  const audience = source.audience === undefined ? API_SERVER_AUDIENCE : texts.of(source.audience);
  const told = `, which a projected volume holds with audience ${texts.shown(audience)}`;
  return { status: 'ok', audience, told };
}
