import { type ClusterFact, type Node, type UnknownNode, unknownsIn } from '../../readers/index.js';
import { cluster, roleFile, yamlFile } from '../identity-examples.js';
import type { Report, Rule, RuleContext } from '../rule.js';
import { trustOf, webIdentityStatements } from '../subjects.js';

export const providerMissing: Rule = {
  id: 'IRSA122',
  name: 'provider-missing',
  severity: 'warning',
  family: 'cross-file',
  summary:
    'Where roles trust the OIDC provider of a cluster that the files create, something creates the provider.',
  why: 'Every cluster has an issuer, but IAM knows it only once somebody has made an OIDC provider for it.',
  error:
    'InvalidIdentityToken: No OpenIDConnect provider found in your account for https://oidc.eks.us-east-1.amazonaws.com/id/…',
  fix: 'Write iam.withOIDC: true, or make an aws_iam_openid_connect_provider.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html',
  examples: {
    bad: [roleFile(), yamlFile('cluster.yaml', cluster({ iam: { withOIDC: false } }))],
    good: [roleFile(), yamlFile('cluster.yaml', cluster({ iam: { withOIDC: true } }))],
  },
  *check(context) {
    const { clusters, oidcProviders, roles } = context.inventory;
    if (oidcProviders.length > 0) return;
    const made = clusters.filter(({ ownership }) => ownership === 'declared');
    yield* made.flatMap((cluster) => (cluster.tool === 'terraform' ? inTerraform(cluster, context) : []));
    if (made.length !== 1) return;
    const role = roles.find((item) => {
      const trust = trustOf(context, item);
      return item.tool === 'terraform' && trust !== undefined && webIdentityStatements(trust).length > 0;
    });
    for (const cluster of made) {
      const off =
        cluster.tool === 'eksctl' &&
        (cluster.withOidc === undefined || (cluster.withOidc.known && !cluster.withOidc.value));
      if (!off || role === undefined) continue;
      yield {
        place: cluster.withOidc?.place ?? cluster.name.place,
        message: `nothing makes the OIDC provider of ${named(cluster)}, which a role trusts`,
        help: 'write iam.withOIDC: true',
        related: [{ place: role.place, message: 'the role' }],
      };
    }
  },
};

/** A role that trusts the issuer of a cluster made beside it, while nothing else is told that issuer. */
function inTerraform(cluster: ClusterFact, { inventory }: RuleContext): readonly Report[] {
  const issuer = cluster.issuer.known ? undefined : hostSymbol(cluster.issuer);
  if (issuer === undefined) return [];
  const mentions = (node: Node | undefined) =>
    node !== undefined && unknownsIn(node).some(({ symbol }) => symbol?.includes(issuer) === true);
  const role = inventory.roles.find(({ scope, trust }) => scope === cluster.scope && mentions(trust));
  const elsewhere =
    inventory.terraformObjects.some(({ mode, inputs }) => mode === 'module' && mentions(inputs)) ||
    inventory.terraformOutputs.some(({ value }) => mentions(value));
  if (role === undefined || elsewhere) return [];
  return [
    {
      place: cluster.place,
      message: `nothing makes the OIDC provider of ${named(cluster)}, which a role trusts`,
      help: 'add an aws_iam_openid_connect_provider with the url of its identity[0].oidc[0].issuer',
      related: [{ place: role.place, message: 'the role' }],
    },
  ];
}

/** The issuer without its scheme, which is how trust policies hold it. */
const hostSymbol = ({ symbol, parts = [] }: UnknownNode) =>
  parts.flatMap((part) => (typeof part === 'string' ? [] : (part.symbol ?? [])))[0] ?? symbol;

const named = ({ name }: ClusterFact) => (name.known ? `cluster ${name.value}` : 'the cluster');
