import { nodeAt } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { clusterConfigs } from '../eksctl.js';
import type { Fix } from '../finding.js';
import { cluster, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

export const eksctlVersionUnquoted: Rule = {
  id: 'IRSA103',
  name: 'eksctl-version-unquoted',
  severity: 'error',
  family: 'eksctl',
  summary: 'metadata.version of a ClusterConfig stands in quotes.',
  why: 'YAML makes a number of 1.35, which eksctl refuses, and 1.3 of 1.30.',
  error:
    'Error: couldn\'t create node group filter from command line options: loading config file "cluster.yaml": json: cannot unmarshal number into Go struct field ClusterMeta.metadata.version of type string',
  fix: 'Write version: "1.35".',
  reference: 'https://docs.aws.amazon.com/eks/latest/eksctl/creating-and-managing-clusters.html',
  examples: {
    bad: [yamlFile('cluster.yaml', cluster({}, { version: 1.35 }))],
    good: [yamlFile('cluster.yaml', cluster())],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      const version = nodeAt(root, ['metadata', 'version']);
      if (version?.kind !== 'scalar' || typeof version.value !== 'number') continue;
      const written = version.raw ?? String(version.value);
      const { file, start, end } = version.place;
      const fix: Fix = {
        title: 'put it in quotes',
        edits: [{ file, start, end, text: JSON.stringify(written) }],
      };
      yield {
        place: version.place,
        message: `metadata.version ${written} is a number, not text`,
        help: `write ${quote(written)}`,
        ...(end - start === written.length ? { fix } : {}),
      };
    }
  },
};
