import { IDENTITY_DEFAULTS } from '../../spec/built-in.js';
import { type Form, lastAnswer, NUMBER, type Question, type Scope } from '../question.js';

const TOPIC = 'Identity';

/** The recommended settings are the same for everybody. */
const decidesAll = (scope: Scope) => String(scope.get('@start')).endsWith('customise');

const last = (scope: Scope, key: keyof typeof IDENTITY_DEFAULTS) => {
  const value = decidesAll(scope) ? lastAnswer(scope, `identity.${key}`) : undefined;
  return value ?? { value: IDENTITY_DEFAULTS[key] };
};

/** `name=issuer` pairs, or names alone. */
const CLUSTERS: Form = {
  parse: (text) =>
    text
      .split(/[\s,;]+/)
      .filter((word) => word !== '')
      .map((word) => {
        const [name = '', ...rest] = word.split('=');
        return rest.length === 0 ? { name } : { name, oidcIssuer: rest.join('=') };
      }),
  format: (value) =>
    (value as readonly { readonly name: string; readonly oidcIssuer?: string }[])
      .map(({ name, oidcIssuer }) => (oidcIssuer === undefined ? name : `${name}=${oidcIssuer}`))
      .join(', '),
};

/** What is asked about credentials and who owns the objects behind them. */
export const IDENTITY: readonly Question[] = [
  {
    key: 'identity.mechanism',
    kind: 'choice',
    topic: TOPIC,
    label: 'Mechanism',
    message: 'How do pods get their credentials?',
    help: 'Both give short-lived credentials to one service account alone.',
    asked: 'customise',
    fallback: (scope) => last(scope, 'mechanism'),
    choices: () => [
      { value: 'irsa', name: 'IRSA', note: "IAM trusts the cluster's OIDC issuer; works everywhere" },
      {
        value: 'pod-identity',
        name: 'EKS Pod Identity',
        note: 'an agent on the nodes hands them out; no OIDC provider',
      },
      {
        value: 'both',
        name: 'Both, on the way from one to the other',
        note: 'the role trusts either; new pods get theirs by EKS Pod Identity',
      },
    ],
  },
  {
    key: 'identity.roleOwner',
    kind: 'choice',
    topic: TOPIC,
    label: 'Role owner',
    message: 'Who makes the IAM role?',
    help: 'Exactly one tool may own it; the others are told its ARN.',
    asked: 'customise',
    fallback: (scope) => last(scope, 'roleOwner'),
    choices: () => [
      { value: 'terraform', name: 'Terraform', note: 'role, trust policy and permissions as HCL or JSON' },
      { value: 'eksctl', name: 'eksctl', note: 'in a CloudFormation stack, next to the cluster' },
      { value: 'existing', name: 'Somebody else', note: 'the role exists; its ARN is asked' },
    ],
  },
  {
    key: 'identity.serviceAccountOwner',
    kind: 'choice',
    topic: TOPIC,
    label: 'Account owner',
    message: 'Who makes the service account?',
    help: 'Two owners would overwrite each other.',
    asked: 'customise',
    fallback: (scope) => last(scope, 'serviceAccountOwner'),
    choices: () => [
      { value: 'manifest', name: 'A manifest, applied with kubectl' },
      { value: 'eksctl', name: 'eksctl, together with the role' },
      {
        value: 'existing',
        name: 'Somebody else, such as a Helm chart',
        note: 'the runbook prints the annotation',
      },
    ],
  },
  {
    key: 'identity.oidcProviderOwner',
    kind: 'choice',
    topic: TOPIC,
    label: 'OIDC provider',
    message: 'Who makes the IAM OIDC provider?',
    help: "IAM needs one provider for each cluster's issuer before any role can trust it.",
    asked: 'customise',
    fallback: (scope) => ({ value: scope.get('cluster.provision') === false ? 'existing' : 'eksctl' }),
    choices: (scope) => [
      { value: 'eksctl', name: 'eksctl' },
      { value: 'terraform', name: 'Terraform' },
      ...(scope.get('cluster.provision') === false ? [{ value: 'existing', name: 'It exists' }] : []),
    ],
  },
  {
    key: 'identity.furtherClusters',
    kind: 'text',
    form: CLUSTERS,
    topic: TOPIC,
    label: 'More clusters',
    message: 'Further clusters whose pods get the same roles, as name=issuer',
    help: 'For blue and green, or several regions: service accounts of the same names may use the roles there too. Empty: none.',
    example: (scope) =>
      `green=https://oidc.eks.${scope.get('cluster.region') ?? 'us-east-1'}.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE`,
    asked: 'review',
    when: (scope) => scope.get('identity.roleOwner') !== 'eksctl',
    optional: true,
  },
  {
    key: 'identity.permissionsBoundaryArn',
    kind: 'text',
    topic: TOPIC,
    label: 'Boundary',
    message: 'Permissions boundary of every role (ARN)',
    help: 'Some organisations refuse roles without one; empty: none.',
    example: (scope) =>
      `arn:aws:iam::${scope.get('cluster.accountId') ?? '111122223333'}:policy/acme-boundary`,
    asked: 'customise',
    optional: true,
  },
  {
    key: 'identity.rolePath',
    kind: 'text',
    topic: TOPIC,
    label: 'Role path',
    message: 'IAM path of roles and policies',
    help: 'Policies of your organisation may match on it.',
    example: '/workloads/',
    asked: 'review',
    fallback: () => ({ value: IDENTITY_DEFAULTS.rolePath }),
  },
  {
    key: 'identity.maxSessionDuration',
    kind: 'text',
    form: NUMBER,
    topic: TOPIC,
    label: 'Session (s)',
    message: 'Longest session of a role, in seconds',
    help: 'How long credentials can last at most.',
    example: '3600',
    asked: 'review',
    fallback: () => ({ value: IDENTITY_DEFAULTS.maxSessionDuration }),
  },
];
