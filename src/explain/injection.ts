import type { PodMechanism } from '../aws/mechanism.js';
import { ANNOTATION_PREFIX, SKIP_LABEL, TOKEN_FOLDERS } from '../kubernetes/pod-identity-webhook.js';
import { POD_IDENTITY_SERVICE, STS_AUDIENCE } from '../model/trust.js';
import {
  type ContainerFact,
  fieldOf,
  isString,
  type Known,
  knownString,
  mayHave,
  type Node,
  nodeAt,
  type PodFact,
  type ServiceAccountFact,
  textOrMark,
} from '../readers/index.js';

const MIN_EXPIRATION = 600;
const DEFAULT_EXPIRATION = 86_400;

/** What the webhook does to one container. */
export interface ContainerOutcome {
  readonly name: string;
  readonly main: boolean;
  /** `own`: its own variables keep the webhook's out, or win over them. */
  readonly outcome: 'injected' | 'skipped' | 'own' | 'unknown';
  readonly why: string;
  /** The role that its own variables name, when they do so in full. */
  readonly ownRole?: string;
}

/** What the webhook does to a pod. */
export interface Injection {
  readonly skippedByLabel: boolean | 'unknown';
  readonly containers: readonly ContainerOutcome[];
  /** Environment variables that an injected container gets. */
  readonly env: Readonly<Record<string, string>>;
  readonly volume: string;
  /** `?` where an annotation sets it that is not known, as in `env`. */
  readonly audience: string;
  /** Seconds; with Pod Identity the webhook takes 79200 to 86400 for the default. */
  readonly expiration: number | '?';
}

interface Wiring {
  readonly volume: string;
  readonly mount: string;
  readonly tokenFile: string;
  readonly own: readonly string[];
}

const WIRING: Readonly<Record<PodMechanism, Wiring>> = {
  irsa: {
    volume: 'aws-iam-token',
    mount: `${TOKEN_FOLDERS.irsa}/serviceaccount`,
    tokenFile: 'token',
    own: ['AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE'],
  },
  'pod-identity': {
    volume: 'eks-pod-identity-token',
    mount: `${TOKEN_FOLDERS['pod-identity']}/serviceaccount`,
    tokenFile: 'eks-pod-identity-token',
    own: ['AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'],
  },
};

/** The variables by which SDKs find what the webhook adds. */
export const variablesOf = (mechanism: PodMechanism): readonly string[] => WIRING[mechanism].own;

/** An annotation of a service account or pod by its short name, or undefined. */
export function annotationOf(annotations: Node | undefined, name: string): Known<string> | undefined {
  return knownString(fieldOf(annotations, ANNOTATION_PREFIX + name));
}

/** The role that the annotation names; to the webhook, an empty one is none. */
export function roleAnnotation(annotations: Node | undefined): Known<string> | undefined {
  const value = annotationOf(annotations, 'role-arn');
  return value?.known === true && value.value === '' ? undefined : value;
}

/** The audience of the service account's token; `sts.amazonaws.com` unless annotated. */
export function audienceOf(account: ServiceAccountFact | undefined): Known<string> | undefined {
  return annotationOf(account?.annotations, 'audience');
}

/**
 * What the EKS pod identity webhook adds to a pod.
 * https://github.com/aws/amazon-eks-pod-identity-webhook (v0.6.17, `pkg/handler/handler.go`)
 */
