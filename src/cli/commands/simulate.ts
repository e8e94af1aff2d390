import { Failure } from '../../diagnostics.js';
import { repeatedKeysIn } from '../../simulate/repeated-keys.js';
import { type SimulationResult, simulate } from '../../simulate/simulate.js';
import { quote } from '../../text/quote.js';
import type { CommandModule } from '../command.js';
import { EXIT } from '../exit-codes.js';
import type { Output } from '../output.js';
import { readNamedFile } from '../read-file.js';

const EXAMPLES = `
Examples:
  irsa-forge simulate requests.json
  irsa-forge simulate requests.json --format json

The file is a list of { id, identityPolicies, boundary?, trustPolicy?, request: { principal, action, resource, context } }.
A case that cannot be decided, or whose policy IAM would not take, is "refused" with its reason, and the exit code is 2.
`;

/** Decides each request of a JSON file by the policies beside it. */
export const simulateCommand: CommandModule = {
  configure: (command) =>
    command.argument('<file>', 'JSON file of requests and policies').addHelpText('after', EXAMPLES),
  async run([file = ''], _options, { cwd, output }) {
    const text = readNamedFile(file, cwd, 'unreadable-file', 'name a JSON file of requests and policies');
    const { results, diagnostics } = simulate(parse(text, file), repeatedKeysIn(text));
    const [first] = diagnostics;
    if (results.length === 0 && first !== undefined)
      throw new Failure('not-a-list', 'user', `${file}: ${first.message}`);
    for (const result of results) print(result, output);
    output.json(results);
    return diagnostics.length === 0 ? EXIT.ok : EXIT.unable;
  },
};

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Failure('unreadable-json', 'user', `cannot read ${file}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function print({ id, decision, reasons }: SimulationResult, output: Output): void {
  const color = decision === 'allow' ? output.colors.out.green : output.colors.out.red;
  output.result(`${name(id)}: ${color(decision)}`);
  for (const reason of reasons) output.result(`  ${reason}`);
}

/** An id as it is, or in quotes when it could pass for a decision. */
const name = (id: string): string => (/[:"]/.test(id) ? quote(id) : id);
