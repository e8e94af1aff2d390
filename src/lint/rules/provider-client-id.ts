import { STS_AUDIENCE } from '../../model/trust.js';
import { entryOf, ifKnown, knownString } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { HOST } from '../examples.js';
import { roleFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const provider = (id: string) => `resource "aws_iam_openid_connect_provider" "eks" {
  url            = "https://${HOST}"
  client_id_list = ["${id}"]
}`;

export const providerClientId: Rule = {
  id: 'IRSA125',
  name: 'provider-client-id',
  severity: 'error',
  family: 'cross-file',
  summary: 'The OIDC provider of a cluster lists the audience of the tokens, sts.amazonaws.com.',
  why: 'STS refuses a token whose audience is not among the client ids of the provider. The audience is sts.amazonaws.com in China too.',
  error: 'InvalidIdentityToken: Incorrect token audience',
  fix: 'Write client_id_list = ["sts.amazonaws.com"].',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html',
  examples: {
    bad: [roleFile({ blocks: provider('sts.amazonaws.com.cn') })],
    good: [roleFile({ blocks: provider('sts.amazonaws.com') })],
  },
  *check({ inventory }) {
    const asked = new Set(
      inventory.serviceAccounts.flatMap(({ annotations }) => {
        const value = knownString(entryOf(annotations, 'eks.amazonaws.com/audience')?.value);
        return value?.known ? [value.value] : [];
      }),
    );
    for (const { url, clientIds, ownership, tool } of inventory.oidcProviders) {
      if (
        ownership !== 'declared' ||
        tool !== 'terraform' ||
        clientIds?.kind !== 'list' ||
        clientIds.rest.length > 0
      )
        continue;
      const host = ifKnown(url);
      const ids = clientIds.items.map((item) => (item.kind === 'scalar' ? String(item.value) : undefined));
      if (host === undefined || !/^https:\/\/oidc\.eks\./.test(host) || ids.includes(undefined)) continue;
      if (ids.some((id) => id === STS_AUDIENCE || asked.has(id ?? ''))) continue;
      yield {
        place: clientIds.place,
        message: `the client ids ${quote(ids)} lack the audience ${STS_AUDIENCE}`,
        help: `write ["${STS_AUDIENCE}"]`,
      };
    }
  },
};
