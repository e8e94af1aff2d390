import { arnOf } from '../arns.js';
import type { Rule } from '../rule.js';
import { terraformFile, terraformRole } from '../terraform-examples.js';
import { federated } from '../trust.js';

const provider = (account: string) => `
provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["${account}"]
}
`;

export const trustProviderAccount: Rule = {
  id: 'IRSA131',
  name: 'trust-provider-account',
  severity: 'error',
  family: 'trust',
  summary: 'The OIDC provider of a trust policy is in the account of its role.',
  why: 'IAM looks for the provider in the account of the role alone. For a cluster in another account, make a provider for its issuer in this one.',
  error: 'InvalidIdentityToken: No OpenIDConnect provider found in your account for https://oidc.eks.…',
  fix: "Name the role's account in the provider's ARN, and create the provider there.",
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/cross-account-access.html',
  examples: {
    bad: terraformFile(provider('444455556666') + terraformRole('app')),
    good: terraformFile(provider('111122223333') + terraformRole('app')),
  },
  *check({ inventory, policies }) {
    const roles = new Map(inventory.roles.map((role) => [role.id, role]));
    for (const { fact, statements, use } of policies) {
      const account = use === 'trust' ? roles.get(fact.id)?.account : undefined;
      if (account?.known !== true) continue;
      for (const { value } of statements.flatMap(federated)) {
        const found = arnOf(value)?.account ?? '';
        if (!/^\d{12}$/.test(found) || found === account.value) continue;
        yield {
          place: value.place,
          message: `the provider is in the account ${found}, the role in ${account.value}`,
          help: 'the role and the provider are in one account',
          related: [{ place: account.place, message: "the role's account" }],
        };
      }
    }
  },
};
