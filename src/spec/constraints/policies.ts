import { awsManagedPolicy, parseArn } from '../../aws/arns.js';
import {
  isLikeSessionTag,
  principalTagsIn,
  SESSION_TAGS,
  TAG_BOUND_POLICIES,
} from '../../aws/session-tags.js';
import type { FieldPath } from '../../diagnostics.js';
import { matchesPattern, parsePattern } from '../../iam/evaluate/pattern.js';
import { checkConditionValue } from '../../iam/names.js';
import type { AllowStatement } from '../../iam/policy.js';
import { oneOf } from '../../text/nearest.js';
import { quote } from '../../text/quote.js';
import { usesIrsa, usesPodIdentity } from '../mechanism.js';
import { forEach, forEachEntry } from '../readable.js';
import { checkPartition } from './partition.js';
import { eachWorkload, forEachRepeated, type Rule, type RuleContext } from './rule.js';

const policiesBelong = eachWorkload(({ identity, policyArns }, path, context) => {
  const { cluster } = context.spec;
  forEach(policyArns, (arn, index) => {
    const where = [...path, 'policyArns', index];
    checkPartition(arn, where, context);
    const account = parseArn(arn)?.accountId;
    if (account === 'aws' || account === cluster.accountId || identity.roleOwner === 'existing') return;
    const message = `${quote(arn)} is in another account than the role`;
    context.report.error(
      'spec/policy-account',
      where,
      message,
      `use a policy of ${cluster.accountId}, or one of AWS`,
    );
  });
});

const policiesOnce = eachWorkload(({ policyArns }, path, { report }) => {
  forEachRepeated(
    policyArns,
    (arn) => arn,
    (arn, index) => {
      report.error(
        'spec/duplicate-policy-arn',
        [...path, 'policyArns', index],
        `${quote(arn)} is listed twice`,
        'list it once',
      );
    },
  );
});

function eachStatement(
  rule: (statement: AllowStatement, path: FieldPath, context: RuleContext) => void,
): Rule {
  return eachWorkload(({ statements }, path, context) => {
    forEach(statements, (statement, index) => {
      rule(statement, [...path, 'statements', index], context);
    });
  });
}

const sidsOnce = eachWorkload(({ statements }, path, { report }) => {
  forEachRepeated(
    statements,
    ({ sid }) => sid,
    ({ sid }, index, first) => {
      const message = `${quote(sid)} is the sid of statements[${first}] as well`;
      report.error(
        'spec/duplicate-sid',
        [...path, 'statements', index, 'sid'],
        message,
        'IAM refuses repeated sids: rename one',
      );
    },
  );
});

const resourcesBelong = eachStatement(({ resources }, path, context) => {
  forEach(resources, (resource, index) => checkPartition(resource, [...path, 'resources', index], context));
});

const conditionsFit = eachStatement(({ conditions }, path, { report }) => {
  forEachEntry(conditions, (operator, keys) => {
    forEachEntry(keys, (key, values) => {
      forEach(values, (value) => {
        const refused = checkConditionValue(operator, value);
        if (refused === undefined) return;
        const where = [...path, 'conditions', operator, key];
        report.error('spec/condition-value', where, `${quote(value)} is no value for ${operator}`, refused);
      });
    });
  });
});

/** Tags of EKS Pod Identity are transitive: whoever goes on to another role passes them on. */
const chainsTagSessions = eachWorkload(({ identity, sessionTags, statements }, path, { report }) => {
  if (!usesPodIdentity(identity.mechanism) || !sessionTags) return;
  const all: string[] = [];
  forEach(statements, ({ actions }) => {
    forEach(actions, (action) => {
      all.push(action.toLowerCase());
    });
  });
  if (all.some((action) => matchesPattern(parsePattern(action), 'sts:tagsession'))) return;
  forEach(statements, ({ actions }, index) => {
    forEach(actions, (action, at) => {
      if (action.toLowerCase() !== 'sts:assumerole') return;
      report.warning(
        'spec/tag-session',
        [...path, 'statements', index, 'actions', at],
        `${quote(action)} alone does not pass on the session's tags, which EKS Pod Identity sets`,
        'add sts:TagSession, here and in the trust policy of the other role',
      );
    });
  });
});

/** Sessions of IRSA have no tags but those of the role, and neither have others where the tags are off. */
const tagsOfSession = eachWorkload((workload, path, { spec, report }) => {
  const { identity, policyArns, statements, sessionTags } = workload;
  const byIrsa = usesIrsa(identity.mechanism);
  if ((!byIrsa && sessionTags) || identity.roleOwner === 'existing') return;
  const check = (tag: string | undefined, where: FieldPath, says: string) => {
    if (tag === undefined || !SESSION_TAGS.includes(tag.toLowerCase()) || tag in spec.tags) return;
    report.warning(
      'spec/session-tags-absent',
      where,
      `${says} compares with the session's tag ${quote(tag)}, which ${byIrsa ? 'irsa does not set' : 'sessionTags: false leaves out'}`,
      `${byIrsa ? 'set identity.mechanism: pod-identity' : 'take sessionTags out'}, or take a policy that asks for no tags`,
    );
  };
  forEach(policyArns, (arn, index) => {
    const name = awsManagedPolicy(arn) ?? '';
    check(TAG_BOUND_POLICIES[name], [...path, 'policyArns', index], name);
  });
  forEachTag(statements, [...path, 'statements'], (tag, where, text) => check(tag, where, quote(text)));
});

/** The role's own tags are tags of its sessions, too, so that only a name like one of EKS's is taken for a slip. */
const tagsSpelled = eachWorkload(({ identity, statements }, path, { spec, report }) => {
  if (identity.roleOwner === 'existing') return;
  forEachTag(statements, [...path, 'statements'], (tag, where, text) => {
    if (SESSION_TAGS.includes(tag.toLowerCase()) || !isLikeSessionTag(tag) || tag in spec.tags) return;
    report.warning(
      'spec/session-tag-unknown',
      where,
      `${quote(text)} names the tag ${quote(tag)}, which neither sessions nor the role have`,
      oneOf(tag, SESSION_TAGS),
    );
  });
});

/** The tags of the principal that statements read, each with where and in which text. */
function forEachTag(
  statements: readonly AllowStatement[],
  path: FieldPath,
  visit: (tag: string, where: FieldPath, text: string) => void,
): void {
  const inText = (text: string, where: FieldPath) => {
    for (const tag of principalTagsIn(text)) visit(tag, where, text);
  };
  forEach(statements, ({ resources, conditions }, index) => {
    forEach(resources, (text, at) => inText(text, [...path, index, 'resources', at]));
    forEachEntry(conditions, (operator, keys) => {
      forEachEntry(keys, (key, values) => {
        const where = [...path, index, 'conditions', operator, key];
        inText(key, where);
        forEach(values, (text) => inText(text, where));
      });
    });
  });
}

/** What must hold of `workloads[].policyArns` and `workloads[].statements` besides what the rules of `lint` say of any policy. */
export const policyRules: readonly Rule[] = [
  policiesBelong,
  policiesOnce,
  sidsOnce,
  resourcesBelong,
  conditionsFit,
  chainsTagSessions,
  tagsOfSession,
  tagsSpelled,
];
