import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lint } from '../../lint/engine.js';
import type { LintResult } from '../../lint/finding.js';
import { type Inventory, loadCatalog, SourceText } from '../../readers/index.js';
import type { CommandContext } from '../command.js';
import { type GivenOptions, givenOf } from '../given-options.js';
import { loadSeverities } from './severities.js';

/** Ignores for files that hold no comments, in the working directory. */
const EXCEPTIONS = '.irsa-forge-ignore';

/** The rules as the working directory has them: with the severities of its standard, and what it accepts. */
export async function loadLinter(
  options: GivenOptions & { readonly today?: string },
  { cwd, output }: CommandContext,
): Promise<(inventory: Inventory) => LintResult> {
  const exceptions = readExceptions(cwd);
  const severities = await loadSeverities(cwd, output, options.today);
  return (inventory) =>
    lint(inventory, {
      catalog: loadCatalog(),
      severities,
      given: givenOf(options),
      ...(exceptions === undefined ? {} : { exceptions }),
    });
}

function readExceptions(cwd: string): SourceText | undefined {
  const path = join(cwd, EXCEPTIONS);
  return existsSync(path) ? new SourceText(EXCEPTIONS, readFileSync(path, 'utf8')) : undefined;
}
