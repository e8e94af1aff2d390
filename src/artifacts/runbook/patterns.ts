import { coversAll, patternInWords } from '../../kubernetes/names.js';
import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { accountKey } from '../../model/build.js';
import type { AccessModel, Role, Subject } from '../../model/types.js';
import { usesIrsa, usesPodIdentity } from '../../spec/mechanism.js';
import { isSubjectPattern } from '../../spec/subjects.js';

/** A role that service accounts may have of which only a pattern is known, and what gives it to each. */
interface PatternRole {
  readonly role: string;
  readonly subjects: readonly { readonly key: string; readonly words: string }[];
  readonly annotation?: string;
  /** The arguments of `aws eks create-pod-identity-association`. */
  readonly association?: { readonly region: string; readonly cluster: string; readonly roleArn: string };
}

/** The roles that trust service accounts by a pattern. */
export function buildPatternRoles(model: AccessModel): readonly PatternRole[] {
  return model.roles.flatMap((role) => patternRole(role, model));
}

function patternRole({ name, arn, mechanism, subjects }: Role, model: AccessModel): readonly PatternRole[] {
  const patterns = subjects.filter(isSubjectPattern);
  if (patterns.length === 0) return [];
  const { region, name: cluster } = model.spec.cluster;
  return [
    {
      role: name,
      subjects: patterns.map((subject) => ({ key: accountKey(subject), words: inWords(subject) })),
      ...(usesIrsa(mechanism) ? { annotation: `${ROLE_ARN}=${arn}` } : {}),
      ...(usesPodIdentity(mechanism) ? { association: { region, cluster, roleArn: arn } } : {}),
    },
  ];
}

/** Whom a pattern lets in. */
function inWords({ namespace, serviceAccount }: Subject): string {
  const accounts = coversAll(serviceAccount)
    ? 'any service account'
    : patternInWords('service account', serviceAccount);
  return `${accounts} of ${patternInWords('namespace', namespace)}`;
}
