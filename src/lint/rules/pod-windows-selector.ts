import { isString, nodeAt } from '../../readers/index.js';
import { accountsOf, hasRole, identitiesOf, podLabel } from '../identities.js';
import { account, pod, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

export const podWindowsSelector: Rule = {
  id: 'IRSA092',
  name: 'pod-windows-selector',
  severity: 'error',
  family: 'pod',
  summary: 'A Windows pod with a role selects its nodes by kubernetes.io/os: windows.',
  why: 'The webhook knows Windows by the node selector alone. Without it AWS_WEB_IDENTITY_TOKEN_FILE gets the path of Linux.',
  error:
    'open /var/run/secrets/eks.amazonaws.com/serviceaccount/token: The system cannot find the path specified.',
  fix: 'Add nodeSelector: kubernetes.io/os: windows.',
  reference: 'https://github.com/aws/amazon-eks-pod-identity-webhook#readme',
  examples: {
    bad: [yamlFile('app.yaml', account(), pod({ os: { name: 'windows' } }))],
    good: [
      yamlFile(
        'app.yaml',
        account(),
        pod({ os: { name: 'windows' }, nodeSelector: { 'kubernetes.io/os': 'windows' } }),
      ),
    ],
  },
  *check({ inventory }) {
    const identities = identitiesOf(inventory);
    for (const named of identities.pods) {
      const os = nodeAt(named.fact.spec, ['os', 'name']);
      if (!isString(os) || os.value !== 'windows' || !accountsOf(identities, named).some(hasRole)) continue;
      const selected = ['kubernetes.io/os', 'beta.kubernetes.io/os'].some(
        (label) => nodeAt(named.fact.spec, ['nodeSelector', label]) !== undefined,
      );
      if (selected || nodeAt(named.fact.spec, ['nodeSelector'])?.kind === 'unknown') continue;
      yield {
        place: os.place,
        message: `${podLabel(named)} runs on Windows and has no node selector that says so`,
        help: 'add nodeSelector: kubernetes.io/os: windows',
      };
    }
  },
};
