import { permissionsDocument, trustDocument } from '../../src/iam/policy.js';
import { buildTrust, clusterNames } from '../../src/model/trust.js';
import type { AccessModel } from '../../src/model/types.js';
import { type Inventory, readFiles } from '../../src/readers/index.js';
import { usesPodIdentity } from '../../src/spec/mechanism.js';
import { plain, value } from '../readers/support.js';

type Facts = Readonly<Record<string, unknown>>;

/** What one of the two Terraform folders says, read as `lint` reads anybody's. */
export async function terraformFacts(
  model: AccessModel,
  files: ReadonlyMap<string, string>,
  folder: string,
): Promise<Facts> {
  const texts = [...files].filter(([path]) => path.startsWith(`${folder}/`));
  const sources = texts.map(([path, content]) => ({ path, content }));
  const inventory = await readFiles(sources, { placeholders: 'text' });
  if (inventory.diagnostics.length > 0) {
    throw new Error(`${JSON.stringify(inventory.diagnostics)}\n${texts.map(([, text]) => text).join('\n')}`);
  }
  return settle(factsOf(inventory), model);
}

/** A module leaves partition and account to its caller, whose provider has the spec's. */
function settle(facts: Facts, { partition, spec }: AccessModel): Facts {
  const open = /\?arn:\$\{provider\.partition\}:iam::\$\{provider\.account\}:(?=([^"]*))/g;
  const settled = JSON.stringify(facts).replace(open, (_match, rest: string) => {
    const unknown = rest.includes('${') ? '?' : '';
    return `${unknown}arn:${partition}:iam::${spec.cluster.accountId}:`;
  });
  return inOrder(JSON.parse(settled));
}

function factsOf(inventory: Inventory): Facts {
  return {
    roles: inventory.roles.map((role) => roleFacts(role)),
    policies: inventory.policies.map(({ name, path, arn, document, tags }) => ({
      name: value(name),
      path: value(path),
      arn: value(arn),
      document: normal(plain(document)),
      tags: plain(tags),
    })),
    attachments: attachments(inventory),
    providers: inventory.oidcProviders
      .filter(({ ownership }) => ownership === 'declared')
      .map(({ url, clientIds, arn }) => ({ url: value(url), clientIds: plain(clientIds), arn: value(arn) })),
    associations: inventory.podIdentityAssociations.map(({ namespace, serviceAccount, cluster, role }) => ({
      subject: `${value(namespace)}/${value(serviceAccount)}`,
      cluster: value(cluster.value),
      role: value(role.value),
    })),
  };
}

function roleFacts(role: Inventory['roles'][number]): Facts {
  return {
    name: value(role.name),
    path: value(role.path),
    arn: value(role.arn),
    trust: normal(plain(role.trust)),
    boundary: value(role.permissionsBoundary?.value),
    // The default is left out.
    maxSessionDuration: value(role.maxSessionDuration) ?? 3600,
    tags: plain(role.tags),
  };
}

function attachments({ attachments: found }: Inventory): readonly string[] {
  return found.map(({ role, policy }) => `${value(role.value)} ${value(policy.value)}`);
}

/** What nobody knows before the cluster runs, as the readers name it. */
const LOOKED_UP = '${trimprefix(data.aws_eks_cluster.this.identity[0].oidc[0].issuer, "https://")}';

/** The same facts, from the model. */
export function expectedTerraformFacts(model: AccessModel): Facts {
  const { spec, oidcProvider } = model;
  const roles = model.roles.filter(({ owner }) => owner === 'terraform');
  const makesProvider = oidcProvider?.owner === 'terraform';
  const provider = oidcProvider?.provider ?? LOOKED_UP;
  const unknown = oidcProvider?.provider === undefined ? '?' : '';
  const arn = `${unknown}arn:${model.partition}:iam::${spec.cluster.accountId}:oidc-provider/${provider}`;
  const own = { provider: unknown + provider, arn };
  const { accountId } = spec.cluster;
  const url = oidcProvider?.issuer ?? `?https://${LOOKED_UP}`;
  // The empty default of a module is no fact: who calls it may say another.
  const open = spec.terraform.layout === 'module' && Object.keys(spec.tags).length === 0;
  const tags = open ? '?var.tags' : spec.tags;
  return inOrder({
    roles: roles.map((role) => ({
      name: role.name,
      path: role.path,
      arn: role.arn,
      trust: normal(trustDocument(buildTrust(role, clusterNames(model, accountId, own), accountId))),
      boundary: role.permissionsBoundaryArn,
      maxSessionDuration: role.maxSessionDuration,
      tags,
    })),
    policies: roles.flatMap(({ policy, path }) =>
      (policy?.parts ?? []).map(({ name, arn: policyArn, statements }) => ({
        name,
        path,
        arn: policyArn,
        document: normal(permissionsDocument(statements)),
        tags,
      })),
    ),
    attachments: roles.flatMap(({ name, policy, managedPolicyArns }) =>
      [...(policy?.parts ?? []).map((part) => part.arn), ...managedPolicyArns].map(
        (policyArn) => `${name} ${policyArn}`,
      ),
    ),
    providers: makesProvider ? [{ url, clientIds: ['sts.amazonaws.com'], arn }] : [],
    associations: roles
      .filter(({ mechanism }) => usesPodIdentity(mechanism))
      .flatMap((role) =>
        role.subjects.flatMap(({ namespace, serviceAccount }) =>
          model.clusters
            .filter(({ region }) => region === spec.cluster.region)
            .map(({ name }) => ({
              subject: `${namespace}/${serviceAccount}`,
              cluster: name,
              role: role.arn,
            })),
        ),
      ),
  });
}

/** A policy in which every list is one, and nothing is empty. */
function normal(document: unknown): unknown {
  const { Statement } = document as { readonly Statement: readonly Facts[] };
  return Statement.map(({ Principal, Action, Resource = [], Condition, ...rest }) => ({
    ...rest,
    Principal: listed(Principal),
    Action: [Action].flat(),
    Resource: [Resource].flat(),
    Condition: mapValues(Condition, listed),
  }));
}

function listed(record: unknown): Facts {
  return mapValues(record, (item) => [item].flat());
}

function mapValues(record: unknown, map: (item: unknown) => unknown): Facts {
  return Object.fromEntries(Object.entries(record ?? {}).map(([key, item]) => [key, map(item)]));
}

/** No list of these facts has an order. */
function inOrder(facts: Facts): Facts {
  const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  return mapValues(facts, (list) => [...(list as unknown[])].sort(byText));
}
