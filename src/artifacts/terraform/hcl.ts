import { formatHcl } from '../../emit/hcl.js';
import type { AccessModel } from '../../model/types.js';
import type { RenderedFile } from '../../rendered-file.js';
import type { Backend } from '../../spec/types.js';
import { GENERATED_HEADER } from '../header.js';
import type { RenderTemplate, TemplateName } from '../templates.js';
import { renderGitignore } from './gitignore.js';
import { buildTerraformView } from './view.js';

/** The Terraform module as HCL: one file a role, beside the files that every module has. */
export function renderTerraformHcl(model: AccessModel, render: RenderTemplate): readonly RenderedFile[] {
  if (model.spec.terraform.syntax === 'json') return [];
  const view = buildTerraformView(model);
  if (view === undefined) return [];
  const file = (name: string, template: TemplateName, data: object): RenderedFile => ({
    path: `terraform/${name}.tf`,
    content: formatHcl(render(template, { header: GENERATED_HEADER, ...data })),
  });
  const { oidcProvider, backend } = view;
  return [
    renderGitignore('terraform'),
    file('versions', 'terraform/versions.tf', { ...view, backend: backend && backendView(backend) }),
    ...(view.isRoot ? [file('providers', 'terraform/providers.tf', view)] : []),
    file('variables', 'terraform/variables.tf', view),
    ...(oidcProvider ? [file('oidc-provider', 'terraform/oidc-provider.tf', oidcProvider)] : []),
    ...view.roles.map((role) =>
      file(`role-${role.label.replaceAll('_', '-')}`, 'terraform/role.tf', { role }),
    ),
    ...(view.outputs.length > 0 ? [file('outputs', 'terraform/outputs.tf', view)] : []),
  ];
}

function backendView({ type, config }: Backend): object {
  return { type, arguments: Object.entries(config).map(([name, value]) => ({ name, value })) };
}
