import { fieldsOf } from '../arns.js';
import { trustFile, webIdentity } from '../examples.js';
import type { Principal } from '../policies.js';
import type { Report, Rule } from '../rule.js';
import { HOLE, quoted, type Text } from '../text.js';

const assume = (aws: string) => ({ Effect: 'Allow', Principal: { AWS: aws }, Action: 'sts:AssumeRole' });

export const principalArn: Rule = {
  id: 'IRSA184',
  name: 'principal-arn',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'A principal under AWS is an account, a user, a role or a session, written out.',
  why: 'IAM refuses groups, policies, names without an ARN, and wildcards within an ARN: it looks the principal up when the policy is saved.',
  error: 'MalformedPolicyDocument: Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:group/devs"',
  fix: 'Write arn:aws:iam::111122223333:role/name, or name the account and compare aws:PrincipalArn under ArnLike.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
  examples: {
    bad: trustFile(
      assume('arn:aws:iam::111122223333:group/devs'),
      assume('arn:aws:iam::111122223333:role/app-*'),
      assume('11112222333'),
    ),
    good: trustFile(assume('arn:aws:iam::111122223333:role/app'), webIdentity()),
  },
  *check({ statements }) {
    for (const principal of statements.flatMap(({ principals }) => principals)) {
      const fault = faultOf(principal);
      if (fault !== undefined) yield { place: principal.value.place, ...fault };
    }
  },
};

type Fault = Omit<Report, 'place'>;

const WANTED = 'use an account, or the ARN of a role, a user or a session';

function faultOf({ type, element, value }: Principal): Fault | undefined {
  const { text } = value;
  if (type === '*') return text === '*' ? undefined : bareText(element, value);
  if (type !== 'AWS' || text === '*' || text.startsWith(HOLE) || text.startsWith('${')) return undefined;
  if (/^A(?:RO|ID)A[A-Z0-9]{12,}$/.test(text)) {
    return {
      message: `${quoted(value)} is the id of a role or user that was deleted`,
      help: 'IAM shows the id once the ARN names nobody any more: write the ARN again',
      severity: 'warning',
    };
  }
  if (/^\d+$/.test(text)) return accountFault(value);
  const arn = fieldsOf(text);
  if (arn === undefined) return isOpen(value) ? undefined : noArn(value);
  return arnFault(value, arn.service, arn.resource);
}

const isOpen = ({ text, known }: Text) => !known && (text.startsWith('arn:') || 'arn:'.startsWith(text));

function bareText(element: string, value: Text): Fault | undefined {
  // Part of it may be everything.
  if (!value.known && value.text.includes(HOLE) && value.text.length <= 2) return undefined;
  return {
    message: `${element} is the text ${quoted(value)}`,
    help: `write {"${value.text.endsWith('.amazonaws.com') ? 'Service' : 'AWS'}": ${quoted(value)}}`,
  };
}

const accountFault = ({ text, known }: Text): Fault | undefined =>
  text.length === 12 || !known
    ? undefined
    : { message: `the account "${text}" has ${text.length} digits`, help: 'an account id has 12 digits' };

const noArn = (value: Text): Fault => ({
  message: `${quoted(value)} is no principal`,
  help: /\.amazonaws\.com/.test(value.text) ? 'a service stands under Service' : WANTED,
});

/** What may stand behind the account, by the service of the ARN. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  iam: ['root', 'user', 'role'],
  sts: ['assumed-role', 'federated-user'],
};

function arnFault(value: Text, service: string, resource: string): Fault | undefined {
  if (service.includes(HOLE)) return undefined;
  const kinds = Object.hasOwn(KINDS, service) ? KINDS[service] : undefined;
  if (kinds === undefined) return { message: `${quoted(value)} is no principal`, help: WANTED };
  if (/[*?]/.test(resource)) {
    return {
      message: `${quoted(value)} has a wildcard, which a principal's ARN cannot have`,
      help: 'name the account, with a condition ArnLike on aws:PrincipalArn',
    };
  }
  const [kind = '', name = '', session = ''] = resource.split('/');
  // IRSA044 and IRSA057 judge providers.
  if (kind.includes(HOLE) || kind === 'oidc-provider' || kind === 'saml-provider') return undefined;
  if (!kinds.includes(kind)) {
    return { message: `${quoted(value)} is the ARN of a ${kind}, which is no principal`, help: WANTED };
  }
  if (kind !== 'root' && name === '') return { message: `${quoted(value)} names nobody`, help: WANTED };
  if (kind !== 'assumed-role' || session !== '' || !value.known) return undefined;
  return {
    message: `${quoted(value)} lacks the name of the session`,
    help: 'for every session of a role, write the ARN of the role',
  };
}
