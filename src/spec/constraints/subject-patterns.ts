import { coversAll, isPattern, patternInWords } from '../../kubernetes/names.js';
import { quote } from '../../text/quote.js';
import { accountKey, isSubjectPattern } from '../subjects.js';
import { ownerPath } from './identity.js';
import { eachWorkload, type Rule, type WorkloadRule } from './rule.js';

/** A rule that asks every workload whose namespace or service account is a pattern. */
function eachPattern(rule: WorkloadRule): Rule {
  return eachWorkload((workload, path, context) => {
    if (isSubjectPattern(workload)) rule(workload, path, context);
  });
}

const ownersFit = eachPattern((workload, path, { wrote, report }) => {
  const pattern = quote(accountKey(workload));
  const { roleOwner, serviceAccountOwner } = workload.identity;
  if (roleOwner !== 'terraform')
    report.error(
      'spec/pattern-role-owner',
      ownerPath(wrote, path, 'roleOwner'),
      `${quote(roleOwner)} cannot be for ${pattern}, which stands for many service accounts`,
      'use roleOwner: terraform, which writes the trust policy for them, or name one service account',
    );
  if (serviceAccountOwner !== 'existing')
    report.error(
      'spec/pattern-service-account-owner',
      ownerPath(wrote, path, 'serviceAccountOwner'),
      `${quote(serviceAccountOwner)} makes one service account, and ${pattern} stands for many`,
      'use serviceAccountOwner: existing for this workload: whoever makes the service accounts annotates them',
    );
});

const nothingMade = eachPattern((workload, path, { report }) => {
  if (!workload.createNamespace) return;
  report.error(
    'spec/pattern-namespace',
    [...path, 'createNamespace'],
    `true, but no manifests are made for ${quote(accountKey(workload))}`,
    'leave createNamespace out',
  );
});

const breadth = eachPattern(({ namespace, serviceAccount }, path, { report }) => {
  const anyAccount = coversAll(serviceAccount);
  if (anyAccount && coversAll(namespace)) {
    report.error(
      'spec/pattern-everything',
      [...path, 'serviceAccount'],
      `${quote(serviceAccount)} in namespace ${quote(namespace)} is every service account of the cluster`,
      'say at least how the namespaces or the service accounts begin, such as pr-*',
    );
    return;
  }
  if (!anyAccount && !isPattern(namespace)) return;
  const accounts = anyAccount ? 'any service account' : patternInWords('service account', serviceAccount);
  report.warning(
    'spec/pattern-breadth',
    [...path, isPattern(namespace) ? 'namespace' : 'serviceAccount'],
    `lets ${accounts} of ${patternInWords('namespace', namespace)} have the role`,
    isPattern(namespace)
      ? 'whoever may make such a namespace gets what the role may do: see that this is meant'
      : 'whoever may make a service account or a pod there gets what the role may do: name service accounts, or see that this is meant',
  );
});

/** What must hold of workloads for more than one service account. */
export const subjectPatternRules: readonly Rule[] = [ownersFit, nothingMade, breadth];
