import { Argument } from 'commander';
import { specJsonSchema } from '../../spec/json-schema.js';
import type { CommandModule } from '../command.js';
import { EXIT } from '../exit-codes.js';

const EXAMPLES = `
Examples:
  irsa-forge schema > irsa.schema.json

  irsa-forge schema standard > standard.schema.json

Then, as the first line of irsa.yaml, for editors with the YAML language server:
  # yaml-language-server: $schema=./irsa.schema.json
`;

/** Prints a JSON Schema, the same in either format: it is JSON already. */
export const schema: CommandModule = {
  configure: (command) =>
    command
      .addArgument(new Argument('[format]', 'of which file').choices(['spec', 'standard']).default('spec'))
      .addHelpText('after', EXAMPLES),
  run: async ([format], _options, { output }) => {
    const text = JSON.stringify(await schemaOf(format), null, 2);
    if (output.options.format === 'json') output.json(JSON.parse(text));
    else output.result(text.split('\n'));
    return EXIT.ok;
  },
};

async function schemaOf(format: string | undefined): Promise<object> {
  if (format !== 'standard') return specJsonSchema();
  const { standardJsonSchema } = await import('../../standard/json-schema.js');
  return standardJsonSchema();
}
