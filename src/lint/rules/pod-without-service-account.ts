import { groupBy, onceFor } from '../../collections.js';
import {
  fieldOf,
  type Inventory,
  ifKnown,
  isMap,
  isString,
  type Known,
  knownString,
  type Node,
} from '../../readers/index.js';
import { hasRole, identitiesOf, type NamedAccount, type NamedPod, podLabel } from '../identities.js';
import { account, container, pod, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

export const podWithoutServiceAccount: Rule = {
  id: 'IRSA081',
  name: 'pod-without-service-account',
  severity: 'warning',
  family: 'pod',
  summary: 'A pod beside a service account with a role, which no pod uses, names a service account.',
  why: 'Without serviceAccountName a pod runs as default, and the role is never used.',
  error:
    'AccessDenied: User: arn:aws:sts::111122223333:assumed-role/…NodeInstanceRole…/i-… is not authorized to perform: s3:GetObject',
  fix: 'Set serviceAccountName in the spec of the pod, in a Deployment in spec.template.spec.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-configuration.html',
  examples: {
    bad: [
      yamlFile('app.yaml', account(), {
        ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'photos', namespace: 'default' } },
        spec: { containers: [container()] },
      }),
    ],
    good: [yamlFile('app.yaml', account(), pod())],
  },
  *check({ inventory }) {
    const { accounts, accountsByKey, pods, podsByKey, deployments } = identitiesOf(inventory);
    const unnamed = groupBy(
      pods.filter(({ fact }) => !fact.serviceAccountStated),
      ({ fact, namespace }) => JSON.stringify([fact.scope, namespace]),
    );
    for (const account of accounts) {
      const isUsed = (podsByKey.get(account.key) ?? []).some(({ fact }) =>
        deployments.mayBeTogether(fact, account.fact),
      );
      if (!hasRole(account) || isUsed || (accountsByKey.get(account.key)?.length ?? 0) > 1) continue;
      const beside = unnamed.get(JSON.stringify([account.fact.scope, account.namespace])) ?? [];
      const alike = beside.filter((named) => isAlike(named, account));
      const [first, ...others] = alike.length > 0 ? alike : beside.length === 1 ? beside : [];
      if (first === undefined || isNamedByObject(inventory, account)) continue;
      yield {
        place: first.fact.spec.place,
        message: `${podLabel(first)} names no service account, and no pod uses ${account.key}`,
        help: `set serviceAccountName: ${account.name}`,
        related: others.map((other) => ({
          place: other.fact.spec.place,
          message: `${podLabel(other)} names none either`,
        })),
      };
    }
  },
};

/** Whether an object names it as its service account beside pods, such as a SecretStore whose controller takes a token for it. */
const isNamedByObject = (inventory: Inventory, { namespace, name }: NamedAccount) =>
  (namedByObjects(inventory).get(name) ?? []).some((named) =>
    [undefined, namespace].includes(ifKnown(named.namespace)),
  );

const namedByObjects = onceFor(({ kubernetesObjects }: Inventory) =>
  groupBy(
    kubernetesObjects.flatMap(({ node, namespace }) => [...accountNamesIn(node, namespace)]),
    ({ name }) => name,
  ),
);

interface NamedByObject {
  readonly name: string;
  /** Undefined where no file tells it. */
  readonly namespace: Known<string> | undefined;
}

function* accountNamesIn(node: Node, own: NamedByObject['namespace']): Iterable<NamedByObject> {
  if (node.kind === 'list') for (const item of node.items) yield* accountNamesIn(item, own);
  if (node.kind !== 'map') return;
  for (const { key, value } of node.entries) {
    const named = isMap(value) ? fieldOf(value, 'name') : value;
    if (/^serviceAccount(?:Ref|Name)?$/.test(key ?? '') && isString(named))
      yield { name: named.value, namespace: knownString(fieldOf(value, 'namespace')) ?? own };
    else yield* accountNamesIn(value, own);
  }
}

/** Beside several pods, those are meant whose name shares a word with the service account's. */
function isAlike({ fact }: NamedPod, { name }: NamedAccount): boolean {
  if (!fact.name.known) return false;
  const words = wordsOf(name);
  if (fact.name.value === name.replace(/^sa-|-sa$/, '')) return true;
  return wordsOf(fact.name.value).some((word) => words.includes(word));
}

const COMMON = /^(?:sa|svc|service|account|serviceaccount|app|api|web|role|irsa|pod|the|my)?$/;

const wordsOf = (name: string) => name.split(/[-_.]/).filter((word) => !COMMON.test(word));
