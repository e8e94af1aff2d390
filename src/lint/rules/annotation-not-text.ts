import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { type Node, nodeAt } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import type { Fix } from '../finding.js';
import { entriesOf } from '../identities.js';
import { account, ROLE, yamlFile } from '../identity-examples.js';
import type { Report, Rule } from '../rule.js';

const KEY = 'eks.amazonaws.com/token-expiration';

export const annotationNotText: Rule = {
  id: 'IRSA078',
  name: 'annotation-not-text',
  severity: 'error',
  family: 'service-account',
  summary: 'Annotations and labels of service accounts and pods are text: numbers and true stand in quotes.',
  why: 'YAML makes a number of 3600 and a boolean of true, and Kubernetes refuses the whole object.',
  error: 'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.annotations of type string',
  fix: 'Put the value in quotes.',
  reference: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/',
  examples: {
    bad: [yamlFile('service-account.yaml', account({ [ROLE_ARN]: ROLE, [KEY]: 3600 }))],
    good: [yamlFile('service-account.yaml', account({ [ROLE_ARN]: ROLE, [KEY]: '3600' }))],
  },
  *check({ inventory }) {
    for (const { node, kind, labels, annotations } of [...inventory.serviceAccounts, ...inventory.pods]) {
      if (kind.startsWith('kubernetes_') || kind.startsWith('iam.')) continue;
      yield* unquoted(annotations);
      yield* unquoted(labels);
      if (kind !== 'ServiceAccount' && kind !== 'Pod') {
        yield* unquoted(nodeAt(node, ['metadata', 'annotations']));
        yield* unquoted(nodeAt(node, ['metadata', 'labels']));
      }
    }
  },
};

function* unquoted(map: Node | undefined): Iterable<Report> {
  for (const { key, value } of entriesOf(map)) {
    if (value.kind !== 'scalar' || (typeof value.value !== 'number' && typeof value.value !== 'boolean'))
      continue;
    const written = value.raw ?? String(value.value);
    const { file, start, end } = value.place;
    const quoted = JSON.stringify(written);
    const fix: Fix = { title: 'put it in quotes', edits: [{ file, start, end, text: quoted }] };
    yield {
      place: value.place,
      message: `the value ${written} of ${quote(key)} is a ${typeof value.value}, not text`,
      help: `write ${quoted}`,
      ...(value.literal && end - start === written.length ? { fix } : {}),
    };
  }
}
