import { type PolicyDocument, parsePolicyDocument } from '../../iam/document.js';
import { evaluate } from '../../iam/evaluate/index.js';
import { type Link, type PolicyFact, plainValue, type RoleFact, type Span } from '../../readers/index.js';
import { identitiesOf } from '../identities.js';
import { roleFile } from '../identity-examples.js';
import type { Report, Rule, RuleContext } from '../rule.js';
import { policyWithRoot } from '../subjects.js';

const READ = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' }],
});
const blocks = (boundary: string) => `resource "aws_iam_policy" "boundary" {
  name   = "boundary"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "${boundary}", Resource = "arn:aws:s3:::photos/*" }]
  })
}

resource "aws_iam_role_policy" "photos" {
  name   = "photos"
  role   = aws_iam_role.photos.name
  policy = jsonencode(${READ})
}`;
const more = 'permissions_boundary = aws_iam_policy.boundary.arn';

export const boundaryBlocks: Rule = {
  id: 'IRSA127',
  name: 'boundary-blocks',
  severity: 'error',
  family: 'cross-file',
  summary: 'The permissions boundary of a role allows what the policies of the role allow.',
  why: 'A boundary caps: an action is allowed only where policy and boundary both allow it. A grant outside it has no effect.',
  error:
    'AccessDenied: … is not authorized to perform: s3:GetObject … because no permissions boundary allows the s3:GetObject action',
  fix: 'Allow the action in the boundary, or take it out of the policy.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html',
  examples: {
    bad: [roleFile({ more, blocks: blocks('s3:PutObject') })],
    good: [roleFile({ more, blocks: blocks('s3:Get*') })],
  },
  *check(context) {
    const byId = new Map(context.inventory.policies.map((policy) => [policy.id, policy]));
    const byArn = new Map(
      context.inventory.policies.flatMap((policy) =>
        policy.arn?.known ? [[policy.arn.value, policy] as const] : [],
      ),
    );
    const find = ({ fact, value }: Link) =>
      byId.get(fact ?? '') ?? (value.known ? byArn.get(value.value) : undefined);
    const { rolesById } = identitiesOf(context.inventory);
    for (const { role: link, policy } of context.inventory.attachments) {
      const role = rolesById.get(link.fact ?? '');
      const granted = find(policy);
      const boundary = role?.permissionsBoundary === undefined ? undefined : find(role.permissionsBoundary);
      if (role === undefined || granted === undefined || boundary === undefined) continue;
      yield* blocked(context, role, granted, boundary);
    }
  },
};

function* blocked(
  context: RuleContext,
  role: RoleFact,
  granted: PolicyFact,
  boundary: PolicyFact,
): Iterable<Report> {
  const cap = documentOf(boundary);
  if (cap === undefined) return;
  const policy = policyWithRoot(context, granted.document);
  for (const { effect, actions, resources, place } of policy?.statements ?? []) {
    if (effect !== 'Allow' || actions === undefined || resources === undefined) continue;
    for (const action of actions.values) {
      const known = resources.values.filter((resource) => resource.known);
      const resource = known[0];
      if (!action.known || /[*?]/.test(action.text) || resource === undefined) continue;
      if (!known.every(({ text }) => isBlocked(cap, action.text, text))) continue;
      yield report(action.place ?? place, action.text, resource.text, boundary, role);
    }
  }
}

function documentOf({ document }: PolicyFact): PolicyDocument | undefined {
  const plain = plainValue(document);
  const parsed = plain === undefined ? undefined : parsePolicyDocument(plain.value);
  return parsed?.ok ? parsed.document : undefined;
}

/** Whether the boundary certainly does not allow it: conditions may be met or not. */
function isBlocked(document: PolicyDocument, action: string, resource: string): boolean {
  const request = {
    principal: 'arn:aws:sts::111122223333:assumed-role/role/session',
    action,
    resource,
    context: {},
  };
  const { statements } = evaluate(request, { kind: 'identity', identity: [{ name: 'boundary', document }] });
  if (statements.some(({ code }) => code === 'condition-not-met' || code === 'left-open')) return false;
  const applying = statements.filter(({ applies }) => applies);
  if (applying.some(({ effect, conditions }) => effect === 'Deny' && conditions.length === 0)) return true;
  return !applying.some(({ effect }) => effect === 'Allow');
}

function report(place: Span, action: string, resource: string, boundary: PolicyFact, role: RoleFact): Report {
  return {
    place,
    message: `the permissions boundary does not allow ${action} on ${resource}, so this grant has no effect`,
    help: 'allow it in the boundary, or take it out',
    related: [
      { place: boundary.place, message: 'the boundary' },
      { place: role.place, message: 'the role' },
    ],
  };
}
