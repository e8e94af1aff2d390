import { fieldOf, type Node } from '../../readers/index.js';
import { addonEntries, clusterConfigs, given, serviceAccountEntries } from '../eksctl.js';
import { clusterWith, names, POLICY, yamlFile } from '../identity-examples.js';
import type { Report, Rule } from '../rule.js';

const ENTRY = { ...names(), attachPolicyARNs: [POLICY] };

export const eksctlOidcMissing: Rule = {
  id: 'IRSA094',
  name: 'eksctl-oidc-missing',
  severity: 'error',
  family: 'eksctl',
  summary: 'A ClusterConfig with iam.serviceAccounts, Karpenter or roles of add-ons says iam.withOIDC: true.',
  why: 'Roles for service accounts need the OIDC provider, and eksctl refuses every command on such a file without it. An add-on that asks for a role it installs without one.',
  error: 'Error: iam.withOIDC must be enabled explicitly for iam.serviceAccounts to be created',
  fix: 'Write withOIDC: true under iam.',
  reference: 'https://docs.aws.amazon.com/eks/latest/eksctl/iamserviceaccounts.html',
  examples: {
    bad: [yamlFile('cluster.yaml', clusterWith(ENTRY, {}))],
    good: [yamlFile('cluster.yaml', clusterWith(ENTRY))],
  },
  *check({ inventory }) {
    for (const { root } of clusterConfigs(inventory)) {
      const iam = fieldOf(root, 'iam');
      const withOidc = given(iam, 'withOIDC');
      const off = withOidc === undefined || (withOidc.kind === 'scalar' && withOidc.value !== true);
      if (!off) continue;
      const karpenter = given(root, 'karpenter');
      const needing = [
        ...(serviceAccountEntries(root).length > 0 ? ['iam.serviceAccounts'] : []),
        ...(karpenter === undefined || karpenter.kind === 'unknown' ? [] : ['karpenter']),
      ];
      for (const name of needing)
        yield {
          place: withOidc?.place ?? iam?.place ?? root.place,
          message: `${name} needs iam.withOIDC: true`,
          help: 'write withOIDC: true under iam',
        };
      yield* addonsWithoutRole(root, needing.length > 0);
    }
  },
};

const FOR_ADDONS = ['serviceAccountRoleARN', 'attachPolicyARNs', 'attachPolicy', 'wellKnownPolicies'];

/** For add-ons eksctl only warns, and leaves the role out (eksctl pkg/actions/addon/create.go, 0.231). */
function* addonsWithoutRole(root: Node, said: boolean): Iterable<Report> {
  if (said || given(root, 'outpost') !== undefined) return;
  for (const addon of addonEntries(root)) {
    const [field] = FOR_ADDONS.flatMap((name) => given(addon, name) ?? []);
    if (field !== undefined)
      yield {
        place: field.place,
        message: 'eksctl installs the add-on without this role: iam.withOIDC is not true',
        help: 'write withOIDC: true under iam, or use podIdentityAssociations',
        severity: 'warning',
      };
  }
}
