import { isPartition, PARTITIONS, partitionOf } from '../../aws/partitions.js';
import { type ArnText, arnOf, isPlain, policyArns } from '../arns.js';
import { policyFile } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Policy } from '../policies.js';
import type { Rule } from '../rule.js';
import { fixIn, suggestion } from '../safe-fixes.js';

const USE = { Effect: 'Allow', Action: 'kms:Decrypt' };
const KEY = 'kms:cn-north-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

export const arnPartition: Rule = {
  id: 'IRSA018',
  name: 'arn-partition',
  severity: 'error',
  family: 'policy-grammar',
  summary: "An ARN's partition exists, and is that of its region and of its role.",
  why: 'China and GovCloud are partitions of their own, aws-cn and aws-us-gov: an ARN that begins with arn:aws: names nothing there.',
  error: 'MalformedPolicyDocument: Partition "aws" is not valid for resource "arn:aws:…"',
  fix: 'Write the partition of the account, in Terraform with data.aws_partition.current.partition.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
  examples: {
    bad: policyFile({ ...USE, Resource: [`arn:aws:${KEY}`, 'arn::s3:::photos/*'] }),
    good: policyFile({ ...USE, Resource: `arn:aws-cn:${KEY}` }),
  },
  *check(context) {
    for (const { text, policy, statement } of policyArns(context)) {
      const arn = arnOf(text);
      if (arn === undefined || !isPlain(arn.partition)) continue;
      const want = wantedPartition(arn, policy);
      if (isPartition(arn.partition) && (want === undefined || want.name === arn.partition)) continue;
      const name = want?.name ?? (arn.partition === '' ? 'aws' : undefined);
      const fix =
        want &&
        replaceIn(context, text.node, [`arn:${arn.partition}:`, `arn:${want.name}:`], `write ${want.name}`);
      yield {
        place: text.place,
        message: isPartition(arn.partition)
          ? `the partition "${arn.partition}" is not that of ${want?.why}`
          : `there is no partition "${arn.partition}"`,
        help:
          name === undefined
            ? `use one of ${PARTITIONS.map((each) => each.name).join(', ')}`
            : `write arn:${name}:…`,
        fix: fixIn(statement, want?.ofIssuer === true ? suggestion(fix) : fix),
      };
    }
  },
};

interface WantedPartition {
  readonly name: string;
  readonly why: string;
  /** Whether the issuer of a provider says it. */
  readonly ofIssuer?: true;
}

/** What the ARN's own region says, or else the role or policy that holds it. */
function wantedPartition(arn: ArnText, { arn: own }: Policy): WantedPartition | undefined {
  const ofRegion = partitionOf(arn.region);
  if (ofRegion !== undefined) return { name: ofRegion.name, why: `the region ${arn.region}` };
  const issuerRegion = /^oidc-provider\/oidc\.eks\.([a-z0-9-]+)\./.exec(arn.resource)?.[1] ?? '';
  const ofIssuer = partitionOf(issuerRegion);
  if (ofIssuer !== undefined)
    return { name: ofIssuer.name, why: `the issuer in ${issuerRegion}`, ofIssuer: true };
  if (own === undefined) return undefined;
  const start = own.known ? own.value : own.parts?.[0];
  const name = typeof start === 'string' ? /^arn:([a-z-]+):/.exec(start)?.[1] : undefined;
  return name === undefined ? undefined : { name, why: `its role or policy, which is in ${name}` };
}
