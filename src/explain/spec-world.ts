import type { AccessModel } from '../model/types.js';
import { readFiles } from '../readers/index.js';
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
  return buildWorld(inventory, { ...givenBy(model), ...more }, options);
}

/** What a spec says that no output does. */
function givenBy({ spec, oidcProvider }: AccessModel): Given {
  const { accountId, oidcIssuer } = spec.cluster;
  return {
    accountId,
    ...(oidcIssuer === undefined ? {} : { issuer: oidcIssuer }),
    ...(oidcProvider === undefined
      ? {}
      : { providerExists: `identity.oidcProviderOwner: ${oidcProvider.owner}` }),
  };
}
