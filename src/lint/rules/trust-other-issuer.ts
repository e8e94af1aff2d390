import { groupBy } from '../../collections.js';
import {
  type ClusterFact,
  deploymentsOf,
  ifKnown,
  type OidcProviderFact,
  type RoleFact,
} from '../../readers/index.js';
import { HOST } from '../examples.js';
import { cluster, roleFile, yamlFile } from '../identity-examples.js';
import type { Rule, RuleContext } from '../rule.js';
import { trustOf, webIdentityStatements } from '../subjects.js';
import { HOLE, type Text } from '../text.js';
import { federated, issuerOf } from '../trust.js';

const OTHER = HOST.replace('us-east-1', 'eu-west-1');

export const trustOtherIssuer: Rule = {
  id: 'IRSA124',
  name: 'trust-other-issuer',
  severity: 'warning',
  family: 'cross-file',
  summary: 'A role trusts the issuer of a cluster, or the OIDC provider, that the same files make.',
  why: 'Each cluster has an issuer of its own, with its region in it. The token of a pod fits the provider of its own cluster alone.',
  error:
    'InvalidIdentityToken: No OpenIDConnect provider found in your account, or AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  fix: 'Write the issuer that aws eks describe-cluster prints.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html',
  examples: {
    bad: [roleFile({ host: OTHER }), yamlFile('cluster.yaml', cluster({ iam: { withOIDC: true } }))],
    good: [roleFile(), yamlFile('cluster.yaml', cluster({ iam: { withOIDC: true } }))],
  },
  *check(context) {
    const providers = groupBy(context.inventory.oidcProviders, ({ scope }) => scope);
    const deployments = deploymentsOf(context.inventory);
    for (const { text, host, role } of trustedIssuers(context)) {
      const own = providers.get(role.scope) ?? [];
      const [cluster, ...others] = deployments.clustersNear(role);
      const isOnly = cluster !== undefined && others.length === 0 && deployments.areTogether(cluster, role);
      const reason = otherProvider(own, host) ?? (isOnly ? otherRegion(cluster, host) : undefined);
      if (reason !== undefined)
        yield {
          place: text.place,
          message: `the role trusts the issuer ${host}, and ${reason}`,
          help: 'write the issuer of the cluster in which the pods run',
        };
    }
  },
};

/** The issuers that roles trust, where they are known. */
function* trustedIssuers(context: RuleContext): Iterable<{ text: Text; host: string; role: RoleFact }> {
  for (const role of context.inventory.roles) {
    const trust = trustOf(context, role);
    if (trust === undefined) continue;
    for (const principal of webIdentityStatements(trust).flatMap(federated)) {
      const host = issuerOf(principal);
      if (host !== undefined && !host.includes(HOLE) && /^oidc\.eks\./.test(host))
        yield { text: principal.value, host, role };
    }
  }
}

/** Where one root module makes providers, its roles trust one of them. */
function otherProvider(here: readonly OidcProviderFact[], host: string): string | undefined {
  const hosts = here.map(({ url }) => ifKnown(url)?.replace(/^https:\/\//, ''));
  if (hosts.length === 0 || hosts.includes(undefined) || hosts.includes(host)) return undefined;
  return hosts.every((item) => /^oidc\.eks\./.test(item ?? ''))
    ? `the files make the provider of ${hosts.join(', ')}`
    : undefined;
}

/** Of the one cluster of a project: where there are several, some may be elsewhere. */
function otherRegion(cluster: ClusterFact, host: string): string | undefined {
  const own = ifKnown(cluster.region);
  const region = /^oidc\.eks\.([a-z0-9-]+)\./.exec(host)?.[1];
  return region === undefined || own === undefined || own === region
    ? undefined
    : `the cluster of the files is in ${own}`;
}
