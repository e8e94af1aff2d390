/** Grammars of Kubernetes names. Source: apimachinery `pkg/util/validation` and `pkg/apis/core/validation`. */

/** RFC 1123 label: namespaces, containers, and our workloads. */
export const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Why text is no RFC 1123 label. */
export function checkLabel(text: string): string | undefined {
  if (LABEL.test(text)) return undefined;
  return 'use 1-63 lowercase letters, digits and hyphens, beginning and ending with a letter or digit';
}

/** RFC 1123 subdomain: service accounts and most other objects. */
export const SUBDOMAIN =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/** Why text is no RFC 1123 subdomain. */
export function checkSubdomain(text: string): string | undefined {
  if (SUBDOMAIN.test(text)) return undefined;
  if (/[*?]/.test(text)) return 'wildcards are not allowed: name one service account';
  return 'use 1-253 lowercase letters, digits, hyphens and dots, each part beginning and ending with a letter or digit';
}

/** Whether text stands for several names: `*` for any characters, `?` for one. */
export function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}

/** Whether a pattern says nothing of the names that it stands for. */
export function coversAll(text: string): boolean {
  return /^[*?]*\*[*?]*$/.test(text);
}

const FILLED = /[*?]/g;

/** A label, or a pattern of labels. */
export const LABEL_PATTERN = /^[a-z0-9*?](?:[a-z0-9*?-]{0,61}[a-z0-9*?])?$/;

/** Why text is neither a label nor a pattern of which some names are labels. */
export function checkLabelPattern(text: string): string | undefined {
  return checkLabel(text.replace(FILLED, 'x'));
}

/** A subdomain, or a pattern of subdomains. */
export const SUBDOMAIN_PATTERN = /^(?=.{1,253}$)[a-z0-9*?](?:[a-z0-9.*?-]*[a-z0-9*?])?$/;

/** Why text is neither a subdomain nor a pattern of which some names are subdomains. */
export function checkSubdomainPattern(text: string): string | undefined {
  return checkSubdomain(text.replace(FILLED, 'x'));
}

/** What a pattern stands for, for people: `every namespace that begins with pr-`. */
export function patternInWords(noun: string, text: string): string {
  if (!isPattern(text)) return `${noun} ${text}`;
  if (coversAll(text)) return `every ${noun}`;
  const [, head = '', tail = ''] = /^([^*?]*)\*+([^*?]*)$/.exec(text) ?? [];
  const [, inner = ''] = /^\*+([^*?]+)\*+$/.exec(text) ?? [];
  const clauses = [
    ...(head === '' ? [] : [`begins with ${head}`]),
    ...(tail === '' ? [] : [`ends with ${tail}`]),
    ...(inner === '' ? [] : [`has ${inner} in it`]),
  ];
  if (clauses.length > 0) return `every ${noun} that ${clauses.join(' and ')}`;
  return `every ${noun} of the form ${text}, where * is any characters and ? is one`;
}

/**
 * Longest name of a CronJob, whose Jobs' names have 11 characters more, and of a StatefulSet, whose pods carry its
 * revision's name in a label: both end at 63.
 */
export const CONTROLLER_NAME_LENGTH = 52;

/** Why text is no Service's name: an RFC 1035 label begins with a letter. */
export function checkServiceName(text: string): string | undefined {
  return LABEL.test(text) && /^[a-z]/.test(text) ? undefined : 'the name of a Service begins with a letter';
}

/** Namespaces that every cluster has. */
export const BUILT_IN_NAMESPACES: readonly string[] = [
  'default',
  'kube-system',
  'kube-public',
  'kube-node-lease',
];

/** An environment variable's name, in the strict grammar that every supported version takes. */
export const ENV_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

/** Why Kubernetes would refuse an environment variable's name. */
export function checkEnvName(name: string): string | undefined {
  return ENV_NAME.test(name) ? undefined : 'use letters, digits, _, - and ., not beginning with a digit';
}

/** A label's value, which may be empty. */
export const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/;

/** Why Kubernetes would refuse a label's value. */
export function checkLabelValue(value: string): string | undefined {
  if (LABEL_VALUE.test(value)) return undefined;
  return 'use up to 63 letters, digits and the characters _.-, beginning and ending with a letter or digit';
}

/** A key of a Secret or ConfigMap. */
export const DATA_KEY = /^(?!\.\.)(?!\.$)[-._a-zA-Z0-9]{1,253}$/;

/** Why no Secret and no ConfigMap has such a key. */
export function checkDataKey(text: string): string | undefined {
  return DATA_KEY.test(text) ? undefined : 'use 1-253 letters, digits, _, - and ., not beginning with ..';
}

/** A label's name: a DNS prefix with a slash, which may be left out, and up to 63 characters. */
export const QUALIFIED_NAME =
  /^(?:(?=[^/]{1,253}\/)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\/)?[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;

/** Why Kubernetes would refuse a label's name. */
export function checkQualifiedName(text: string): string | undefined {
  if (QUALIFIED_NAME.test(text)) return undefined;
  return 'use up to 63 letters, digits and the characters _.-, after a DNS name and a slash if you like, such as example.com/team';
}

/** Why Kubernetes would refuse an annotation's name, where it does not mind capitals. */
export function checkAnnotationName(text: string): string | undefined {
  return checkQualifiedName(text.toLowerCase());
}

/** A port's name in a container and a Service: an IANA service name. */
export const PORT_NAME = /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Why Kubernetes would refuse a port's name. */
export function checkPortName(text: string): string | undefined {
  if (PORT_NAME.test(text)) return undefined;
  return 'use 1-15 lowercase letters, digits and single hyphens between them, with a letter among them';
}

/**
 * The name of a service account among users, which is the `sub` claim of its tokens.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens
 */
export function tokenSubject(namespace: string, serviceAccount: string): string {
  return `system:serviceaccount:${namespace}:${serviceAccount}`;
}
