import type { Catalog } from '../../iam/catalog/types.js';
import { isTypo } from '../../text/nearest.js';
import {
  type Action,
  actionsIn,
  isService,
  matchingActions,
  nearestAction,
  nearestService,
} from '../actions.js';
import { policyFile } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Report, Rule, RuleContext } from '../rule.js';
import { suggestion } from '../safe-fixes.js';
import { quoted } from '../text.js';
import { allowedBy } from './action-is-api-name.js';

const READ = { Effect: 'Allow', Resource: 'arn:aws:s3:::photos/*' };

export const actionUnknown: Rule = {
  id: 'IRSA027',
  name: 'action-unknown',
  severity: 'error',
  family: 'actions',
  summary: 'An action exists.',
  why: "IAM accepts most misspelt actions, and grants nothing by them. What is near an action of AWS's reference is taken for a slip; what is not may be newer than the reference that this release knows (`irsa-forge --version`), and is a warning.",
  error: 'AccessDenied: … is not authorized to perform: s3:GetObject',
  fix: "Write the action as the service's reference does.",
  reference:
    'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
  examples: {
    bad: policyFile({ ...READ, Action: ['s3:GetObjcet', 's33:GetObject'] }),
    good: policyFile({ ...READ, Action: ['s3:GetObject', 's3:Get*Tagging'] }),
  },
  *check(context) {
    for (const { actions, notActions } of context.statements) {
      for (const action of [...actionsIn(actions), ...actionsIn(notActions)]) {
        const report = judge(action, context);
        if (report !== undefined) yield report;
      }
    }
  },
};

function judge(action: Action, context: RuleContext): Report | undefined {
  const { catalog } = context;
  const { service, name, text } = action;
  if (catalog.isUndocumented(service, name) || allowedBy(action) !== undefined) return undefined;
  if (!isService(catalog, service)) {
    const other = aliasOf(service) ?? nearestService(catalog, service);
    const message = `there is no service "${service}"`;
    const right = other !== undefined && exists(catalog, other, name) ? `${other}:${name}` : undefined;
    const isCertain = aliasOf(service) !== undefined || isTypo(service, other ?? '');
    return reportOf(action, message, right, right !== undefined && isCertain, context);
  }
  if (/[*?]/.test(name) || matchingActions(catalog, action)?.length !== 0) return undefined;
  const guess = nearestAction(catalog, service, name);
  const right = guess === undefined ? undefined : `${service}:${guess}`;
  const message = `${service} has no action ${quoted(text)}`;
  return reportOf(action, message, right, guess !== undefined && isTypo(name, guess), context);
}

const exists = (catalog: Catalog, service: string, name: string) =>
  (catalog.actions(service, name) ?? []).length > 0;

function reportOf(
  { text }: Action,
  message: string,
  right: string | undefined,
  isCertain: boolean,
  context: RuleContext,
): Report {
  if (right === undefined) return { place: text.place, message, severity: 'warning' };
  const fix = suggestion(replaceIn(context, text.node, [text.text, right], `write ${right}`));
  return {
    place: text.place,
    message,
    help: `did you mean ${right}?`,
    ...(isCertain ? {} : { severity: 'warning' as const }),
    fix,
  };
}

/** What SDKs, consoles and endpoints call a service whose actions have another prefix. */
const ALIASES: Readonly<Record<string, string>> = {
  monitoring: 'cloudwatch',
  email: 'ses',
  sesv2: 'ses',
  sfn: 'states',
  stepfunctions: 'states',
  elb: 'elasticloadbalancing',
  elbv2: 'elasticloadbalancing',
  efs: 'elasticfilesystem',
  emr: 'elasticmapreduce',
  eventbridge: 'events',
  cloudwatchlogs: 'logs',
  'cloudwatch-logs': 'logs',
  dynamodbstreams: 'dynamodb',
  msk: 'kafka',
  apigatewayv2: 'apigateway',
  documentdb: 'rds',
  docdb: 'rds',
  'bedrock-runtime': 'bedrock',
  'bedrock-agent': 'bedrock',
  'bedrock-agent-runtime': 'bedrock',
  'sagemaker-runtime': 'sagemaker',
  parameterstore: 'ssm',
  cognito: 'cognito-idp',
};

const aliasOf = (service: string) => (Object.hasOwn(ALIASES, service) ? ALIASES[service] : undefined);
