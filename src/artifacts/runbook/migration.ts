import { sortedUnique } from '../../collections.js';
import type { AccessModel } from '../../model/types.js';
import { accountKey } from '../../spec/subjects.js';

/** Each pod with the variables that tell where its credentials come from, as `kubectl get -o` takes it. */
export const PODS_AND_VARIABLES =
  'jsonpath={range .items[*]}{.metadata.name}{"  "}{.spec.serviceAccountName}{"  "}' +
  '{.spec.containers[*].env[?(@.name=="AWS_CONTAINER_CREDENTIALS_FULL_URI")].name}{" "}' +
  '{.spec.containers[*].env[?(@.name=="AWS_WEB_IDENTITY_TOKEN_FILE")].name}{"\\n"}{end}';

/** What is on the way from one mechanism to the other: the service accounts, and how to see which one their pods have. */
export function buildMigration({ serviceAccounts }: AccessModel): object | undefined {
  const moving = serviceAccounts.filter(({ role }) => role.mechanism === 'both');
  if (moving.length === 0) return undefined;
  return {
    accounts: moving.map(accountKey),
    theirs: sortedUnique(moving.flatMap(({ role }) => (role.owner === 'existing' ? [role.name] : []))),
    namespaces: sortedUnique(moving.map(({ namespace }) => namespace)),
    credentials: PODS_AND_VARIABLES,
  };
}
