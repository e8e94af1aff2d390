import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { writeExamples } from './library-examples.mjs';

const forge = (...args) =>
  execFileSync(process.execPath, ['bin/irsa-forge.js', ...args], { encoding: 'utf8' });

writeFileSync('docs/spec.md', specPage(JSON.parse(forge('schema'))));
writeFileSync('docs/commands.md', commandsPage());
writeFileSync('docs/catalog.md', catalogPage(JSON.parse(forge('catalog', '--format', 'json'))));
await writeExamples();

function specPage(schema) {
  const sections = [];
  collect(schema, schema.else, '', sections);
  return `# Every field of irsa.yaml

Made from the schema (\`npm run docs\`); \`irsa-forge schema\` prints it for your editor. Fields in bold are
required, unless the file extends another one. [environments.md](environments.md) says where placeholders such as \`{cluster.name}\` are filled in.

${sections.join('\n\n')}
`;
}

/** A table for each object, objects inside it in sections of their own. */
function collect(schema, needs, path, sections) {
  const required = new Set(needs?.required ?? needs?.else?.required ?? []);
  const rows = [];
  const inner = [];
  for (const [name, field] of Object.entries(schema.properties)) {
    const label = required.has(name) ? `**\`${name}\`**` : `\`${name}\``;
    rows.push(
      `| ${label} | ${typeOf(field)} | ${defaultOf(field)} | ${cell(field.description ?? '')}${exampleOf(field)} |`,
    );
    const object = objectIn(field);
    const below = needs?.properties?.[name];
    if (object)
      inner.push([`${path}${name}${field.type === 'array' ? '[]' : ''}.`, object, below?.items ?? below]);
  }
  sections.push(
    `## ${path === '' ? 'The file' : `\`${path.slice(0, -1)}\``}\n\n| Field | Type | Default | Meaning |\n|---|---|---|---|\n${rows.join('\n')}`,
  );
  for (const [innerPath, object, below] of inner) collect(object, below, innerPath, sections);
}

function objectIn(field) {
  if (field.properties) return field;
  return field.items?.properties ? field.items : undefined;
}

function typeOf(field) {
  const choices = field.anyOf ?? field.oneOf;
  if (choices) return [...new Set(choices.map(typeOf))].join(' or ');
  if (field.enum) return field.enum.map((value) => `\`${value}\``).join(', ');
  if (field.const !== undefined) return `\`${field.const}\``;
  if (field.type === 'array') return `list of ${typeOf(field.items)}`;
  if (field.type === 'object') return 'map';
  return field.type ?? 'anything';
}

function defaultOf({ default: value }) {
  return value === undefined ? '' : cell(`\`${JSON.stringify(value)}\``);
}

function exampleOf({ examples, enum: choices }) {
  const [example] = examples ?? [];
  return example === undefined || choices
    ? ''
    : cell(` Example: \`${typeof example === 'string' ? example : JSON.stringify(example)}\``);
}

function cell(text) {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}

function commandsPage() {
  const help = forge('--help');
  const names = [...help.matchAll(/^ {2}([a-z]+) (?:\[| )/gm)].map(([, name]) => name);
  const pages = names.map((name) => `## ${name}\n\n\`\`\`text\n${forge(name, '--help').trim()}\n\`\`\``);
  return `# Every command

Made from the program's own help (\`npm run docs\`).

| Exit code | Meaning |
|---|---|
| 0 | done, clean, allowed |
| 1 | findings, drift, denied; \`--check\` would change something |
| 2 | could not run: usage, invalid spec, unreadable file, conflict |
| 3 | a bug in the tool |
| 130 | interrupted |

\`\`\`text
${help.trim()}
\`\`\`

${pages.join('\n\n')}
`;
}

function catalogPage(programs) {
  const sections = programs.map(programSection);
  return `# Well-known programs

Made from the catalogue (\`npm run docs\`); \`irsa-forge catalog NAME\` prints the policy of one. ${programs.length} programs. Policies are
narrower than what most documents recommend, where the program allows it; each says when it was compared with its source.

${sections.join('\n\n')}
`;
}

function programSection(program) {
  const {
    name,
    about,
    asOf,
    source,
    namespace,
    serviceAccount,
    parameters,
    managedPolicyArns,
    helmPath,
    clusterPaths,
  } = program;
  const notes = [...forge('catalog', name).matchAll(/^(?:note: (.*)| {2}(at least one of .*))$/gm)].map(
    ([, note, choice]) => `- ${cell(note ?? choice).replace(/[<>]/g, '\\$&')}`,
  );
  const rows = parameters.map(
    (each) => `| \`${each.name}\` | ${each.type} | ${each.required ? 'yes' : ''} | ${cell(each.about)} |`,
  );
  const told = Object.entries(clusterPaths)
    .map(([fact, path]) => `\`${path}\` (${fact})`)
    .join(', ');
  const facts = [
    `- service account: ${namespace === null ? "the application's own" : `\`${namespace}/${serviceAccount}\``}`,
    ...(helmPath === null ? [] : [`- in the chart's values: \`${helmPath}\``]),
    ...(told === '' ? [] : [`- told of the cluster: ${told}`]),
    ...managedPolicyArns.map((arn) => `- managed policy: \`${arn}\``),
    ...notes,
  ];
  const table =
    rows.length === 0
      ? ''
      : `\n\n| Parameter | Type | Required | Meaning |\n|---|---|---|---|\n${rows.join('\n')}`;
  return `## ${name}\n\n${about.charAt(0).toUpperCase()}${about.slice(1)}. As of ${asOf}, <${source}>\n\n${facts.join('\n')}${table}`;
}
