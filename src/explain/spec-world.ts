import { OTHER_ACCOUNTS, otherAccountFile, renderOtherAccounts } from '../artifacts/other-accounts.js';
import { handMadeAssociationsOf } from '../model/associations.js';
import { otherAccountPolicies } from '../model/other-accounts.js';
import { sessionPolicyText } from '../model/session-policy.js';
import type { AccessModel, RoleSubject } from '../model/types.js';
import {
  documentOf,
  type Inventory,
  type PodIdentityAssociationFact,
  type ResourceFact,
  type ResourcePolicyFact,
  readFiles,
  type Span,
  text,
  unknown,
} from '../readers/index.js';
import type { RenderedFile } from '../rendered-file.js';
import { accountKey } from '../spec/subjects.js';
import { resourceKindOf } from './resource-policies.js';
import type { Given } from './types.js';
import { buildWorld, type World, type WorldOptions } from './world.js';

/** What a spec is rendered to, read back like anybody's files. */
export async function worldOfSpec(
  model: AccessModel,
  files: readonly RenderedFile[],
  more: Given = {},
  options: WorldOptions = {},
): Promise<World> {
  // Terraform in both syntaxes is twice the same.
  const hasHcl = files.some(({ path }) => path.startsWith('terraform/'));
  const read = files.filter(
    ({ path }) => !(hasHcl && path.startsWith('terraform-json/')) && !path.startsWith(`${OTHER_ACCOUNTS}/`),
  );
  const [inventory, theirs] = await Promise.all([
    readFiles(read, { placeholders: 'text' }),
    otherAccounts(model),
  ]);
  const podIdentityAssociations = [...inventory.podIdentityAssociations, ...handMade(model)];
  const resources = [...inventory.resources, ...theirs.resources];
  const resourcePolicies = [...inventory.resourcePolicies, ...theirs.resourcePolicies];
  return buildWorld(
    { ...inventory, podIdentityAssociations, resources, resourcePolicies },
    { ...givenBy(model, more.cluster), ...more },
    options,
  );
}

/** What the runbook lets people make, which no file of a tool holds. */
function handMade(model: AccessModel): readonly PodIdentityAssociationFact[] {
  const place: Span = { file: 'README.md', line: 1, column: 1, start: 0, end: 0 };
  const known = (value: string) => ({ known: true, value, place }) as const;
  return model.roles.flatMap((role) =>
    handMadeAssociationsOf(role, model).map(({ cluster, region, subject }) => ({
      id: `file:README.md:of the runbook for ${accountKey(subject)} in ${cluster}`,
      ...({ tool: 'file', kind: 'runbook', scope: 'README.md', place } as const),
      cluster: { value: known(cluster) },
      region: known(region),
      namespace: known(subject.namespace),
      serviceAccount: known(subject.serviceAccount),
      role: { value: known(role.arn) },
      ...sessionOf(subject, place),
    })),
  );
}

function sessionOf(
  { session }: RoleSubject,
  place: Span,
): Pick<PodIdentityAssociationFact, 'targetRole' | 'externalId' | 'disableSessionTags' | 'sessionPolicy'> {
  if (session === undefined) return {};
  const policy = sessionPolicyText(session);
  return {
    ...(session.targetRoleArn === undefined
      ? {}
      : {
          targetRole: { value: { known: true, value: session.targetRoleArn, place } },
          externalId: unknown('only AWS makes up the external id', place),
        }),
    disableSessionTags: { known: true, value: !session.tagged, place },
    ...(policy === undefined ? {} : { sessionPolicy: documentOf(text(policy, place)).root }),
  };
}

/** What owners of other accounts are asked to add, and the account of each thing, which the ARN of a bucket does not tell. */
async function otherAccounts(model: AccessModel): Promise<Pick<Inventory, 'resources' | 'resourcePolicies'>> {
  const { policies } = await readFiles(renderOtherAccounts(model));
  const documents = new Map(policies.map((fact) => [fact.place.file, fact]));
  const facts = otherAccountPolicies(model).flatMap((policy) => {
    const { accountId, kind, arn, name } = policy;
    const file = otherAccountFile(policy);
    const fact = documents.get(file);
    const resource = kind.ownPolicy?.resource === 'none' ? 'role' : resourceKindOf(arn);
    if (fact === undefined || resource === undefined) return [];
    const { tool, scope, place, document } = fact;
    const known = (value: string) => ({ known: true, value, place }) as const;
    const common = { tool, kind: kind.noun, scope, place, resource };
    const made: ResourceFact = {
      ...{ ...common, id: `file:${scope}:${file}:thing`, ownership: 'declared' },
      ...{ arn: known(arn), name: known(name), account: known(accountId) },
    };
    const said: ResourcePolicyFact = {
      ...{ ...common, id: `file:${scope}:${file}`, of: { value: known(arn) }, document },
      assumes: `that the ${kind.ownPolicy?.name} in account ${accountId} has the statements of ${file}`,
    };
    return [{ made, said }];
  });
  return { resources: facts.map(({ made }) => made), resourcePolicies: facts.map(({ said }) => said) };
}

/** What a spec says of one of its clusters, by default its own, that no output does. */
function givenBy({ spec, oidcProvider, clusters }: AccessModel, name: string | undefined): Given {
  const [own] = clusters;
  const cluster = clusters.find((each) => each.name === (name ?? own.name)) ?? own;
  const says =
    cluster === own ? `identity.oidcProviderOwner: ${oidcProvider?.owner}` : 'identity.furtherClusters';
  return {
    cluster: cluster.name,
    patternsMeant: true,
    accountId: spec.cluster.accountId,
    ...(cluster.issuer === undefined ? {} : { issuer: cluster.issuer }),
    ...(oidcProvider === undefined ? {} : { providerExists: says }),
  };
}
