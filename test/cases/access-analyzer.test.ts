import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { lintFiles } from '../lint/support.js';

const CASES = fileURLToPath(new URL('../fixtures/cases', import.meta.url));

interface Case {
  readonly file: string;
  readonly check: string;
  /** Error, security warning, suggestion, or a control. */
  readonly kind: string;
}

const cases = readFileSync(`${CASES}/access-analyzer.tsv`, 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line): Case => {
    const [file = '', check = '', kind = ''] = line.split('\t');
    return { file, check, kind };
  });

/** The rule that must fire, with words of its message, by case. */
const WANTED: Readonly<Record<string, readonly [rule: string, message: RegExp]>> = {
  '000': ['IRSA019', /a region or account/],
  '001': ['IRSA019', /a region or account/],
  '002': ['IRSA175', /Action holds an object/],
  '007': ['IRSA027', /secretsmanager has no action "secretsmanager:GetSecret"/],
  '008': ['IRSA022', /"11112222" has 8 digits/],
  '009': ['IRSA017', /"arns:aws:s3:::photos\/\*" is no ARN/],
  '010': ['IRSA176', /no region "us-est-1"/],
  '012': ['IRSA021', /the service "S3"/],
  '013': ['IRSA024', /NumericEquals compares with a number/],
  '014': ['IRSA177', /"bucket" is no condition key/],
  '015': ['IRSA178', /both true and false/],
  '016': ['IRSA015', /"StringEqual" is no condition operator/],
  '017': ['IRSA004', /neither "Allow" nor "Deny"/],
  '022': ['IRSA179', /"aws" is no kind of principal/],
  '023': ['IRSA176', /no region "us-est-1"/],
  '024': ['IRSA180', /the service "dynamo"/],
  '025': ['IRSA148', /"s3:prefixes" is not among the condition keys of s3/],
  '027': ['IRSA027', /no service "sss"/],
  '028': ['IRSA181', /plain text under NumericEquals/],
  '029': ['IRSA001', /no version of the policy language/],
  '031': ['IRSA006', /no Action/],
  '032': ['IRSA016', /5 fields instead of six/],
  '037': ['IRSA006', /no Resource/],
  '039': ['IRSA148', /"aws:PrincipalTag" is not among/],
  '040': ['IRSA015', /"NullIfExists" is no condition operator/],
  '041': ['IRSA009', /used twice/],
  '042': ['IRSA007', /both Action and NotAction/],
  '043': ['IRSA148', /"aws:ARN" is not among/],
  '044': ['IRSA183', /everybody in, and a policy of a role has no Principal/],
  '045': ['IRSA008', /characters that IAM refuses/],
  '046': ['IRSA184', /has a wildcard, which a principal's ARN cannot have/],
  '047': ['IRSA023', /"aws:username!" is no policy variable/],
  '048': ['IRSA023', /not closed/],
  '049': ['IRSA023', /"aws: username" is no policy variable/],
  '051': ['IRSA023', /is no policy variable/],
  '052': ['IRSA025', /is no action/],
  '053': ['IRSA185', /under Version 2008-10-17 .* is plain text/],
  '054': ['IRSA186', /private range/],
  '055': ['IRSA186', /private range/],
  '056': ['IRSA137', /more than 6144/],
  '059': ['IRSA187', /is no service of AWS/],
  '062': ['IRSA188', /sts:TagSession is missing/],
  '064': ['IRSA052', /lacks the \/id\/… of the issuer/],
  '065': ['IRSA012', /a trust policy has no Resource/],
  '066': ['IRSA006', /not those of a trust policy/],
  '070': ['IRSA190', /covered by "arn:aws:s3:::photos\/\*"/],
  '072': ['IRSA190', /only the widest counts/],
  '073': ['IRSA191', /Action is empty/],
  '074': ['IRSA191', /no value to compare with/],
  '078': ['IRSA191', /the Sid is empty/],
  '080': ['IRSA015', /"ForAllValues:Null" is no condition operator/],
  '081': ['IRSA151', /ForAllValues is met without aws:PrincipalOrgID/],
  '084': ['IRSA175', /Resource holds an object/],
  '088': ['IRSA002', /has no Version/],
  '089': ['IRSA133', /no NotPrincipal/],
  '092': ['IRSA147', /hands any role to a service/],
  '093': ['IRSA147', /hands any role to a service/],
  '094': ['IRSA147', /hands any role to a service/],
  '095': ['IRSA144', /NotResource under Allow/],
  '096': ['IRSA147', /hands any role to a service/],
  '097': ['IRSA194', /the wildcard in "a\*" is a plain character/],
  '098': ['IRSA149', /does not compare what aws:SourceIp holds: an address/],
  '099': ['IRSA149', /IpAddress does not compare/],
  '100': ['IRSA149', /NumericEquals does not compare/],
  '102': ['IRSA149', /DateEquals does not compare/],
  '104': ['IRSA200', /is the tag of the bucket, and counts only where/],
  '106': ['IRSA144', /NotResource under Allow/],
  '107': ['IRSA133', /no NotPrincipal/],
  '108': ['IRSA200', /no request of s3:PutObjectTagging has aws:TagKeys/],
  '109': ['IRSA046', /no condition on the subject/],
  '111': ['IRSA200', /is the tag of the bucket, and counts only where/],
  '112': ['IRSA028', /covers no action of s3/],
  '114': ['IRSA184', /"11112222333" has 11 digits/],
  '115': ['IRSA184', /the ARN of a group/],
  '116': ['IRSA184', /the ARN of a policy/],
};

/**
 * What is milder here than in Access Analyzer, each for a reason: the reference may be older than the action or key
 * (007, 027, 039, 043), a plain file may be a bucket's policy (044), and sizes are warned of while they can be raised.
 */
const MILDER: readonly string[] = ['007', '027', '039', '043', '044', '056'];

async function findingsOf({ file }: Case) {
  const content = readFileSync(`${CASES}/access-analyzer/${file}`, 'utf8');
  return (await lintFiles([{ path: file, content }])).findings;
}

describe('the checks of IAM Access Analyzer', () => {
  test('are all here', () => {
    expect(readdirSync(`${CASES}/access-analyzer`).sort()).toEqual(cases.map(({ file }) => file).sort());
    const judged = cases.filter(({ kind }) => kind !== 'ok').map(({ file }) => file.slice(0, 3));
    expect(Object.keys(WANTED).sort()).toEqual(judged.sort());
  });

  test.each(cases.filter(({ kind }) => kind !== 'ok'))('$file: $check', async (each) => {
    const id = each.file.slice(0, 3);
    const [rule, message] = WANTED[id] ?? ['', /^$/];
    const findings = await findingsOf(each);
    const found = findings.filter(({ code }) => code === rule);
    expect(found.map((finding) => finding.message)).toContainEqual(expect.stringMatching(message));
    if (each.kind === 'E' && !MILDER.includes(id)) {
      expect(findings.map(({ severity }) => severity)).toContain('error');
    }
  });

  test.each(cases.filter(({ kind }) => kind === 'ok'))('$file: $check is silent', async (each) => {
    expect(await findingsOf(each)).toEqual([]);
  });
});
