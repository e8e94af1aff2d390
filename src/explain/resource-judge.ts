import {
  type AuthorizationRequest,
  evaluate,
  type RequestContext,
  type StatementTrace,
} from '../iam/evaluate/index.js';
import type { Span } from '../readers/index.js';
import { type Applies, best, type Certainty, every, weigh } from './certainty.js';
import { asksFor, doubtOf, weighBoth } from './permissions.js';
import type { Gaps, ReadPolicy } from './policy.js';
import { type CallerNames, type Named, NOBODY, namedBy } from './principal.js';
import type { RequestKeys } from './request.js';

/** One statement of a policy that names principals, with what is certain of it. */
interface NamingStatement extends Applies {
  readonly trace: StatementTrace;
  /** What of it is unknown, but for whom it names. */
  readonly gaps: Gaps;
  readonly place: Span;
  readonly named: Named;
}

/** What the policy of a resource, or the trust policy of a role, says to a caller's request. */
export interface OtherSideSays {
  readonly denied: Certainty;
  /** Whether it lets the caller in, by each way of naming it. */
  readonly lets: Named;
  readonly statements: readonly NamingStatement[];
  readonly doubts: readonly string[];
  /** Why AWS would refuse the document. */
  readonly refused: readonly string[];
}

/** Weighs a policy that names principals against a request. */
export function judgeNaming(
  policy: ReadPolicy,
  kind: 'resource' | 'trust',
  request: Omit<AuthorizationRequest, 'context'>,
  keys: RequestKeys,
  caller: CallerNames,
): OtherSideSays {
  const itself = { name: policy.name, document: policy.document };
  const set = kind === 'trust' ? ({ kind, trust: itself } as const) : ({ kind, resource: itself } as const);
  const tracesIn = (context: RequestContext) => evaluate({ ...request, context }, set).statements;
  const others = asksFor(policy.document, keys.orAbsent)
    ? tracesIn({ ...keys.context, ...keys.orAbsent })
    : undefined;
  const statements = tracesIn(keys.context).map((trace, index): NamingStatement => {
    const own = policy.statements.get(trace.index);
    const gaps = own?.gaps ?? new Set<string>();
    const who = namedBy(trace.principal, gaps, caller);
    const rest = new Set([...gaps].filter((gap) => !/Principal$/.test(gap)));
    const weighed = (item: StatementTrace) => weigh(withoutPrincipal(item), rest, keys, request);
    const other = others?.[index];
    const applies = weighBoth(weighed(trace), other && weighed(other), keys.orAbsent);
    const lets = (way: Certainty) => every([way, applies.certainty]);
    const named = { role: lets(who.role), account: lets(who.account), everybody: lets(who.everybody) };
    return {
      ...{ trace: withoutPrincipal(trace), gaps: rest, place: own?.place ?? policy.place },
      ...{ ...applies, named, certainty: best(Object.values(named)) },
    };
  });
  const doubts = [
    ...policy.missing.map((reason) => `${policy.name} may hold more: ${reason}`),
    ...statements.filter(({ certainty }) => certainty === 'maybe').map((statement) => doubtOf(statement)),
  ];
  return {
    denied: mayBeMore(policy, best(of(statements, 'Deny').map(({ certainty }) => certainty))),
    lets: letsIn(policy, of(statements, 'Allow')),
    ...{ statements, doubts },
    refused: policy.problems.map(({ message }) => message),
  };
}

const of = (statements: readonly NamingStatement[], effect: 'Allow' | 'Deny') =>
  statements.filter(({ trace }) => trace.effect === effect);

function letsIn(policy: ReadPolicy, allows: readonly NamingStatement[]): Named {
  if (allows.length === 0 && policy.missing.length === 0) return NOBODY;
  const by = (way: keyof Named) => mayBeMore(policy, best(allows.map(({ named }) => named[way])));
  return { role: by('role'), account: by('account'), everybody: by('everybody') };
}

/** Statements that are not in the files may say anything. */
function mayBeMore({ missing }: ReadPolicy, certainty: Certainty): Certainty {
  return certainty === 'no' && missing.length > 0 ? 'maybe' : certainty;
}

/** The statement as if it named everybody: who is named is weighed apart. */
function withoutPrincipal(trace: StatementTrace): StatementTrace {
  if (trace.principal === undefined) return trace;
  return { ...trace, principal: { ...trace.principal, element: 'Principal', covers: true } };
}
