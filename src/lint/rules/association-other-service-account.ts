import { isOfAddon } from '../../aws/eks-addons.js';
import { groupBy } from '../../collections.js';
import { nearest } from '../../text/nearest.js';
import { identitiesOf, type NamedAccount } from '../identities.js';
import { account, association, pod, podIdentityTrust, roleFile, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const trust = podIdentityTrust({ Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } });

export const associationOtherServiceAccount: Rule = {
  id: 'IRSA123',
  name: 'association-other-service-account',
  severity: 'error',
  family: 'pod-identity',
  summary: 'A Pod Identity association names a service account that exists.',
  why: 'EKS takes any name: no pod that runs as another service account gets credentials, and nothing says why.',
  error: 'Unable to locate credentials, or AccessDenied for …NodeInstanceRole…',
  fix: 'Write namespace and service account as the manifests do.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-association.html',
  examples: {
    bad: [
      roleFile({ trust, blocks: association('photos', 'defualt') }),
      yamlFile('app.yaml', account({}), pod()),
    ],
    good: [roleFile({ trust, blocks: association() }), yamlFile('app.yaml', account({}), pod())],
  },
  *check({ inventory }) {
    const { accounts, accountsByKey, podsByKey, deployments } = identitiesOf(inventory);
    const byNamespace = groupBy(accounts, ({ namespace }) => namespace);
    const byName = groupBy(accounts, ({ name }) => name);
    const associated = new Set(
      inventory.podIdentityAssociations.map(({ namespace, serviceAccount }) =>
        namespace.known && serviceAccount.known ? `${namespace.value}/${serviceAccount.value}` : '',
      ),
    );
    for (const item of inventory.podIdentityAssociations) {
      const { namespace, serviceAccount, createsServiceAccount } = item;
      if (!namespace.known || !serviceAccount.known || createsServiceAccount?.known === false) continue;
      const key = `${namespace.value}/${serviceAccount.value}`;
      if (
        accountsByKey.has(key) ||
        podsByKey.has(key) ||
        isOfAddon(namespace.value, serviceAccount.value) ||
        (createsServiceAccount?.known && createsServiceAccount.value)
      )
        continue;
      const free = (named: NamedAccount) =>
        !associated.has(named.key) && deployments.areTogether(item, named.fact);
      const names = (byNamespace.get(namespace.value) ?? []).filter(free).map(({ name }) => name);
      const guess = nearest(serviceAccount.value, names);
      const elsewhere = (byName.get(serviceAccount.value) ?? []).filter(free)[0];
      if (guess === undefined && elsewhere === undefined) continue;
      const place = guess === undefined ? namespace.place : serviceAccount.place;
      yield {
        place,
        message: `no file makes service account ${key}`,
        help: `did you mean ${guess === undefined ? elsewhere?.key : `${namespace.value}/${guess}`}?`,
      };
    }
  },
};
