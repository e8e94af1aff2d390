import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../../diagnostics.js';
import { simulate } from '../../simulate/simulate.js';
import type { CommandModule } from '../command.js';
import { EXIT } from '../exit-codes.js';

const EXAMPLES = `
Examples:
  irsa-forge simulate requests.json
  irsa-forge simulate requests.json --format json

The file is a list of { id, identityPolicies, boundary?, trustPolicy?, request: { principal, action, resource, context } }.
`;

/** Decides each request of a JSON file by the policies beside it. */
export const simulateCommand: CommandModule = {
  configure: (command) =>
    command.argument('<file>', 'JSON file of requests and policies').addHelpText('after', EXAMPLES),
  async run([file = ''], _options, { cwd, output }) {
    const { results, diagnostics } = simulate(readJson(file, cwd));
    output.diagnostics(diagnostics);
    for (const { id, decision, reasons } of results) {
      const color = decision === 'allow' ? output.colors.out.green : output.colors.out.red;
      output.result(`${id}: ${color(decision)}`);
      for (const reason of reasons) output.result(`  ${reason}`);
    }
    output.json(results);
    return diagnostics.length === 0 ? EXIT.ok : EXIT.unable;
  },
};

function readJson(file: string, cwd: string): unknown {
  try {
    return JSON.parse(readFileSync(resolve(cwd, file), 'utf8'));
  } catch (error) {
    throw new Failure('unreadable-json', 'user', `cannot read ${file}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
