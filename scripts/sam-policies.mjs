/**
 * Packs SAM's policy templates into assets/sam-policies.br, and their date into src/readers/bundled/sam-source.ts.
 *
 * To refresh it: clone https://github.com/aws/serverless-application-model, run `node scripts/sam-policies.mjs FOLDER`, and read
 * what the tests say. Statements are taken over as they are, with the functions of CloudFormation in them.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { pack } from './pack.mjs';

const NAME = 'serverless-application-model';
const folder = process.argv[2];
if (folder === undefined) throw new Error('say which folder holds the clone');
const git = (...args) =>
  execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', maxBuffer: 1 << 24 });

const { Templates } = JSON.parse(
  git('show', 'HEAD:samtranslator/policy_templates_data/policy_templates.json'),
);
const templates = Object.fromEntries(
  Object.entries(Templates).map(([name, { Parameters, Definition }]) => [
    name,
    { parameters: Object.keys(Parameters), statements: Definition.Statement },
  ]),
);
const [, version] = /"([\d.]+)"/.exec(git('show', 'HEAD:samtranslator/__init__.py'));
const date = git('log', '-1', '--format=%cs').trim();
const packed = pack(JSON.stringify(templates));
writeFileSync('assets/sam-policies.br', packed);
writeFileSync(
  'assets/sam-policies.notices.json',
  `${JSON.stringify(
    [
      {
        title: `${NAME} ${version} (Apache-2.0)\nSource: https://github.com/aws/${NAME}`,
        text: 'Its policy templates, and no more of it, were taken over as data. Licence text: see LICENSE',
      },
    ],
    null,
    2,
  )}\n`,
);
writeFileSync(
  'src/readers/bundled/sam-source.ts',
  `// Made by \`node scripts/sam-policies.mjs\`.

/** The release of SAM whose policy templates are known, and its day. */
export const SAM_SOURCE = { name: '${NAME}', version: '${version}', date: '${date}' } as const;
`,
);
console.log(`assets/sam-policies.br: ${packed.length} bytes, ${Object.keys(templates).length} templates`);
