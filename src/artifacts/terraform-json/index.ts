import type { AccessModel } from '../../model/types.js';
import type { RenderedFile } from '../../rendered-file.js';
import { renderGitignore } from '../terraform/gitignore.js';
import { buildTerraformView } from '../terraform/view.js';
import { buildStack } from './stack.js';
import { unguardTokens } from './tokens.js';

/** The Terraform module in JSON syntax, made with CDKTF; it means the same as the HCL. */
export function renderTerraformJson(model: AccessModel): readonly RenderedFile[] {
  const view = buildTerraformView(model);
  if (view === undefined) return [];
  const content = `${JSON.stringify(buildStack(view).toTerraform(), plain, 2)}\n`;
  return [renderGitignore('terraform-json'), { path: 'terraform-json/main.tf.json', content }];
}

/** Without CDKTF's own notes: it writes its version and the construct's path under "//". */
function plain(key: string, value: unknown): unknown {
  if (key === '//') return undefined;
  return typeof value === 'string' ? unguardTokens(value) : value;
}
