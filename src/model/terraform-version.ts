import type { TerraformSettings } from '../spec/types.js';

/** Works with OpenTofu too; nothing newer is used. */
const OLDEST_VERSION = '1.5.7';

/** The first Terraform, and OpenTofu, whose S3 backend locks by itself (github.com/hashicorp/terraform, CHANGELOG of 1.10). */
const OLDEST_WITH_LOCKFILE = '1.10.0';

/** The oldest Terraform that takes the module. */
export function oldestTerraform({ backend }: Pick<TerraformSettings, 'backend'>): string {
  const locks = backend?.type === 's3' && String(backend.config['use_lockfile']) === 'true';
  return locks ? OLDEST_WITH_LOCKFILE : OLDEST_VERSION;
}
