import type { Command } from '../../grants/index.js';
import { coversAll, patternInWords } from '../../kubernetes/names.js';
import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import type { AccessModel, Role } from '../../model/types.js';
import { usesIrsa, usesPodIdentity } from '../../spec/mechanism.js';
import { accountKey, isSubjectPattern, type Subject } from '../../spec/subjects.js';
import { annotate, associate } from './commands.js';

/** A role that service accounts may have of which only a pattern is known, and what gives it to each. */
interface PatternRole {
  readonly role: string;
  readonly subjects: readonly { readonly key: string; readonly words: string }[];
  readonly annotate?: Command;
  readonly associate?: Command;
}

/** The roles that trust service accounts by a pattern. */
export function buildPatternRoles(model: AccessModel): readonly object[] {
  return model.roles.flatMap((role) => patternRole(role, model));
}

/** Stands in commands for a service account that nobody knows yet. */
const ANY = { namespace: 'NAMESPACE', serviceAccount: 'NAME' };

function patternRole(role: Role, model: AccessModel): readonly PatternRole[] {
  const { name, arn, mechanism, subjects } = role;
  const patterns = subjects.filter(isSubjectPattern);
  if (patterns.length === 0) return [];
  const { region, name: cluster } = model.spec.cluster;
  return [
    {
      role: name,
      subjects: patterns.map((subject) => ({ key: accountKey(subject), words: inWords(subject) })),
      ...(usesIrsa(mechanism) ? { annotate: annotate(ANY, `${ROLE_ARN}=${arn}`) } : {}),
      ...(usesPodIdentity(mechanism)
        ? { associate: associate({ subject: ANY, region, cluster }, role) }
        : {}),
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