export function inject(
  pod: PodFact,
  account: ServiceAccountFact | undefined,
  mechanism: PodMechanism,
  role: string,
  region: string | undefined,
): Injection {
  const wiring = WIRING[mechanism];
  const windows = isWindows(pod);
  const path = `${wiring.mount}/${wiring.tokenFile}`;
  const tokenFile = windows ? `C:${path.replaceAll('/', '\\')}` : path;
  const regional = annotationOf(account?.annotations, 'sts-regional-endpoints');
  const env = {
    ...(regional?.known && /^(?:0|f|F|FALSE|false|False)$/.test(regional.value)
      ? {}
      : { AWS_STS_REGIONAL_ENDPOINTS: regional?.known === false ? '?' : 'regional' }),
    ...(region === undefined ? {} : { AWS_DEFAULT_REGION: region, AWS_REGION: region }),
    ...(mechanism === 'irsa'
      ? { AWS_ROLE_ARN: role, AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile }
      : {
          AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1/credentials',
          AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile,
        }),
  };
  const audience = audienceOf(account);
  const skipped = annotationOf(pod.annotations, 'skip-containers');
  return {
    skippedByLabel: hasSkipLabel(pod),
    containers: pod.containers
      .filter(({ role: kind }) => kind !== 'ephemeral')
      .map((container) => outcomeOf(container, skipped, mechanism)),
    env,
    volume: wiring.volume,
    audience:
      mechanism === 'pod-identity'
        ? POD_IDENTITY_SERVICE
        : audience === undefined
          ? STS_AUDIENCE
          : textOrMark(audience),
    expiration: expirationOf(pod, account),
  };
}

function hasSkipLabel(pod: PodFact): boolean | 'unknown' {
  if (fieldOf(pod.labels, SKIP_LABEL) !== undefined) return true;
  return mayHave(pod.labels, SKIP_LABEL) && pod.labels?.kind !== 'map' ? 'unknown' : false;
}

function isWindows(pod: PodFact): boolean {
  return ['kubernetes.io/os', 'beta.kubernetes.io/os'].some((label) => {
    const value = nodeAt(pod.spec, ['nodeSelector', label]);
    return isString(value) && value.value === 'windows';
  });
}

/** The pod's annotation beats the service account's; what is no integer is ignored, less than 600 raised. */
function expirationOf(pod: PodFact, account: ServiceAccountFact | undefined): Injection['expiration'] {
  for (const annotations of [pod.annotations, account?.annotations]) {
    const given = annotationOf(annotations, 'token-expiration');
    if (given?.known === false) return '?';
    if (given !== undefined && /^[+-]?\d+$/.test(given.value))
      return Math.max(Number(given.value), MIN_EXPIRATION);
  }
  return DEFAULT_EXPIRATION;
}

function outcomeOf(
  container: ContainerFact,
  skipped: Known<string> | undefined,
  mechanism: PodMechanism,
): ContainerOutcome {
  const name = container.name?.known ? container.name.value : 'unnamed';
  const base = { name, main: container.role === 'main' };
  if (skipped?.known && readCsv(skipped.value).includes(name))
    return { ...base, outcome: 'skipped', why: `container ${name} is listed in skip-containers` };
  if (skipped !== undefined && !skipped.known)
    return { ...base, outcome: 'unknown', why: 'the value of skip-containers is unknown' };
  return { ...base, ...ownCredentials(container, name, mechanism) };
}

/** Names are compared as they are: blanks count. */
function readCsv(line: string): readonly string[] {
  return line.split(',').map((field) => field.replace(/^"(.*)"$/, '$1'));
}

function ownCredentials(
  { env }: ContainerFact,
  name: string,
  mechanism: PodMechanism,
): Pick<ContainerOutcome, 'outcome' | 'why' | 'ownRole'> {
  const variableOf = (variable: string) =>
    env.find((item) => item.name.known && item.name.value === variable);
  if (variableOf('AWS_ACCESS_KEY_ID') !== undefined)
    return {
      outcome: 'own',
      why: `container ${name} has AWS_ACCESS_KEY_ID of its own: SDKs take static keys before any role`,
    };
  const role = variableOf('AWS_ROLE_ARN');
  const file = variableOf('AWS_WEB_IDENTITY_TOKEN_FILE');
  if (role !== undefined && file !== undefined && role.value?.known)
    return {
      outcome: 'own',
      why: `container ${name} names role ${role.value.value} by variables of its own, which the webhook leaves alone`,
      ownRole: role.value.value,
    };
  const found = WIRING[mechanism].own.filter((variable) => variableOf(variable) !== undefined);
  if (found.length > 0)
    return {
      outcome: 'own',
      why: `container ${name} sets ${found.join(' and ')} itself, so the webhook adds neither ${WIRING[mechanism].own.join(' nor ')}`,
    };
  return { outcome: 'injected', why: `container ${name} gets the variables and the token` };
}
