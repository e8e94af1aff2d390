import { API_SERVER_AUDIENCE, API_SERVER_TOKEN, projectedToken } from '../../cluster/index.js';
import { STS_AUDIENCE } from '../../model/trust.js';
import {
  type ContainerFact,
  fieldOf,
  ifKnown,
  itemsOf,
  knownString,
  type OidcProviderFact,
  type PodFact,
} from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { podLabel } from '../identities.js';
import { account, container, env, pod, ROLE, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const FILE = 'AWS_WEB_IDENTITY_TOKEN_FILE';

/** In most images `/var/run` is a link to `/run`. */
const TOKENS = [API_SERVER_TOKEN, API_SERVER_TOKEN.replace(/^\/var/, '')];

export const webIdentityTokenAudience: Rule = {
  id: 'IRSA235',
  name: 'web-identity-token-audience',
  severity: 'warning',
  family: 'pod',
  summary: 'AWS_WEB_IDENTITY_TOKEN_FILE names a token for STS, not one for the Kubernetes API.',
  why: 'The token that Kubernetes gives every pod, and a projected one without an audience, are made for the API server; STS takes those whose audience the OIDC provider lists, which is sts.amazonaws.com.',
  error:
    'An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: Incorrect token audience',
  fix: 'Remove AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE and annotate the service account with the role, or project a token with the audience sts.amazonaws.com and name its file.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html',
  examples: {
    bad: [yamlFile('app.yaml', account({}), podWithToken(API_SERVER_TOKEN))],
    good: [yamlFile('app.yaml', account({}), podWithToken('/tokens/sts', { audience: STS_AUDIENCE }))],
  },
  *check({ inventory }) {
    if (inventory.oidcProviders.some(mayListApiServer)) return;
    for (const fact of inventory.pods) {
      for (const item of fact.containers) {
        const file = variableOf(item, FILE);
        if (!file?.known || !namesAwsRole(item) || !isForApiServer(fact, item, file.value)) continue;
        yield {
          place: file.place,
          message: `${podLabel({ fact })} names by ${FILE} the token ${quote(file.value)}, which is for the Kubernetes API and not for STS`,
          help: `remove AWS_ROLE_ARN and ${FILE} and annotate the service account with the role, or name a projected token with the audience ${STS_AUDIENCE}`,
        };
      }
    }
  },
};

/** A pod that names a token, and has a projected one at `/tokens/sts` if it is given. */
function podWithToken(file: string, token?: { readonly audience: string }) {
  const variables = { env: [env('AWS_ROLE_ARN', ROLE), env(FILE, file)] };
  if (token === undefined) return pod({ containers: [container(variables)] });
  const sources = [{ serviceAccountToken: { ...token, path: 'sts' } }];
  return pod({
    containers: [container({ ...variables, volumeMounts: [{ name: 'tokens', mountPath: '/tokens' }] })],
    volumes: [{ name: 'tokens', projected: { sources } }],
  });
}

const variableOf = ({ env }: ContainerFact, name: string) =>
  env.find((variable) => ifKnown(variable.name) === name)?.value;

/** Other stores, such as MinIO, take the same variables with a role that is none of AWS. */
const namesAwsRole = (item: ContainerFact) =>
  /^arn:aws[a-z-]*:iam::\d{12}:role\//.test(ifKnown(variableOf(item, 'AWS_ROLE_ARN')) ?? '');

function isForApiServer(fact: PodFact, item: ContainerFact, path: string): boolean {
  const token = projectedToken(fact, item, path);
  if (token === undefined) return TOKENS.includes(path) && !mayMountOverToken(item);
  if (token === 'unknown') return false;
  return token.audience === undefined || ifKnown(token.audience) === API_SERVER_AUDIENCE;
}

const mayMountOverToken = ({ node }: ContainerFact) =>
  itemsOf(fieldOf(node, 'volumeMounts')).some((mount) => {
    const folder = ifKnown(knownString(fieldOf(mount, 'mountPath')));
    return folder === undefined || /\/run\/secrets(?:\/|$)/.test(folder);
  });

/** A provider that lists it makes STS take such tokens. */
function mayListApiServer({ clientIds }: OidcProviderFact): boolean {
  if (clientIds === undefined) return false;
  if (clientIds.kind !== 'list' || clientIds.rest.length > 0) return true;
  return clientIds.items.some((item) => item.kind !== 'scalar' || item.value === API_SERVER_AUDIENCE);
}
