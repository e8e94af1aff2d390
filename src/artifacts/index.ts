import type { AccessModel } from '../model/types.js';
import type { RenderedFile } from '../rendered-file.js';
import { renderClusterConfig } from './eksctl.js';
import { ARTIFACT_GROUPS, type ArtifactGroup } from './groups.js';
import { renderHelmValues } from './helm.js';
import { renderKubernetes } from './kubernetes.js';
import { renderOtherAccounts } from './other-accounts.js';
import { renderPolicies } from './policies.js';
import { renderRunbook } from './runbook/index.js';
import { type RenderTemplate, templateRenderer } from './templates.js';
import { renderTerraformHcl } from './terraform/hcl.js';

export { ARTIFACT_GROUPS, type ArtifactGroup, groupOf } from './groups.js';
export { commandsOf } from './runbook/index.js';

type RenderGroup = (
  model: AccessModel,
  render: RenderTemplate,
) => readonly RenderedFile[] | Promise<readonly RenderedFile[]>;

const GROUPS: Readonly<Record<ArtifactGroup, RenderGroup>> = {
  eksctl: renderClusterConfig,
  terraform: async (model, render) => [
    ...renderTerraformHcl(model, render),
    ...(await renderJsonSyntax(model)),
  ],
  policies: (model) => [...renderPolicies(model), ...renderOtherAccounts(model)],
  kubernetes: (model, render) => [...renderKubernetes(model, render), ...renderHelmValues(model)],
  docs: renderRunbook,
};

/** CDKTF is by far the heaviest library: it is loaded for JSON syntax alone. */
async function renderJsonSyntax(model: AccessModel): Promise<readonly RenderedFile[]> {
  if (model.spec.terraform.syntax === 'hcl') return [];
  const { renderTerraformJson } = await import('./terraform-json/index.js');
  return renderTerraformJson(model);
}

const builtIn = templateRenderer();

/** How many files a spec makes; what stands in them is not rendered. */
export async function countFiles(model: AccessModel): Promise<number> {
  return (await render(model, ARTIFACT_GROUPS, () => '')).length;
}

/** All files of a spec, or those of some groups; the same bytes for the same model, always. */
export async function render(
  model: AccessModel,
  groups: readonly ArtifactGroup[] = ARTIFACT_GROUPS,
  renderTemplate: RenderTemplate = builtIn,
): Promise<readonly RenderedFile[]> {
  const files = await Promise.all(groups.map((group) => GROUPS[group](model, renderTemplate)));
  return files.flat();
}
