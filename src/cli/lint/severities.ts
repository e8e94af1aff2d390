import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, hasErrors, type Severity } from '../../diagnostics.js';
import { standardOf } from '../../spec/source.js';
import { severitiesOf } from '../../standard/severities.js';
import { quote } from '../../text/quote.js';
import type { Output } from '../output.js';
import { readSpecSource } from '../read-spec.js';

const SPEC = 'irsa.yaml';

/** The severities that the standard of the spec in the working directory sets; none without either. */
export async function loadSeverities(
  cwd: string,
  output: Output,
  today?: string,
): Promise<Readonly<Record<string, Severity | 'off'>>> {
  const path = join(cwd, SPEC);
  if (!existsSync(path)) return {};
  const read = readSpecSource({ text: readFileSync(path, 'utf8'), name: SPEC }, cwd);
  const ref = read.ok ? standardOf(read.value) : undefined;
  if (!read.ok || ref === undefined) return {};
  const { loadStandard, standardFolder } = await import('../../standard/load.js');
  const { findFinalRules } = await import('../../standard/exceptions.js');
  const loaded = loadStandard({ ref, folder: standardFolder(read.value, cwd), cwd, today });
  const diagnostics = [...loaded.diagnostics, ...(loaded.ok ? findFinalRules(loaded.value) : [])];
  if (loaded.ok && !hasErrors(diagnostics)) return severitiesOf(loaded.value);
  output.diagnostics(diagnostics);
  throw new Failure('standard-unusable', 'user', `the standard ${quote(ref)} of ${SPEC} cannot be used`);
}
