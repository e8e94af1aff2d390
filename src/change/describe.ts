import type { Change, ChangeKind } from './compare.js';

const SENTENCES: Readonly<Record<ChangeKind, (subject: string, before: string, after: string) => string>> = {
  cluster: (_, before, after) =>
    `another cluster: ${after} in place of ${before}. Nothing goes over by itself. Give the new one a folder and a state of Terraform of its own and follow its README.md, or take the old one down first, with the old spec: applied here, Terraform destroys what it made for the old one`,
  'workload-added': (subject) => `${subject} is new`,
  'workload-removed': (subject) => `${subject} goes`,
  'workload-renamed': (subject, before) => `${subject} was called ${before}`,
  namespace: (subject, before) =>
    `${subject} was in the namespace ${before}; its Services have other addresses now`,
  'service-account': (subject, before, after) => `${subject} runs as ${after} in place of ${before}`,
  kind: (subject, before, after) => `${subject}: ${after} in place of ${before}`,
  pods: (subject) => `${subject}: its pods are replaced`,
  role: (subject, before, after) => `service account ${subject}: role ${after} in place of ${before}`,
  mechanism: (subject, before, after) => `service account ${subject}: ${after} in place of ${before}`,
  session: (subject, before, after) => `service account ${subject}: ${after}, in place of ${before}`,
  'role-owner': (subject, before, after) => `role ${subject}: owned by ${after} in place of ${before}`,
  'service-account-owner': (subject, before, after) =>
    `service account ${subject}: owned by ${after} in place of ${before}`,
  permissions: (subject) => `role ${subject}: what it may do changes`,
  'provider-owner': (subject, before, after) =>
    `OIDC provider of ${subject}: owned by ${after} in place of ${before}`,
  issuer: (subject, before, after) => `OIDC issuer of ${subject}: ${after} in place of ${before}`,
  'cluster-added': (subject) => `the roles trust the cluster ${subject} as well`,
  'cluster-removed': (subject) => `the roles trust the cluster ${subject} no more`,
  tags: (_, before, after) => `tags of what is made: ${after}, in place of ${before}`,
  terraform: (_, before, after) => `Terraform's state moves: ${after} in place of ${before}`,
};

/** A change in a sentence. */
export function describeChange({ kind, subject, before = '', after = '' }: Change): string {
  return SENTENCES[kind](subject, before, after);
}
