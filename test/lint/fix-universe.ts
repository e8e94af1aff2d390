import { parsePolicyDocument } from '../../src/iam/document.js';
import { type AuthorizationRequest, evaluate, verifyPolicyKind } from '../../src/iam/evaluate/index.js';
import { matchesPattern, parsePattern } from '../../src/iam/evaluate/pattern.js';
import { HOST, PROVIDER } from '../../src/lint/examples.js';

/** A policy as plain data, and what it is for. */
export interface PlainPolicy {
  readonly use: 'identity' | 'trust';
  readonly document: unknown;
}

/** Tells whether a policy that IAM takes allows a request: what IAM refuses allows nothing. */
export function allowedBy({ use, document }: PlainPolicy): (request: AuthorizationRequest) => boolean {
  const parsed = parsePolicyDocument(document);
  if (!parsed.ok || verifyPolicyKind(parsed.document, use).length > 0) return () => false;
  const named = { name: 'it', document: parsed.document };
  const policies = use === 'trust' ? { kind: use, trust: named } : { kind: use, identity: [named] };
  return (request) => evaluate(request, policies).decision === 'allow';
}

/** Every text of a document. */
export function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

const ACTIONS = [
  's3:GetObject',
  's3:PutObject',
  's3:ListBucket',
  's3:DeleteBucket',
  'kms:Decrypt',
  'iam:PassRole',
];
const SAMPLES = ['arn:aws:s3:::other', 'arn:aws:s3:::other/k', 'arn:aws:iam::111122223333:role/other'];
const VIA = 's3.us-east-1.amazonaws.com';

/** Requests around what the texts name, with near misses. */
export function permissionRequests(texts: readonly string[]): readonly AuthorizationRequest[] {
  const actions = new Set([...ACTIONS, ...texts.filter((text) => /^[a-z0-9-]+:[A-Za-z]+$/.test(text))]);
  const resources = new Set(SAMPLES);
  for (const text of texts) {
    const [, core = ''] = /([^:/]*(?:\/.*)?)$/.exec(text) ?? [];
    const [name = ''] = core.split('/');
    for (const each of [name, name.replaceAll('*', ''), `${name.replaceAll('*', '')}x`]) {
      const bucket = each.replace(/[^a-z0-9.-]/g, '') || 'any';
      for (const path of ['', '/k', '/images/k']) resources.add(`arn:aws:s3:::${bucket}${path}`);
    }
    if (/^arn:/.test(text)) resources.add(text.replace(/[*?]/g, 'z'));
  }
  return [...actions].flatMap((action) =>
    [...resources].flatMap((resource) =>
      [{}, { 's3:prefix': 'images/', 'kms:ViaService': VIA, 'aws:SecureTransport': 'true' }].map(
        (context) => ({
          ...{ principal: 'arn:aws:iam::111122223333:role/pod', action, resource, context },
        }),
      ),
    ),
  );
}

/** Requests to assume a role, by service accounts that the texts name and by others. */
export function trustRequests(texts: readonly string[]): readonly AuthorizationRequest[] {
  const subjects = new Set([
    'other:other',
    'default:other',
    'other:sa-app',
    'default:sa-app',
    'kube-system:admin',
  ]);
  for (const text of texts) {
    const found = /([a-z0-9-]+)[:/]([a-z0-9-]+)$/.exec(text);
    if (found !== null) subjects.add(`${found[1]}:${found[2]}`);
  }
  const web = [...subjects].map((subject) => ({
    principal: PROVIDER,
    action: 'sts:AssumeRoleWithWebIdentity',
    resource: '*',
    context: {
      [`${HOST}:sub`]: `system:serviceaccount:${subject}`,
      [`${HOST}:aud`]: 'sts.amazonaws.com',
    },
  }));
  const others = [
    'arn:aws:iam::444455556666:role/other',
    'arn:aws:iam::111122223333:role/other',
    'pods.eks.amazonaws.com',
  ];
  return [
    ...web,
    ...others.map((principal) => ({ principal, action: 'sts:AssumeRole', resource: '*', context: {} })),
  ];
}

const squeezed = (text: string) => text.toLowerCase().replace(/\s/g, '');

const matches = (pattern: string, text: string) =>
  matchesPattern(parsePattern(squeezed(pattern)), squeezed(text));

/** Whether a document spells out all that a request asks for, however misspelt: then granting it is what was written. */
export function isNamed({ use, document }: PlainPolicy, request: AuthorizationRequest): boolean {
  const texts = textsOf(document);
  if (use === 'trust') {
    const subject = Object.entries(request.context).find(([key]) => key.endsWith(':sub'))?.[1];
    const wanted =
      typeof subject === 'string' ? subject.replace('system:serviceaccount:', '') : request.principal;
    return texts.some((text) => text.replaceAll('/', ':').endsWith(wanted));
  }
  const [, name = ''] = request.action.split(':');
  const [, core = ''] = /([^:]*)$/.exec(request.resource) ?? [];
  const [bucket = '', ...path] = core.split('/');
  return (
    texts.some((text) => matches(text.replace(/^[a-z0-9-]+[.:/\s]+/i, ''), name)) &&
    texts.some((text) => {
      const [own = '', ...rest] = (/([^:]*)$/.exec(text.replace(/^s3:\/\//, ''))?.[1] ?? '').split('/');
      if (!matches(own, bucket)) return false;
      const written = rest.join('/');
      return path.length === 0
        ? ['', '*'].includes(written)
        : written === '' || matches(written, path.join('/'));
    })
  );
}
