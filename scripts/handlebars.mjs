import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';

const knownHelpers = JSON.parse(
  readFileSync(new URL('../src/emit/template-helpers.json', import.meta.url), 'utf8'),
);

/** A built-in template as the source of an ES module that exports its precompiled form. */
export function templateModule(source) {
  const compiled = Handlebars.precompile(source, {
    strict: true,
    noEscape: true,
    knownHelpersOnly: true,
    knownHelpers: Object.fromEntries(knownHelpers.map((name) => [name, true])),
  });
  return `export default ${compiled};\n`;
}
