import { groupBy } from '../../collections.js';
import { type Action, actionsIn } from '../actions.js';
import { grantsIn } from '../boundary.js';
import { policyFile } from '../examples.js';
import { mayBeForPods } from '../holders.js';
import type { Statement } from '../policies.js';
import type { Report, Rule } from '../rule.js';
import { quoted } from '../text.js';

export const actionServiceWildcard: Rule = {
  id: 'IRSA030',
  name: 'action-service-wildcard',
  severity: 'warning',
  family: 'actions',
  summary: 'No statement allows every action of a service.',
  why: 's3:* lets a pod make the bucket public, replicate it to another account or delete it; a web application needs none of that.',
  error: 'None, until somebody uses it.',
  fix: 'Name the actions: s3:GetObject, s3:PutObject, s3:ListBucket …',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
  examples: {
    bad: policyFile({
      Effect: 'Allow',
      Action: 's3:*',
      Resource: ['arn:aws:s3:::photos', 'arn:aws:s3:::photos/*'],
    }),
    good: policyFile({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' }),
  },
  *check(context) {
    const byPolicy = groupBy(grantsIn(context).flatMap(wholeServices), ({ statement }) => statement.policy);
    for (const [policy, found] of byPolicy) {
      if (mayBeForPods(context, policy)) {
        for (const each of groupBy(found, ({ statement }) => statement).values()) yield* inOne(each);
      } else for (const report of inOne(found)) yield { ...report, severity: 'info' };
    }
  },
};

interface WholeService {
  readonly statement: Statement;
  readonly action: Action;
}

const wholeServices = (statement: Statement): readonly WholeService[] =>
  actionsIn(statement.actions)
    .filter(({ name }) => /^\*+$/.test(name))
    .map((action) => ({ statement, action }));

const SHOWN = 5;

/** One finding, however many services there are. */
function* inOne(found: readonly WholeService[]): Iterable<Report> {
  const [first] = found;
  if (first === undefined) return;
  const services = [...new Set(found.map(({ action }) => action.service))];
  const texts = [...new Set(found.map(({ action }) => quoted(action.text)))];
  const shown = `${texts.slice(0, SHOWN).join(', ')}${texts.length > SHOWN ? ` and ${texts.length - SHOWN} more` : ''}`;
  yield {
    place: first.action.text.place,
    message:
      services.length === 1
        ? `${shown} allows every action of ${services[0]}`
        : `${shown} allow every action of ${services.length} services`,
    help: 'name the actions that it needs',
  };
}
