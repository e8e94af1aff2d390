import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importSource } from './import-source.mjs';

/** What each family is about, in the order of the index. */
const FAMILIES = {
  'policy-grammar': 'Policy grammar',
  actions: 'Actions',
  s3: 'S3 permissions',
  kms: 'KMS permissions',
  trust: 'Trust policies',
  'names-and-quotas': 'Names and quotas',
  'service-account': 'Service accounts',
  pod: 'Pods',
  eksctl: 'eksctl',
  'pod-identity': 'Pod Identity',
  'cross-file': 'How files fit together',
};

const LANGUAGES = { tf: 'hcl', json: 'json', yaml: 'yaml', yml: 'yaml' };

/** The pages of docs/rules/, by file name: one a rule, and the index. */
function renderRules(rules) {
  return new Map([
    ['README.md', renderIndex(rules)],
    ...rules.map((rule) => [`${rule.id}.md`, renderRule(rule)]),
  ]);
}

function renderIndex(rules) {
  const tables = Object.entries(FAMILIES).flatMap(([family, title]) => {
    const own = rules.filter((rule) => rule.family === family);
    if (own.length === 0) return [];
    const rows = own.map(
      ({ id, name, severity, summary }) => `| [${id}](${id}.md) | ${severity} | ${name} | ${cell(summary)} |`,
    );
    return [
      `## ${title}\n\n| Rule | Severity | Name | What it asks for |\n|---|---|---|---|\n${rows.join('\n')}`,
    ];
  });
  return `# The rules of \`lint\`

Made from the rules themselves (\`npm run rules\`). ${rules.length} rules: an error is certain to break, a warning is a risk, an info is style.
A value that the files do not tell is never guessed: rules pass over it, and the report counts it as not checked.
What a pod should not be allowed to do is information in a role that no pod can take, such as that of a CI system.

A finding is accepted by a comment with a reason, above the line (and then for all that is nested in it) or behind it:

\`\`\`hcl
# irsa-forge-ignore IRSA040: this role is the backup's, which reads every bucket
resources = ["*"]
\`\`\`

\`irsa-forge-ignore-file IRSA040: …\` is for a whole file. JSON has no comments: list the file in \`.irsa-forge-ignore\` in the working directory,
as \`policies/backup.json irsa-forge-ignore IRSA040: …\`. A standard sets severities: \`rules: { IRSA040: error, IRSA048: off }\`.

${tables.join('\n\n')}
`;
}

function renderRule(rule) {
  const { id, name, severity, family, summary, why, error, fix, reference, examples } = rule;
  return `# ${id}: ${name}

${summary}

| Severity | Family |
|---|---|
| ${severity} | ${FAMILIES[family]} |

## Why

${text(why)}

## Without it

> ${text(error)}

## How to fix it

${text(fix)}

## Wrong

${examples.bad.map(renderFile).join('\n\n')}

## Right

${examples.good.map(renderFile).join('\n\n')}

## Reference

<${reference}>
`;
}

function renderFile({ path, content }) {
  const language = LANGUAGES[path.slice(path.lastIndexOf('.') + 1)] ?? 'text';
  const lines = content.trimEnd().split('\n');
  const shown = lines.length > 80 ? [...lines.slice(0, 60), '…', ...lines.slice(-10)] : lines;
  return `\`${path}\`\n\n\`\`\`${language}\n${shown.join('\n')}\n\`\`\``;
}

/** Markdown takes angle brackets for HTML and stars for emphasis. */
function text(value) {
  return value.replace(/[*_<>]/g, '\\$&');
}

function cell(value) {
  return text(value).replaceAll('|', '\\|').replace(/\s+/g, ' ');
}

/** Makes the folder hold these pages; tells which differ, and with `check` changes nothing. */
function updatePages(pages, folder, check) {
  mkdirSync(folder, { recursive: true });
  const others = readdirSync(folder).filter((name) => !pages.has(name));
  const changed = [...pages.keys()].filter((name) => readOrEmpty(join(folder, name)) !== pages.get(name));
  if (check) return [...others, ...changed];
  for (const name of others) rmSync(join(folder, name));
  for (const name of changed) writeFileSync(join(folder, name), pages.get(name));
  return [];
}

function readOrEmpty(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const { RULES } = await importSource('src/lint/registry.ts');
const stale = updatePages(renderRules(RULES), 'docs/rules', process.argv.includes('--check'));
for (const name of stale) console.log(`docs/rules/${name} is not what \`npm run rules\` makes`);
if (stale.length > 0) process.exitCode = 1;
