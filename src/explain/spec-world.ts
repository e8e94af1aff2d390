import { handMadeAssociationsOf } from '../model/associations.js';
import type { AccessModel } from '../model/types.js';
import { type PodIdentityAssociationFact, readFiles, type Span } from '../readers/index.js';
import type { RenderedFile } from '../rendered-file.js';
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
  const read = files.filter(({ path }) => !(hasHcl && path.startsWith('terraform-json/')));
  const inventory = await readFiles(read, { placeholders: 'text' });
  const podIdentityAssociations = [...inventory.podIdentityAssociations, ...handMade(model)];
  return buildWorld(
    { ...inventory, podIdentityAssociations },
    { ...givenBy(model, more.cluster), ...more },
    options,
  );
}

/** What the runbook lets people make, which no file of a tool holds. */
function handMade(model: AccessModel): readonly PodIdentityAssociationFact[] {
  const place: Span = { file: 'README.md', line: 1, column: 1, start: 0, end: 0 };
  const known = (value: string) => ({ known: true, value, place }) as const;
  return model.roles.flatMap((role) =>
    handMadeAssociationsOf(role, model).map(({ cluster, subject }) => ({
      id: `file:README.md:of the runbook for ${subject.namespace}/${subject.serviceAccount} in ${cluster}`,
      ...({ tool: 'file', kind: 'runbook', scope: 'README.md', place } as const),
      cluster: { value: known(cluster) },
      namespace: known(subject.namespace),
      serviceAccount: known(subject.serviceAccount),
      role: { value: known(role.arn) },
    })),
  );
}

/** What a spec says of one of its clusters, by default its own, that no output does. */
function givenBy({ spec, oidcProvider, clusters }: AccessModel, name: string | undefined): Given {
  const [own] = clusters;
  const cluster = clusters.find((each) => each.name === (name ?? own.name)) ?? own;
  const says =
    cluster === own ? `identity.oidcProviderOwner: ${oidcProvider?.owner}` : 'identity.furtherClusters';
  return {
    cluster: cluster.name,
    accountId: spec.cluster.accountId,
    ...(cluster.issuer === undefined ? {} : { issuer: cluster.issuer }),
    ...(oidcProvider === undefined ? {} : { providerExists: says }),
  };
}
