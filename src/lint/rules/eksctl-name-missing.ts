import { fieldOf, isMap, itemsOf, type MapNode, mayHave, type Node } from '../../readers/index.js';
import {
  addonAssociations,
  addonEntries,
  associationEntries,
  clusterConfigs,
  given,
  serviceAccountEntries,
} from '../eksctl.js';
import { cluster, clusterWith, names, POLICY, yamlFile } from '../identity-examples.js';
import type { Report, Rule } from '../rule.js';

export const eksctlNameMissing: Rule = {
  id: 'IRSA216',
  name: 'eksctl-name-missing',
  severity: 'error',
  family: 'eksctl',
  summary:
    'Service accounts, associations, add-ons and Fargate profiles of a ClusterConfig have their names.',
  why: 'eksctl refuses an entry that does not say whom it is about. Only a service account may leave its namespace out, which then is default.',
  error: 'Error: iam.podIdentityAssociations[0].namespace must be set',
  fix: 'Write the name, and for associations and Fargate selectors the namespace.',
  reference: 'https://docs.aws.amazon.com/eks/latest/eksctl/pod-identity-associations.html',
  examples: {
    bad: [
      yamlFile(
        'cluster.yaml',
        clusterWith({ metadata: { namespace: 'default' }, attachPolicyARNs: [POLICY] }),
      ),
    ],
    good: [
      yamlFile('cluster.yaml', clusterWith({ ...names(), attachPolicyARNs: [POLICY] })),
      yamlFile(
        'fargate.yaml',
        cluster({ fargateProfiles: [{ name: 'web', selectors: [{ namespace: 'web' }] }] }),
      ),
    ],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      for (const entry of serviceAccountEntries(root)) {
        const metadata = fieldOf(entry, 'metadata');
        if (metadata === undefined ? !mayHave(entry, 'metadata') : isMap(metadata))
          yield* missing(metadata ?? entry, ['name'], 'metadata.', entry);
      }
      for (const entry of [...associationEntries(root), ...addonAssociations(root)])
        yield* missing(entry, ['namespace', 'serviceAccountName']);
      for (const entry of addonEntries(root)) yield* missing(entry, ['name']);
      for (const entry of itemsOf(fieldOf(root, 'fargateProfiles'))) yield* fargate(entry);
    }
  },
};

function* fargate(entry: Node): Iterable<Report> {
  yield* missing(entry, ['name']);
  const selectors = itemsOf(given(entry, 'selectors'));
  if (
    isMap(entry) &&
    selectors.length === 0 &&
    given(entry, 'selectors')?.kind !== 'unknown' &&
    !mayHave(entry, 'selectors')
  )
    yield {
      place: entry.place,
      message: 'the Fargate profile has no selector',
      help: 'add selectors: [{ namespace: … }]',
    };
  for (const selector of selectors) yield* missing(selector, ['namespace']);
}

function* missing(node: Node, fields: readonly string[], prefix = '', entry: Node = node): Iterable<Report> {
  if (!isMap(node)) return;
  for (const field of fields) {
    if (!isEmpty(node, field)) continue;
    yield { place: entry.place, message: `${prefix}${field} is missing`, help: `write ${prefix}${field}` };
  }
}

function isEmpty(node: MapNode, field: string): boolean {
  const value = given(node, field);
  if (value !== undefined) return value.kind === 'scalar' && value.value === '';
  return node.rest.length === 0 && node.entries.every(({ key }) => key !== undefined);
}
