import type { OidcProviderFact } from '../inventory.js';
import { unknown } from '../node.js';
import { fieldOf, itemsOf, knownBoolean, knownString, nodeAt, present } from '../node-access.js';
import { asText, documentIn, type FactReader, factOf, linkOf, textOf } from './context.js';

/** `aws_iam_openid_connect_provider` and its data source. */
export const readOidcProvider: FactReader = (object, context) => {
  const clientIds = present(fieldOf(object.body, 'client_id_list'));
  const thumbprints = present(fieldOf(object.body, 'thumbprint_list'));
  const provider: OidcProviderFact = {
    ...factOf(object, context),
    ownership: object.mode === 'data' ? 'existing' : 'declared',
    url: knownString(fieldOf(object.body, 'url')) ?? textOf(object, 'url'),
    arn: textOf(object, 'arn'),
    ...(clientIds === undefined ? {} : { clientIds }),
    ...(thumbprints === undefined ? {} : { thumbprints }),
  };
  context.inventory.oidcProviders.push(provider);
};

/** `aws_eks_cluster` and its data source. */
export const readCluster: FactReader = (object, context) => {
  const version = knownString(fieldOf(object.body, 'version'));
  const issuer = knownString(nodeAt(object.value, ['identity', 0, 'oidc', 0, 'issuer']));
  const symbol = `${object.address}.identity[0].oidc[0].issuer`;
  const autoMode = knownBoolean(fieldOf(itemsOf(fieldOf(object.body, 'compute_config'))[0], 'enabled'));
  context.inventory.clusters.push({
    ...factOf(object, context),
    ownership: object.mode === 'data' ? 'existing' : 'declared',
    name: textOf(object, 'name'),
    region: asText(object.provider.region),
    account: asText(object.provider.account),
    issuer: issuer ?? unknown('only AWS knows the issuer', object.place, { symbol }),
    ...(version === undefined ? {} : { version }),
    ...(autoMode === undefined ? {} : { autoMode }),
  });
};

/** `aws_eks_pod_identity_association`. */
export const readAssociation: FactReader = (object, context) => {
  const role = fieldOf(object.body, 'role_arn');
  const target = present(fieldOf(object.body, 'target_role_arn'));
  const cluster = fieldOf(object.body, 'cluster_name');
  const disabled = knownBoolean(fieldOf(object.body, 'disable_session_tags'));
  const policy = documentIn(fieldOf(object.body, 'policy'), context);
  const externalId = knownString(fieldOf(object.value, 'external_id'));
  const symbol = `${object.address}.external_id`;
  const missing = (name: string) => unknown(`${object.address} has no ${name}`, object.place);
  context.inventory.podIdentityAssociations.push({
    ...factOf(object, context),
    cluster: linkOf(cluster ?? missing('cluster_name')),
    region: asText(object.provider.region),
    namespace: textOf(object, 'namespace'),
    serviceAccount: textOf(object, 'service_account'),
    role: linkOf(role ?? missing('role_arn')),
    externalId: externalId ?? unknown('only AWS makes up the external id', object.place, { symbol }),
    ...(target === undefined ? {} : { targetRole: linkOf(target) }),
    ...(disabled === undefined ? {} : { disableSessionTags: disabled }),
    ...(policy === undefined ? {} : { sessionPolicy: policy }),
  });
};

/** `kubernetes_service_account` and `kubernetes_service_account_v1`. */
export const readTerraformServiceAccount: FactReader = (object, context) => {
  const metadata = itemsOf(fieldOf(object.body, 'metadata'))[0];
  const namespace = knownString(fieldOf(metadata, 'namespace'));
  const place = object.place;
  const automount = knownBoolean(fieldOf(object.body, 'automount_service_account_token'));
  context.inventory.serviceAccounts.push({
    ...factOf(object, context),
    name: knownString(fieldOf(metadata, 'name')) ?? unknown('the service account has no name', place),
    namespace: namespace ?? { known: true, value: 'default', place },
    namespaceStated: namespace !== undefined,
    annotations: present(fieldOf(metadata, 'annotations')),
    labels: present(fieldOf(metadata, 'labels')),
    created: { known: true, value: object.mode === 'resource', place },
    node: object.body,
    ...(automount === undefined ? {} : { automount }),
  });
};
