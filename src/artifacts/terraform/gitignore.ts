import type { RenderedFile } from '../../rendered-file.js';
import { GENERATED_HEADER } from '../header.js';

/**
 * What Terraform writes beside its files and no repository should hold: state and plans may contain secrets. The lock file of
 * providers is not among them; it belongs in version control (developer.hashicorp.com/terraform/language/files/dependency-lock).
 */
const IGNORED = ['.terraform/', '*.tfstate', '*.tfstate.*', '*.tfplan', 'tfplan', 'crash.log', 'crash.*.log'];

/** The `.gitignore` of a folder in which Terraform runs. */
export function renderGitignore(folder: string): RenderedFile {
  return { path: `${folder}/.gitignore`, content: `# ${GENERATED_HEADER}\n${IGNORED.join('\n')}\n` };
}
