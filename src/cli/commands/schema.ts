import { specJsonSchema } from '../../spec/json-schema.js';
import type { CommandModule } from '../command.js';
import { EXIT } from '../exit-codes.js';

const EXAMPLES = `
Examples:
  irsa-forge schema > irsa.schema.json

Then, as the first line of irsa.yaml, for editors with the YAML language server:
  # yaml-language-server: $schema=./irsa.schema.json
`;

/** Prints the JSON Schema, the same in either format: it is JSON already. */
export const schema: CommandModule = {
  configure: (command) => command.addHelpText('after', EXAMPLES),
  run: async (_args, _options, { output }) => {
    const text = JSON.stringify(specJsonSchema(), null, 2);
    if (output.options.format === 'json') output.json(JSON.parse(text));
    else output.result(text);
    return EXIT.ok;
  },
};
