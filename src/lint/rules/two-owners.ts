import { type Deployments, type Fact, type Inventory, ifKnown, type RoleFact } from '../../readers/index.js';
import { identitiesOf } from '../identities.js';
import { account, clusterWith, names, POLICY, yamlFile } from '../identity-examples.js';
import { isTerraformJson } from '../role-names.js';
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
    const { rolesByName, accountsByKey, deployments } = identitiesOf(inventory);
    for (const roles of rolesByName.values()) yield* rolesTwice(roles, deployments, context);
    for (const [key, named] of accountsByKey) {
      yield* severalTools(
        named.map(({ fact }) => fact),
        `service account ${key}`,
        deployments,
      );
    }
    yield* providers(inventory, deployments);
  },
};

/** A name exists once in an account: by two tools of one project, or in two roots for an account that both name. */
function* rolesTwice(
  roles: readonly RoleFact[],
  deployments: Deployments,
  context: RuleContext,
): Iterable<Report> {
  const made = roles.filter(
    ({ ownership, path, observed }) => ownership === 'declared' && path.known && observed !== true,
  );
  const [first] = made;
  if (first === undefined || made.length < 2) return;
  const what = `role ${ifKnown(first.name)}`;
  const reports = [...severalTools(made, what, deployments)];
  yield* reports.length > 0 ? reports : severalRoots(made, what, deployments, context);
}

/** Where an account is not known, the two may be for different ones: that is said once for a name. */
function* severalRoots(
  roles: readonly RoleFact[],
  what: string,
  deployments: Deployments,
  context: RuleContext,
): Iterable<Report> {
  const sure = roles.filter(({ conditional }) => conditional !== true);
  let isOpen = false;
  for (const [at, second] of sure.entries()) {
    const others = sure
      .slice(0, at)
      .filter(
        (role) =>
          role.scope !== second.scope &&
          isTerraformJson(role) === isTerraformJson(second) &&
          deployments.mayBeTogether(role, second),
      );
    const open = others.find(({ account }) => !account.known || !second.account.known);
    if (open !== undefined && !isOpen) {
      context.notChecked(
        second.place,
        `${what} is also made by ${open.place.file}: whether for the same account is not known`,
      );
      isOpen = true;
    }
    const first = others.find(({ account }) => account.known && ifKnown(account) === ifKnown(second.account));
    if (first === undefined) continue;
    const isSame = first.place.file === second.place.file && first.place.start === second.place.start;
    const where = isSame ? `here, in ${first.scope} and ${second.scope}` : `here and by ${first.place.file}`;
    yield {
      place: second.place,
      message: `${what} is made twice in account ${ifKnown(second.account)}: ${where}`,
      help: 'a name exists once in an account: rename one of them, or leave the role to one of the two',
      related: [{ place: first.place, message: 'made here as well' }],
    };
  }
}

function* severalTools(facts: readonly Fact[], what: string, deployments: Deployments): Iterable<Report> {
  for (const [at, second] of facts.entries()) {
    const first = facts
      .slice(0, at)
      .find((other) => other.tool !== second.tool && mayClash(other, second, deployments));
    if (first === undefined) continue;
    yield {
      place: second.place,
      message: `${what} is made by ${label(first.tool)} and by ${label(second.tool)}`,
      help: 'leave it to one of them',
      related: [{ place: first.place, message: `made here by ${label(first.tool)}` }],
    };
    return;
  }
}

/** With several clusters, each of the two may be for another one. */
function mayClash(a: Fact, b: Fact, deployments: Deployments): boolean {
  const accounts = [a, b].flatMap((fact) =>
    'account' in fact ? (ifKnown((fact as RoleFact).account) ?? []) : [],
  );
  return new Set(accounts).size <= 1 && deployments.areInOneCluster(a, b);
}

const LABELS: Partial<Record<Fact['tool'], string>> = {
  kubernetes: 'a manifest',
  terraform: 'Terraform',
  cloudformation: 'CloudFormation',
};

const label = (tool: Fact['tool']) => LABELS[tool] ?? tool;

/** The provider that eksctl makes for a cluster, and one that Terraform makes in the same region of the same project. */
function* providers({ oidcProviders, clusters }: Inventory, deployments: Deployments): Iterable<Report> {
  for (const own of oidcProviders.filter(({ tool }) => tool === 'eksctl')) {
    const cluster = clusters.find(({ scope, tool }) => tool === 'eksctl' && scope === own.scope);
    const region = ifKnown(cluster?.region);
    if (cluster === undefined || region === undefined) continue;
    const others = oidcProviders.filter(
      ({ tool, ownership, url }) =>
        tool === 'terraform' && ownership === 'declared' && ifKnown(url)?.includes(`//oidc.eks.${region}.`),
    );
    yield* severalTools(
      [own, ...others],
      `the OIDC provider of cluster ${ifKnown(cluster.name) ?? ''}`,
      deployments,
    );
  }
}
