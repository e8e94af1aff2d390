import { groupBy } from '../../collections.js';
import type { Fact } from '../../readers/index.js';
import { identitiesOf, textOf } from '../identities.js';
import { account, clusterWith, names, POLICY, yamlFile } from '../identity-examples.js';
import type { Report, Rule, RuleContext } from '../rule.js';

const ENTRY = { ...names(), attachPolicyARNs: [POLICY], roleName: 'photos' };

export const twoOwners: Rule = {
  id: 'IRSA126',
  name: 'two-owners',
  severity: 'warning',
  family: 'cross-file',
  summary: 'A role, a service account and an OIDC provider are each made by one tool.',
  why: 'The second tool fails because the object exists, or takes it over: then whoever wrote last decides which role the pods get.',
  error:
    'EntityAlreadyExists: Role with name photos already exists. / serviceaccounts "sa-app" already exists',
  fix: 'Choose one owner: attachRoleARN or roleOnly in eksctl, a data source in Terraform, no manifest where eksctl makes the service account.',
  reference: 'https://docs.aws.amazon.com/eks/latest/eksctl/iamserviceaccounts.html',
  examples: {
    bad: [yamlFile('cluster.yaml', clusterWith(ENTRY)), yamlFile('app.yaml', account())],
    good: [
      yamlFile('cluster.yaml', clusterWith({ ...ENTRY, roleOnly: true })),
      yamlFile('app.yaml', account()),
    ],
  },
  *check(context) {
    const { inventory } = context;
    const { rolesByName, accountsByKey } = identitiesOf(inventory);
    for (const [name, roles] of rolesByName) {
      const made = roles.filter(({ ownership, path }) => ownership === 'declared' && path.known);
      const accounts = new Set(made.flatMap(({ account: id }) => textOf(id) ?? []));
      if (accounts.size < 2) yield* severalTools(made, `role ${name}`);
    }
    for (const [key, named] of accountsByKey)
      yield* severalTools(
        named.map(({ fact }) => fact),
        `service account ${key}`,
      );
    yield* providers(context);
  },
};

function* severalTools(facts: readonly Fact[], what: string): Iterable<Report> {
  const byTool = groupBy(facts, ({ tool }) => tool);
  const [first, second] = [...byTool.values()].map(([fact]) => fact);
  if (first === undefined || second === undefined) return;
  yield {
    place: second.place,
    message: `${what} is made by ${[...byTool.keys()].map(label).join(' and by ')}`,
    help: 'leave it to one of them',
    related: [{ place: first.place, message: `made here by ${label(first.tool)}` }],
  };
}

const label = (tool: Fact['tool']) =>
  tool === 'kubernetes' ? 'a manifest' : tool === 'terraform' ? 'Terraform' : tool;

/** One cluster alone: with more, the providers may belong to several. */
function* providers({ inventory: { oidcProviders, clusters } }: RuleContext): Iterable<Report> {
  const [cluster] = clusters;
  const byEksctl = oidcProviders.filter(({ tool }) => tool === 'eksctl');
  if (clusters.length !== 1 || cluster === undefined || byEksctl.length !== 1) return;
  const region = textOf(cluster.region);
  const byTerraform = oidcProviders.filter(
    ({ tool, ownership, url }) =>
      tool === 'terraform' &&
      ownership === 'declared' &&
      region !== undefined &&
      textOf(url)?.includes(`//oidc.eks.${region}.`),
  );
  if (byTerraform.length > 0)
    yield* severalTools(
      [...byEksctl, ...byTerraform],
      `the OIDC provider of cluster ${textOf(cluster.name) ?? ''}`,
    );
}
