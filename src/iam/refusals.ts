import type { FieldPath } from '../diagnostics.js';
import { quote } from '../text/quote.js';
import {
  type ListElement,
  type PolicyDocument,
  type PolicyProblem,
  type PolicyStatement,
  type PrincipalIdentifier,
  parsePolicyDocument,
} from './document.js';
import type { PolicyKind } from './evaluate/types.js';
import { verifyPolicyKind } from './evaluate/verify-kind.js';
import { checkSid } from './names.js';

/** A policy of which something may be unknown: nothing is refused for that. */
export interface KnownParts {
  /** Whether a text of the document is known in whole. */
  isKnown(text: string): boolean;
  /** Whether the document has no other statements than these. */
  readonly complete: boolean;
}

const ALL_KNOWN: KnownParts = { isKnown: () => true, complete: true };

/** A document as far as it can be read, and why IAM refuses it: then no role has such a policy. */
export interface InspectedPolicy {
  readonly document: PolicyDocument;
  readonly problems: readonly PolicyProblem[];
}

/**
 * Reads a policy of a role and says all that makes IAM refuse it, with `MalformedPolicyDocument`; what IAM
 * stores although it never applies is no problem here.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function inspectPolicy(
  value: unknown,
  kind: PolicyKind,
  parts: KnownParts = ALL_KNOWN,
): InspectedPolicy {
  const parsed = parsePolicyDocument(value);
  const document = parsed.ok ? parsed.document : parsed.readable;
  const problems = parsed.ok ? [] : parsed.problems;
  const empty = parsed.ok && parts.complete && document.statements.length === 0;
  return {
    document,
    problems: [
      ...problems,
      ...(empty ? [missing(['Statement'], 'the policy has no statement')] : []),
      ...verifyPolicyKind(document, kind),
      ...document.statements.flatMap((statement) => refusedValues(statement, kind, parts)),
      ...(checksFor(kind).plainSids ? refusedSids(document, parts) : []),
    ],
  };
}

function refusedValues(
  statement: PolicyStatement,
  kind: PolicyKind,
  { isKnown }: KnownParts,
): readonly PolicyProblem[] {
  const { action, resource, principal, path } = statement;
  const checks = checksFor(kind);
  const lists = [action, ...(resource === undefined ? [] : [resource])];
  const refuse = (values: readonly string[], at: FieldPath, check: Check): readonly PolicyProblem[] =>
    values.filter(isKnown).flatMap((text) => {
      const reason = check(text);
      return reason === undefined ? [] : [invalid(at, `${quote(text)} ${reason}`)];
    });
  const inList = ({ element, values }: ListElement, check: Check) =>
    refuse(values, [...path, element], check);
  return [
    ...lists
      .filter(({ values }) => values.length === 0)
      .map(({ element }) => missing([...path, element], `${element} is an empty list`)),
    ...inList(action, checks.action),
    ...(resource === undefined || checks.resource === undefined ? [] : inList(resource, checks.resource)),
    ...(principal?.identifiers ?? []).flatMap((identifier) =>
      refuse([identifier.value], [...path, principal?.element ?? 'Principal'], () =>
        checks.principal?.(identifier),
      ),
    ),
  ];
}

type Check = (text: string) => string | undefined;

interface ValueChecks {
  readonly action: Check;
  readonly resource?: Check;
  readonly principal?: (identifier: PrincipalIdentifier) => string | undefined;
  /** Whether Sids are letters and digits. */
  readonly plainSids?: true;
}

const PERMISSIONS: ValueChecks = { action: checkAction, resource: checkResource, plainSids: true };

/** What IAM checks of the policies that it stores itself; other services have rules of their own. */
const CHECKS: ReadonlyMap<string, ValueChecks> = new Map([
  ['identity', PERMISSIONS],
  ['boundary', PERMISSIONS],
  ['session', PERMISSIONS],
  ['trust', { action: checkTrustAction, principal: checkPrincipal, plainSids: true }],
]);

