import { webIdentityObstacles } from '../../cluster/index.js';
import type { Inventory } from '../../readers/index.js';
import { obstacleReport, obstaclesNear } from '../associations.js';
import { hasRole, identitiesOf, type NamedAccount } from '../identities.js';
import { account, pod, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

type Rules = readonly { readonly ports: readonly { readonly port: number; readonly protocol: string }[] }[];
const policy = (...egress: Rules) => ({
  ...{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
  metadata: { name: 'out', namespace: 'default' },
  spec: { podSelector: {}, policyTypes: ['Egress'], egress },
});
const files = (...egress: Rules) => [yamlFile('app.yaml', account(), pod(), policy(...egress))];
const DNS = { ports: [{ port: 53, protocol: 'UDP' }] };

export const stsCutOff: Rule = {
  id: 'IRSA233',
  name: 'sts-cut-off',
  severity: 'warning',
  family: 'cross-file',
  summary: 'Pods that get their role by IRSA reach STS past network policies.',
  why: 'The SDK gives the token to STS, by HTTPS, before any other call. Rules for pods and namespaces alone let nothing out to it.',
  error: 'Connect timeout on endpoint URL: "https://sts.eu-central-1.amazonaws.com/"',
  fix: 'Allow egress to TCP port 443, everywhere or to the VPC endpoint of STS.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/configure-sts-endpoint.html',
  examples: {
    bad: files(DNS),
    good: files(DNS, { ports: [{ port: 443, protocol: 'TCP' }] }),
  },
  *check({ inventory, notChecked }) {
    const seen = new Set<string>();
    const { accounts, podsByKey } = identitiesOf(inventory);
    for (const named of accounts.filter((item) => hasRole(item) && !isAssociated(inventory, item))) {
      const { fact, namespace, key } = named;
      const found = obstaclesNear(inventory, fact, podsByKey.get(key) ?? [], (near, pod) =>
        webIdentityObstacles(near, namespace, pod),
      );
      for (const obstacle of found) {
        const { cause, place, reason } = obstacle;
        const at = `${place.file}:${place.start}`;
        if (seen.has(at)) continue;
        seen.add(at);
        if (cause === 'other-policy') notChecked(place, reason);
        else yield obstacleReport(obstacle, { place: fact.place, message: `the service account ${key}` });
      }
    }
  },
};

/** EKS gives the role of an association whatever is annotated, by the agent on the node. */
const isAssociated = ({ podIdentityAssociations }: Inventory, { namespace, name }: NamedAccount) =>
  podIdentityAssociations.some(
    (item) =>
      (!item.namespace.known || item.namespace.value === namespace) &&
      (!item.serviceAccount.known || item.serviceAccount.value === name),
  );
