import type { ElementTrace } from '../iam/evaluate/index.js';
import { best, type Certainty } from './certainty.js';
import { isMark, isWhole, mayEqual } from './known-text.js';
import type { Gaps } from './policy.js';

/** The caller's role in text, known in whole or in part. */
export interface CallerNames {
  readonly roleArn: string;
  readonly account: string;
  readonly partition: string;
  readonly roleName: string;
}

/**
 * How the principals of a statement name the caller: by its role, by its account, or as everybody. Only a role that is
 * named needs no permission of its own.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
export interface Named {
  readonly role: Certainty;
  readonly account: Certainty;
  readonly everybody: Certainty;
}

/** Nobody is named. */
export const NOBODY: Named = { role: 'no', account: 'no', everybody: 'no' };

const ANYBODY: Named = { role: 'maybe', account: 'maybe', everybody: 'maybe' };

/** Weighs the principals of a statement of a resource's policy, or of another role's trust policy. */
export function namedBy(element: ElementTrace | undefined, gaps: Gaps, caller: CallerNames): Named {
  if (element === undefined) return NOBODY;
  // NotPrincipal exempts a session only where account, role and session are all listed, which no file can.
  if (element.element === 'NotPrincipal')
    return { ...NOBODY, everybody: element.covers && !gaps.has('NotPrincipal') ? 'yes' : 'maybe' };
  const anyUnknown = element.values.some(({ value }) => !isWhole(value));
  if (gaps.has('Principal') && !anyUnknown && !element.covers) return ANYBODY;
  const found = element.values.map(({ value }) => nameOf(value, caller));
  return {
    role: best(found.map(({ role }) => role)),
    account: best(found.map(({ account }) => account)),
    everybody: best(found.map(({ everybody }) => everybody)),
  };
}

function nameOf(value: string, { roleArn, account, partition, roleName }: CallerNames): Named {
  if (value === '*' || value === 'AWS: *') return { ...NOBODY, everybody: 'yes' };
  const [, text] = /^AWS: (.*)$/s.exec(value) ?? [];
  if (text === undefined) return NOBODY;
  if (isMark(text)) return ANYBODY;
  const root = `arn:${partition}:iam::${account}:root`;
  if (/^\d{12}$/.test(text) || text.endsWith(':root'))
    return { ...NOBODY, account: compare(text, text.endsWith(':root') ? root : account) };
  if (/:assumed-role\//.test(text)) {
    // Nobody knows the session's name beforehand.
    const own = `arn:${partition}:sts::${account}:assumed-role/${roleName}`;
    return { ...NOBODY, role: compare(text.slice(0, text.lastIndexOf('/')), own) === 'no' ? 'no' : 'maybe' };
  }
  // What IAM shows for a role's ARN: only AWS knows whose id it is.
  if (/^AROA[A-Z0-9]+$/.test(text)) return { ...NOBODY, role: 'maybe' };
  return { ...NOBODY, role: compare(text, roleArn) };
}

function compare(a: string, b: string): Certainty {
  if (a === b) return 'yes';
  return mayEqual(a, b) ? 'maybe' : 'no';
}
