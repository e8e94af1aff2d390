import { parseArn } from '../aws/arns.js';
import { isPartition } from '../aws/partitions.js';
import { quote } from '../text/quote.js';
import { OPERATOR_NAMES, type OperatorName } from './evaluate/operator.js';

/** Grammars of IAM names and texts. Source: botocore 1.43.67, `iam/2010-05-08/service-2.json`. */

/** A role's name; unique in the account whatever its case. */
export const ROLE_NAME = /^[A-Za-z0-9_+=,.@-]{1,64}$/;

/** Why IAM would refuse a role's name. */
export function checkRoleName(name: string): string | undefined {
  if (ROLE_NAME.test(name)) return undefined;
  return offerName(name, 'role', ROLE_NAME) ?? 'use 1-64 letters, digits and the characters _+=,.@-';
}

/** A managed policy's name. */
export const POLICY_NAME = /^[A-Za-z0-9_+=,.@-]{1,128}$/;

/** Why IAM would refuse a policy's name. */
export function checkPolicyName(name: string): string | undefined {
  if (POLICY_NAME.test(name)) return undefined;
  return offerName(name, 'policy', POLICY_NAME) ?? 'use 1-128 letters, digits and the characters _+=,.@-';
}

/** The name, where the ARN of such a thing was written. */
function offerName(text: string, kind: 'role' | 'policy', grammar: RegExp): string | undefined {
  const { service, resource = '' } = parseArn(text) ?? {};
  const name = resource.split('/').at(-1) ?? '';
  const isSuch = service === 'iam' && resource.startsWith(`${kind}/`) && grammar.test(name);
  return isSuch ? `use the name alone, ${quote(name)}` : undefined;
}

/** A path in the grammar of managed policies, which every role path need not meet but ours do. */
export const IAM_PATH = /^(?:\/[A-Za-z0-9.,+@=_-]+)*\/$/;

/** Why a path is refused: it is used for roles and policies alike. */
export function checkIamPath(path: string): string | undefined {
  if (IAM_PATH.test(path) && path.length <= 512) return undefined;
  return 'begin and end with /, and use up to 512 letters, digits and the characters .,+@=_- between';
}

/** A statement's Sid in an identity policy. */
export const SID = /^[0-9A-Za-z]{1,100}$/;

/** Why IAM would refuse a Sid. */
export function checkSid(sid: string): string | undefined {
  return SID.test(sid) ? undefined : 'use letters and digits only';
}

/** What a tag's key and value are made of. */
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

const TAG_CHARACTERS = 'letters, digits, spaces and the characters _.:/=+-@';

/** Why AWS would refuse a tag's key: 1-128 characters, not the reserved `aws:`. */
export function checkTagKey(key: string): string | undefined {
  if (/^aws:/i.test(key)) return 'keys beginning with aws: are reserved for AWS';
  return key.length >= 1 && key.length <= 128 && TAG_TEXT.test(key)
    ? undefined
    : `use 1-128 ${TAG_CHARACTERS}`;
}

/** Why AWS would refuse a tag's value: up to 256 characters. */
export function checkTagValue(value: string): string | undefined {
  return value.length <= 256 && TAG_TEXT.test(value) ? undefined : `use up to 256 ${TAG_CHARACTERS}`;
}

/** An action: `service:Name`, or `*` for every one. */
export const ACTION = /^(?:\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$/;

/** Why text names no actions. */
export function checkAction(text: string): string | undefined {
  if (ACTION.test(text)) return undefined;
  if (!text.includes(':')) return 'write the service before the name, such as s3:GetObject';
  const lower = text.replace(/^[^:]*/, (service) => service.toLowerCase());
  if (ACTION.test(lower)) return `write the service in lower case: ${lower}`;
  return 'use service:Action, such as s3:GetObject, with * and ? as wildcards in the action';
}

/** What a policy document may hold: IAM refuses everything beyond Latin-1. */
const POLICY_TEXT = /^[\t\n\r\x20-\xff]*$/;

/** Why text may not be part of a policy document. */
export function checkPolicyText(text: string): string | undefined {
  if (text.includes('&{')) return "&{ is Terraform's spelling of a policy variable; write ${…}";
  return POLICY_TEXT.test(text) ? undefined : 'IAM policies hold no characters beyond U+00FF';
}

/** Why text names no resources: `*`, or an ARN with wildcards in its last fields. */
export function checkResource(text: string): string | undefined {
  const refused = checkPolicyText(text);
  if (refused !== undefined || text === '*') return refused;
  const arn = parseArn(text);
  if (arn === undefined) return 'use "*" or an ARN of six fields, such as arn:aws:s3:::bucket/*';
  if (!isPartition(arn.partition)) return `there is no partition ${quote(arn.partition)}`;
  if (!/^[a-z0-9-]+$/.test(arn.service)) return 'the third field of an ARN is the service, without wildcards';
  if (/\s/.test(text)) return 'an ARN holds no white space';
  if (!/^(?:\d{12}|aws|\d*[*?][*?\d]*|\$\{.*\}|)$/.test(arn.accountId))
    return 'the fifth field of an ARN is 12 digits or empty';
  return undefined;
}

/** What the values of condition operators look like, by the operators' names without prefix and suffix. */
const VALUES: readonly (readonly [names: RegExp, values: RegExp, want: string])[] = [
  [/^String/, /^/, 'text'],
  [/^Numeric/, /^-?\d+(\.\d+)?$/, 'a number'],
  [
    /^Date/,
    /^(?:\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?|\d+)$/,
    'a date such as 2026-11-21T00:00:00Z',
  ],
  [/^(?:Bool|Null)$/, /^(?:true|false)$/, '"true" or "false"'],
  [/^Binary/, /^[A-Za-z0-9+/]*={0,2}$/, 'base64'],
  [/IpAddress$/, /^[0-9a-fA-F.:]+(?:\/\d{1,3})?$/, 'an address range such as 203.0.113.0/24'],
  [/^Arn/, /^(?:arn|[*?]+):|^\*$/, 'an ARN'],
];

const OPERATOR = /^(?:ForAllValues:|ForAnyValue:)?(\w+?)(?:IfExists)?$/;

/** The operator without its prefix and suffix; undefined when IAM has none of that name. */
export function baseOperator(operator: string): OperatorName | undefined {
  const wanted = OPERATOR.exec(operator)?.[1];
  const base = OPERATOR_NAMES.find((name) => name === wanted);
  return base === 'Null' && operator.endsWith('IfExists') ? undefined : base;
}

/** Why a condition's value does not suit its operator; values with policy variables suit any. */
export function checkConditionValue(operator: string, value: string): string | undefined {
  const refused = checkPolicyText(value);
  if (refused !== undefined) return refused;
  const base = baseOperator(operator);
  const [, values, want] = VALUES.find(([names]) => base !== undefined && names.test(base)) ?? [];
  if (values === undefined || values.test(value) || value.includes('${')) return undefined;
  return `${operator} compares with ${want}`;
}

/** Longer than any that AWS has; YAML reads keys of up to 1,024 characters. */
const MAX_CONDITION_KEY = 512;

/** Why text is no condition key: a service or `aws`, a colon and a name. */
export function checkConditionKey(key: string): string | undefined {
  if (key.length > MAX_CONDITION_KEY) return `use at most ${MAX_CONDITION_KEY} characters`;
  if (/^[^\s:]+:[^\s](?:.*[^\s])?$/.test(key)) return checkPolicyText(key);
  return 'use service:key, such as aws:SourceIp or s3:prefix';
}
