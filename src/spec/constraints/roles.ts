import { parseArn } from '../../aws/arns.js';
import { GRANT_KINDS, grantsOf } from '../../grants/index.js';
import { listWords, quote } from '../../text/quote.js';
import { usesPodIdentity } from '../mechanism.js';
import { fieldsAt } from '../schema-tree.js';
import { checkPartition } from './partition.js';
import { eachWorkload, type Rule } from './rule.js';

const arnGiven = eachWorkload(({ identity, roleArn }, path, { report }) => {
  if (identity.roleOwner !== 'existing' || roleArn !== undefined) return;
  report.error(
    'spec/missing-role-arn',
    [...path, 'roleArn'],
    'is missing, but roleOwner is existing',
    'write the ARN of the existing role, or use another roleOwner',
  );
});

const grantsSomething = eachWorkload((workload, path, { given, report }) => {
  const { policyArns, statements, program, targetRoleArn } = workload;
  if (workload.identity.roleOwner === 'existing') return;
  if (grantsOf(workload).length + policyArns.length + statements.length > 0) return;
  if (program !== undefined || targetRoleArn !== undefined) return;
  // A field that is none may be a misspelt one of these.
  if (Object.keys(given(path) ?? {}).some((name) => !fieldsAt(path).includes(name))) return;
  const fields = [...GRANT_KINDS.map(({ field }) => field), 'policyArns', 'statements'];
  const help = `give it at least one of ${listWords(fields)}`;
  report.error('spec/grants-nothing', path, 'grants nothing to its role', help);
});

const arnBelongs = eachWorkload(({ identity, roleArn }, path, context) => {
  const { cluster } = context.spec;
  if (roleArn === undefined) return;
  const where = [...path, 'roleArn'];
  checkPartition(roleArn, where, context);
  const account = parseArn(roleArn)?.accountId;
  if (account === cluster.accountId) return;
  if (usesPodIdentity(identity.mechanism)) {
    const message = `${quote(roleArn)} is in another account than the cluster, which pod-identity does not take`;
    const help = `use a role of ${cluster.accountId}, or mechanism: irsa`;
    context.report.error('spec/role-account', where, message, help);
  } else {
    const message = `${quote(roleArn)} is in another account than the cluster`;
    const help = `this works once ${account} has an OIDC provider for this cluster's issuer and the role trusts it`;
    context.report.warning('spec/role-account', where, message, help);
  }
});

/** What must hold of each workload's role. */
export const roleRules: readonly Rule[] = [arnGiven, grantsSomething, arnBelongs];
