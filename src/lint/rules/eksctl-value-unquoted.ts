import { isMap, type Node, nodeAt } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { clusterConfigs, nodeGroups, serviceAccountEntries } from '../eksctl.js';
import type { Fix } from '../finding.js';
import { cluster, yamlFile } from '../identity-examples.js';
import type { Report, Rule } from '../rule.js';

export const eksctlValueUnquoted: Rule = {
  id: 'IRSA104',
  name: 'eksctl-value-unquoted',
  severity: 'error',
  family: 'eksctl',
  summary: 'Tags, labels and annotations of a ClusterConfig are text: numbers and true stand in quotes.',
  why: 'eksctl takes nothing but text there. An account id without quotes is a number, and loses its leading zeros.',
  error:
    'Error: loading config file "cluster.yaml": json: cannot unmarshal number into Go struct field ClusterMeta.metadata.tags of type string',
  fix: 'Put the value in quotes.',
  reference: 'https://docs.aws.amazon.com/eks/latest/eksctl/creating-and-managing-clusters.html',
  examples: {
    bad: [yamlFile('cluster.yaml', cluster({}, { tags: { 'cost-center': 420 } }))],
    good: [yamlFile('cluster.yaml', cluster({}, { tags: { 'cost-center': '0420' } }))],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      yield* unquoted(nodeAt(root, ['metadata', 'tags']));
      for (const group of nodeGroups(root))
        for (const name of ['tags', 'labels']) yield* unquoted(nodeAt(group, [name]));
      for (const entry of serviceAccountEntries(root)) {
        for (const path of [['tags'], ['metadata', 'labels'], ['metadata', 'annotations']])
          yield* unquoted(nodeAt(entry, path));
      }
    }
  },
};

function* unquoted(map: Node | undefined): Iterable<Report> {
  if (!isMap(map)) return;
  for (const { key, value } of map.entries) {
    if (value.kind !== 'scalar' || (typeof value.value !== 'number' && typeof value.value !== 'boolean'))
      continue;
    const written = value.raw ?? String(value.value);
    const { file, start, end } = value.place;
    const fix: Fix = {
      title: 'put it in quotes',
      edits: [{ file, start, end, text: JSON.stringify(written) }],
    };
    yield {
      place: value.place,
      message: `the value ${written} of ${quote(key)} is a ${typeof value.value}, not text`,
      help: `write ${quote(written)}`,
      ...(end - start === written.length ? { fix } : {}),
    };
  }
}
