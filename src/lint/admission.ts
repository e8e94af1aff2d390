import type { RoleFact } from '../readers/index.js';
import { covers } from './actions.js';
import type { Policy, Statement } from './policies.js';
import type { RuleContext } from './rule.js';
import type { Text } from './text.js';

/** How a trust policy meets a role that is to assume its own: `unknown` where it may let it in. */
export interface Admission {
  readonly answer: 'yes' | 'no' | 'unknown';
  /** The statements that let the role in by sts:AssumeRole. */
  readonly by: readonly Statement[];
}

/** Whether a trust policy lets a role in, by its ARN, its account or everyone. */
export function admission(trust: Policy, source: RoleFact, context: RuleContext): Admission {
  const answers = trust.statements.map((statement) => ({
    statement,
    answer: admits(statement, source, context),
  }));
  const by = answers.filter(({ answer }) => answer === 'yes').map(({ statement }) => statement);
  if (by.length > 0) return { answer: 'yes', by };
  const open = !trust.complete || answers.some(({ answer }) => answer === 'unknown');
  return { answer: open ? 'unknown' : 'no', by };
}

function admits(statement: Statement, source: RoleFact, { catalog }: RuleContext): Admission['answer'] {
  if (statement.effect === 'Deny') return 'no';
  if (statement.effect === undefined || !statement.complete || statement.notActions !== undefined)
    return 'unknown';
  if (!covers(catalog, statement.actions, 'sts', 'AssumeRole'))
    return statement.actions?.complete === true ? 'no' : 'unknown';
  const element = statement.node.entries.find(({ key }) => key === 'Principal')?.value;
  if (element === undefined || element.kind === 'unknown') return 'unknown';
  const answers = statement.principals.map(({ element, type, value }) =>
    element === 'NotPrincipal' ? 'unknown' : matches(type, value, source),
  );
  if (answers.includes('yes')) return 'yes';
  return answers.includes('unknown') || hasUnknownValues(element) ? 'unknown' : 'no';
}

function hasUnknownValues(principal: Statement['node']['entries'][number]['value']): boolean {
  if (principal.kind !== 'map') return false;
  if (principal.rest.length > 0) return true;
  return principal.entries.some(
    ({ key, value }) =>
      key === undefined ||
      value.kind === 'unknown' ||
      (value.kind === 'list' &&
        (value.rest.length > 0 || value.items.some(({ kind }) => kind === 'unknown'))),
  );
}

function matches(type: string, value: Text, source: RoleFact): Admission['answer'] {
  if (type !== 'AWS' && type !== '*') return 'no';
  if (value.text === '*') return 'yes';
  const { node } = value;
  const reference = node.kind === 'scalar' || node.kind === 'unknown' ? node.reference : undefined;
  if (reference !== undefined && reference.fact === source.id) return 'yes';
  if (!value.known) return 'unknown';
  const account = /^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$/.exec(value.text)?.[1];
  if (account !== undefined) return !source.account.known || source.account.value === account ? 'yes' : 'no';
  const kind = /^arn:[^:]*:(?:iam::\d{12}:(role|user)|sts::\d{12}:(assumed-role))\/(?:.*\/)?([^/*?]+)$/.exec(
    value.text,
  );
  if (kind === null) return 'unknown';
  const [, own, session, name] = kind;
  // A single session may be the one that the pod has.
  if (session !== undefined) return 'unknown';
  if (own === 'user') return 'no';
  if (source.arn.known) return source.arn.value === value.text ? 'yes' : 'no';
  if (!source.name.known) return 'unknown';
  return name === source.name.value ? 'yes' : 'no';
}
