import { cluster, roleFile, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';
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
    const made = clusters.filter(({ ownership }) => ownership === 'declared');
    if (oidcProviders.length > 0 || made.length !== 1) return;
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
        message: `nothing makes the OIDC provider of cluster ${cluster.name.known ? cluster.name.value : ''}, which a role trusts`,
        help: 'write iam.withOIDC: true',
        related: [{ place: role.place, message: 'the role' }],
      };
    }
  },
};
