import { policyFile } from '../examples.js';
import type { Condition } from '../policies.js';
import type { Report, Rule } from '../rule.js';
import { quoted, type Text } from '../text.js';
import { isOperator } from '../trust.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };
const from = (range: string) => ({ Condition: { IpAddress: { 'aws:SourceIp': range } } });

export const privateSourceIp: Rule = {
  id: 'IRSA186',
  name: 'private-source-ip',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'aws:SourceIp is compared with public addresses.',
  why: 'AWS sees the public address of the NAT gateway. Through a VPC endpoint the key is absent, and the private address is under aws:VpcSourceIp.',
  error: 'AccessDenied: … because no identity-based policy allows the s3:GetObject action',
  fix: 'Use aws:SourceVpc or aws:SourceVpce for requests from a VPC, or aws:VpcSourceIp beside one of them.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip',
  examples: {
    bad: policyFile({ ...READ, ...from('10.0.0.0/8') }),
    good: policyFile({ ...READ, ...from('203.0.113.0/24') }),
  },
  *check({ statements }) {
    for (const condition of statements.flatMap(({ conditions }) => conditions)) {
      if (condition.key?.text.toLowerCase() !== 'aws:sourceip') continue;
      if (isOperator(condition, 'IpAddress')) yield* inRange(condition, 'no request has such an address');
      if (isOperator(condition, 'NotIpAddress')) yield* inRange(condition, 'no request is excepted by it');
    }
  },
};

/** Beside a public range a private one is superfluous; alone it decides. */
function* inRange({ values, complete }: Condition, consequence: string): Iterable<Report> {
  const found = values.filter(isPrivate);
  const alone = complete && found.length === values.length;
  for (const value of found) {
    yield {
      place: value.place,
      message: `${quoted(value)} is a private range, and aws:SourceIp is public: ${consequence}`,
      help: 'use aws:SourceVpc, aws:SourceVpce or aws:VpcSourceIp',
      ...(alone ? {} : { severity: 'info' as const }),
    };
  }
}

/** RFC 1918, and the unique local addresses of RFC 4193; a range that is wider holds public addresses as well. */
function isPrivate({ text, known }: Text): boolean {
  if (!known) return false;
  const [, address = '', bits = '32'] = /^([\d.]+)(?:\/(\d+))?$/.exec(text) ?? [];
  if (/^f[cd][0-9a-f]{2}:/i.test(text)) return true;
  if (/^10\./.test(address)) return Number(bits) >= 8;
  if (/^192\.168\./.test(address)) return Number(bits) >= 16;
  return /^172\.(?:1[6-9]|2\d|3[01])\./.test(address) && Number(bits) >= 12;
}
