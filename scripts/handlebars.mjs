import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';

const knownHelpers = JSON.parse(
  readFileSync(new URL('../src/emit/template-helpers.json', import.meta.url), 'utf8'),
);

/** What nothing of ours asks for, in every call: the place in the template, and a function for runtimes before 4.6. */
const UNUSED = [
  /,"loc":\{"start":\{"line":\d+,"column":\d+\},"end":\{"line":\d+,"column":\d+\}\}/g,
  /(?<=lookupProperty = container\.lookupProperty) \|\| function\(parent, propertyName\) \{[^}]*\}[^}]*\}/g,
];

/** A built-in template as the source of an ES module that exports its precompiled form. */
export function templateModule(source) {
  const compiled = Handlebars.precompile(source, {
    strict: true,
    noEscape: true,
    knownHelpersOnly: true,
    knownHelpers: Object.fromEntries(knownHelpers.map((name) => [name, true])),
  });
  const used = UNUSED.reduce((code, unused) => code.replaceAll(unused, ''), compiled);
  return `export default ${used};\n`;
}
