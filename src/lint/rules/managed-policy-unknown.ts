import { CATALOG_SOURCES } from '../../iam/catalog/sources.js';
import { nameIn, whyNoPolicy } from '../../iam/managed/names.js';
import type { Known } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { replaceIn } from '../fixes.js';
import type { Report, Rule, RuleContext } from '../rule.js';
import { terraformFile, terraformRole } from '../terraform-examples.js';

const attached = (arn: string) => terraformFile(terraformRole('ebs-csi', `managed_policy_arns = ["${arn}"]`));

export const managedPolicyUnknown: Rule = {
  id: 'IRSA193',
  name: 'managed-policy-unknown',
  severity: 'error',
  family: 'names-and-quotas',
  summary: "A policy of AWS's own exists under the name and path that is attached, or is a boundary.",
  why: 'The path is part of the ARN: AmazonEBSCSIDriverPolicy is under service-role/, and nowhere else. A name that this release does not know may be newer, and is a warning.',
  error:
    'NoSuchEntity: Policy arn:aws:iam::aws:policy/AmazonEBSCSIDriverPolicy does not exist or is not attachable.',
  fix: 'Write the ARN as the reference of managed policies does.',
  reference: 'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html',
  examples: {
    bad: attached('arn:aws:iam::aws:policy/AmazonEBSCSIDriverPolicy'),
    good: attached('arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy'),
  },
  *check(context) {
    const { attachments, boundaries, roles } = context.inventory;
    const links = [
      ...[...attachments, ...boundaries].map(({ policy }) => policy.value),
      ...roles.flatMap(({ permissionsBoundary }) => permissionsBoundary?.value ?? []),
    ];
    for (const value of links) {
      const report = judge(value, context);
      if (report !== undefined) yield report;
    }
  },
};

function judge(value: Known<string>, context: RuleContext): Report | undefined {
  const [, partition = '', path] =
    (value.known && /^arn:([^:]*):iam::aws:policy\/(.+)$/.exec(value.value)) || [];
  if (!value.known || path === undefined) return undefined;
  const none = whyNoPolicy(path, context.catalog.managedPolicies);
  if (none === undefined) return undefined;
  const { place } = value;
  if (none.why === 'linked')
    return {
      place,
      message: `${nameIn(path)} is the policy of a service-linked role, and cannot be attached`,
    };
  if (none.why === 'path') {
    const right = `policy/${none.meant}`;
    const node = { kind: 'scalar', value: value.value, place, literal: true } as const;
    const fix = replaceIn(context, node, [`policy/${path}`, right], `write ${right}`);
    return {
      place,
      message: `AWS has no policy ${quote(path)}: the path is wrong`,
      help: `write arn:${partition}:iam::aws:${right}`,
      ...(fix === undefined ? {} : { fix: { ...fix, unsafe: true as const } }),
    };
  }
  const isKnown = none.why === 'slip';
  return {
    place,
    message: `AWS ${isKnown ? 'has' : 'had'} no policy ${quote(path)}${isKnown ? '' : ` on ${CATALOG_SOURCES.managedPolicies.date}`}`,
    ...(none.meant === undefined
      ? { help: 'see that it exists: `aws iam get-policy --policy-arn …` tells' }
      : { help: `did you mean arn:${partition}:iam::aws:policy/${none.meant}?` }),
    ...(isKnown ? {} : { severity: 'warning' as const }),
  };
}
