import type { Catalog, CatalogAction, ResourceType } from '../../iam/catalog/types.js';
import { mayOverlap } from '../../iam/overlap.js';
import { type Action, actionsIn, matchingActions } from '../actions.js';
import { arnOf, isPlain } from '../arns.js';
import { policyFile } from '../examples.js';
import type { Statement } from '../policies.js';
import type { Report, Rule, RuleContext } from '../rule.js';
import { quoted, type Text } from '../text.js';

const READ = { Effect: 'Allow', Action: 'dynamodb:GetItem' };

export const actionOtherResource: Rule = {
  id: 'IRSA189',
  name: 'action-other-resource',
  severity: 'error',
  family: 'actions',
  summary: 'An action stands with resources of the kind that it takes.',
  why: 'dynamodb:GetItem is about tables: with the ARN of a bucket it is accepted, and never applies.',
  error: 'AccessDenied: … because no identity-based policy allows the dynamodb:GetItem action',
  fix: 'Give each service a statement of its own, with its own ARNs.',
  reference:
    'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
  examples: {
    bad: policyFile({ ...READ, Resource: 'arn:aws:s3:::carts/*' }),
    good: policyFile({ ...READ, Resource: 'arn:aws:dynamodb:us-east-1:111122223333:table/carts' }),
  },
  *check(context) {
    for (const statement of context.statements) {
      const resources = namedResources(statement, context);
      if (resources === undefined) continue;
      const found = actionsIn(statement.actions).flatMap((action) => judge(action, resources, context) ?? []);
      const isDead = found.length === (statement.actions?.values.length ?? 0);
      for (const { report, isOwn, isKnown } of found) {
        // Long lists of actions and of resources of one service are common, and the reference leaves some out.
        if (isOwn && !isDead) continue;
        yield isDead && isKnown && !isOwn ? report : { ...report, severity: 'warning' };
      }
    }
  },
};

/** The resources of a statement where all are ARNs of services that there are; others are IRSA180's. */
function namedResources(
  { policy, resources }: Statement,
  { catalog }: RuleContext,
): readonly Text[] | undefined {
  if (policy.use === 'trust' || resources?.complete !== true || resources.values.length === 0)
    return undefined;
  const isNamed = (text: Text) => {
    const service = arnOf(text)?.service ?? '';
    return (
      isPlain(service) && (catalog.service(service) !== undefined || catalog.typesOfArn(service).length > 0)
    );
  };
  return resources.values.every(isNamed) ? resources.values : undefined;
}

interface Mismatch {
  readonly report: Report;
  /** Whether a resource is one of the service, though not of the action. */
  readonly isOwn: boolean;
  /** Whether what the service takes is beyond doubt. */
  readonly isKnown: boolean;
}

const KNOWN =
  /^(?:s3|sqs|sns|dynamodb|kms|sts|secretsmanager|lambda|kinesis|firehose|states|ecr|elasticfilesystem|iam|bedrock)$/;

/** Services whose resources all have the forms of the reference. */
const ONE_FORM = /^(?:sts|sqs|sns|dynamodb|lambda|kinesis|firehose|states|ecr|elasticfilesystem|ssm)$/;

function judge(action: Action, resources: readonly Text[], context: RuleContext): Mismatch | undefined {
  const { catalog } = context;
  const found = matchingActions(catalog, action) ?? [];
  const [first] = resources;
  if (first === undefined || !found.some(takesResources)) return undefined;
  if (resources.some((text) => found.some((each) => fits(text, each)))) return undefined;
  const types = found.flatMap((each) => each.resources.map(({ type }) => type));
  const own = [...types, ...(catalog.service(action.service)?.resourceTypes ?? [])].map(serviceOf);
  const isOwn = resources.some((text) => own.includes(arnOf(text)?.service ?? ''));
  // What a pattern covers beside actions on resources takes "*", or what the reference leaves out.
  if (isOwn && !found.every(takesResources)) return undefined;
  // IRSA031, IRSA032 and IRSA041 have better words for these.
  if (isOwn && /^(?:s3|kms)$/.test(action.service)) return undefined;
  if (isOwn && found.every(({ level }) => level === 'tagging')) return undefined;
  if (isOwn && !resources.every((text) => isOtherKind(text, catalog))) return undefined;
  const report: Report = {
    place: action.text.place,
    message: `${quoted(action.text)} never applies: it does not take ${quoted(first)}${resources.length > 1 ? ', nor the rest' : ''}`,
    help: `it takes ${[...new Set(types.map(({ arn }) => arn))].slice(0, 3).join(', ')}`,
    related: [{ place: first.place, message: 'the resource' }],
  };
  return { report, isOwn, isKnown: KNOWN.test(action.service) };
}

const takesResources = ({ resources }: CatalogAction) => resources.length > 0;

const serviceOf = ({ arn }: ResourceType) => arn.split(':')[2] ?? '';

/**
 * Whether an ARN is of a kind that its service has, or of one but for a slash in the place of a colon. What is in
 * no known form may be one that the reference leaves out, such as the secrets that a service of AWS owns.
 */
function isOtherKind(text: Text, { typesOfArn }: Catalog): boolean {
  const arn = arnOf(text);
  if (ONE_FORM.test(arn?.service ?? '')) return true;
  const plain = (resource: string) => resource.replaceAll('/', ':');
  return typesOfArn(arn?.service ?? '').some((type) =>
    mayOverlap(plain(arn?.resource ?? ''), plain(resourceOf(type))),
  );
}

const resourceOf = ({ arn }: ResourceType) => arn.split(':').slice(5).join(':');

/** By service and resource; region and account are IRSA182's. */
function fits(text: Text, { resources }: CatalogAction): boolean {
  const arn = arnOf(text);
  if (arn === undefined) return true;
  return resources.some(({ type }) => {
    const service = serviceOf(type);
    const isSame = service === arn.service || !isPlain(service) || service.includes('$');
    return isSame && mayOverlap(arn.resource, resourceOf(type));
  });
}