const checksFor = (kind: PolicyKind): ValueChecks => CHECKS.get(kind) ?? { action: checkAction };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html */
function checkAction(action: string): string | undefined {
  if (action === '*') return undefined;
  const [service = '', ...names] = action.split(':');
  if (names.length === 0) return 'is not an action, which is service:Name, such as s3:GetObject';
  if (names.length > 1) return 'is not one action, which has one colon, such as s3:GetObject';
  if (service === '*' || /^[A-Za-z0-9.-]+$/.test(service)) return undefined;
  return `does not name its service: ${quote(service)} must be letters, digits and hyphens`;
}

/** IAM's own words: AssumeRole policy may only specify STS AssumeRole actions. */
function checkTrustAction(action: string): string | undefined {
  const service = action.split(':')[0]?.toLowerCase() ?? '';
  const refused = checkAction(action);
  if (refused !== undefined || action === '*' || service === 'sts' || service === '*') return refused;
  return 'is not an action of sts, and a trust policy takes no other';
}

/** `aws` and its kin, or a pattern of them. */
const PARTITION = /^(?:aws[a-z-]*|.*[*?$].*)$/;

/**
 * What IAM stores as a resource. A partition may hold wildcards; the service may not, and IAM says
 * "Resource vendor must be fully qualified and cannot contain regexes". ARNs that break off without an empty
 * field are stored.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function checkResource(text: string): string | undefined {
  if (text === '*' || text.startsWith('${')) return undefined;
  const [scheme, partition = '', service = '', ...rest] = text.split(':');
  if (scheme !== 'arn') return 'is not an ARN or "*"';
  if (!PARTITION.test(partition)) return `has no partition of AWS: ${quote(partition)}`;
  if (service.includes('${')) return undefined;
  if (service === '' || /[*?]/.test(service)) return 'must name its service, without wildcards';
  if (rest.length < 3 && rest.includes('')) return 'has fewer than the six fields of an ARN';
  return undefined;
}

const ACCOUNT_PRINCIPAL =
  /^arn:aws[a-z-]*:(?:iam::(?:\d{12}|cloudfront):(?:root|(?:user|role)\/[^*?]+)|sts::\d{12}:(?:assumed-role|federated-user)\/[^*?]+)$/;
/** The unique id that stands in a trust policy after its user or role was deleted, or a canonical user's. */
const UNIQUE_ID = /^(?:A[A-Z0-9]{15,}|[0-9a-f]{64})$/;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function checkPrincipal({ type, value }: PrincipalIdentifier): string | undefined {
  if (type === 'AWS') {
    if (value === '*' || /^\d{12}$/.test(value)) return undefined;
    if (ACCOUNT_PRINCIPAL.test(value) || UNIQUE_ID.test(value)) return undefined;
    return 'is not an account, user, role or session';
  }
  const wildcard = (type === 'Federated' || type === 'Service') && /[*?]/.test(value);
  return wildcard ? `has a wildcard, which ${type} does not take` : undefined;
}

function refusedSids({ statements }: PolicyDocument, { isKnown }: KnownParts): readonly PolicyProblem[] {
  const seen = new Set<string>();
  return statements.flatMap(({ sid, path }) => {
    if (sid === undefined || sid === '' || !isKnown(sid)) return [];
    const twice = seen.has(sid);
    seen.add(sid);
    const refused = twice ? 'no two statements have the same' : checkSid(sid);
    return refused === undefined
      ? []
      : [invalid([...path, 'Sid'], `the Sid ${quote(sid)} is refused: ${refused}`)];
  });
}

const invalid = (path: FieldPath, message: string): PolicyProblem => ({
  code: 'invalid-value',
  path,
  message,
});
const missing = (path: FieldPath, message: string): PolicyProblem => ({
  code: 'missing-element',
  path,
  message,
});
