import type { Report } from '../../spec/findings.js';
import type { Spec } from '../../spec/types.js';
import { quote } from '../../text/quote.js';
import type { ExtraFile, Standard } from '../types.js';
import { matchesAll } from '../when.js';
import { filesOf, hclTemplates } from './parts.js';

/** What Terraform reads beside the files of each syntax. */
const BESIDE = {
  hcl: /^terraform\/.*\.tf(?:\.json)?$/i,
  json: /^terraform-json\/.*\.tf(?:\.json)?$/i,
} as const;

/** Two syntaxes that are not the same plan would be none, and what a standard adds to one that is not written nobody would apply. */
export function checkSyntax(spec: Spec, standard: Standard, report: Report): void {
  const { syntax } = spec.terraform;
  const refuse = (owner: string, says: string, help: string): void => {
    const message = `${quote(syntax)} would leave out what the standard ${quote(owner)} says in ${says}`;
    report.error('standard/hcl-template', ['terraform', 'syntax'], message, help);
  };
  const [template] = hclTemplates(standard);
  if (template !== undefined && syntax !== 'hcl') {
    const says = `${template.file}: templates of Terraform are for HCL`;
    refuse(
      template.standard,
      says,
      'write syntax: hcl, or have the standard do without templates of Terraform',
    );
    return;
  }
  const added = (pattern: RegExp): ExtraFile | undefined =>
    filesOf(standard).find(({ path, when }) => pattern.test(path) && matchesAll(when, spec));
  const found = { hcl: added(BESIDE.hcl), json: added(BESIDE.json) };
  for (const [own, other] of [
    ['hcl', 'json'],
    ['json', 'hcl'],
  ] as const) {
    const file = found[own];
    if (file === undefined || syntax === own || (syntax === 'both' && found[other] !== undefined)) continue;
    const help = `write syntax: ${own}, or have the standard add it for ${other} as well; terraform.syntax in a file's when says for which it is`;
    refuse(file.standard, `${file.path}, which is beside its ${own} alone`, help);
  }
}
