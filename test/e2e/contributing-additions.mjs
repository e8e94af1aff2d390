/** One of each row of the table in CONTRIBUTING.md, as somebody who adds it would write it. */

const between = (anchor, make) => (text) => {
  if (!text.includes(anchor)) throw new Error(`there is no ${JSON.stringify(anchor)}`);
  return text.replace(anchor, () => make(anchor));
};
const after = (anchor, added) => between(anchor, (found) => found + added);
const before = (anchor, added) => between(anchor, (found) => added + found);
const all =
  (...edits) =>
  (text) =>
    edits.reduce((made, edit) => edit(made), text);

/** What to write for one of each row, by file: a whole file, or what becomes of its text. */
export const ADDITIONS = {
  'a field of the spec': {
    'src/spec/schema/terraform.ts': after(
      "object('What the Terraform configuration looks like.', {\n",
      "  note: v.optional(line({ description: 'What whoever applies it is to know.', examples: ['Ask #platform first.'] })),\n",
    ),
    'src/spec/types.ts': after('export interface TerraformSettings {\n', '  readonly note?: string;\n'),
    'src/spec/defaults.ts': after(
      '    layout: () => input.layout ?? TERRAFORM_DEFAULTS.layout,\n',
      '    note: () => input.note,\n',
    ),
    'src/spec/constraints/settings.ts': all(
      before(
        'const fewTags: Rule =',
        `const shortNote: Rule = ({ spec: { terraform }, report }) => {
  if ((terraform.note ?? '').length > 200)
    report.error('spec/long-note', ['terraform', 'note'], 'is longer than 200 characters', 'say it in fewer words');
};

`,
      ),
      after('export const settingsRules: readonly Rule[] = [', 'shortNote, '),
    ),
  },
  'a kind of grant': {
    'src/grants/repositories.ts': `import { grantKind, type Thing } from './kind.js';
import { named, nameField, resource } from './simple.js';

const calledRepository = ({ names: { name = '' } }: Thing) => ['--repository-name', name];

/** ECR repositories: https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html */
export const repositories = grantKind({
  field: 'repositories',
  noun: 'repository',
  title: 'ECR repository',
  service: 'ecr',
  names: {
    name: nameField(
      'repository',
      /^(?=.{2,256}$)[a-z0-9]+(?:[._/-][a-z0-9]+)*$/,
      'use 2-256 lowercase letters and digits, with single dots, hyphens, underscores and slashes between them',
      'team/web',
    ),
  },
  arn: named('ecr', /^repository\\/(?<name>[a-z0-9._/-]{2,256})$/, 'arn:aws:ecr:us-east-1:111122223333:repository/team/web'),
  words: {
    list: {
      does: 'List images',
      on: { repository: ['ecr:DescribeImages', 'ecr:DescribeRepositories', 'ecr:ListImages'] },
      probe: {
        action: 'ecr:ListImages',
        command: (thing) => ['ecr', 'list-images', ...calledRepository(thing), '--max-items', '1'],
      },
    },
    scans: {
      does: 'Read what scans found',
      on: { repository: ['ecr:DescribeImageScanFindings'] },
      probe: 'a scan is of one image',
    },
  },
  resources: { repository: resource('ecr', 'Repository', ({ name }) => \`repository/\${name}\`) },
  inPolicies: { arn: { service: 'ecr', resource: /^repository\\/(?<name>.+)$/s } },
  ownPolicy: {
    name: 'repository policy',
    show: (thing) => ['ecr', 'get-repository-policy', ...calledRepository(thing)],
    put: (thing) => [
      ...['ecr', 'set-repository-policy', ...calledRepository(thing)],
      ...['--policy-text', 'file://policy.json'],
    ],
  },
});
`,
    'src/grants/index.ts': all(
      after("import { queues } from './queues.js';\n", "import { repositories } from './repositories.js';\n"),
      after('  fileSystems,\n', '  repositories,\n'),
    ),
    'test/grants/kinds.test.ts': all(
      after("  fileSystems: ['mount', 'mount-write'],\n", "  repositories: ['list', 'scans'],\n"),
      after(
        "    arns: { 'file-system': ['elasticfilesystem:eu-west-1:111122223333:file-system/fs-0123456789abcdef0'] },\n  },\n",
        `  repositories: {
    entry: { name: 'team/web' },
    arns: { repository: ['ecr:eu-west-1:111122223333:repository/team/web'] },
  },
`,
      ),
    ),
    'test/fixtures/access-words.json': after(
      '"field": "repositories",\n  "words": {\n',
      '   "scans": { "repository": ["ecr:DescribeImageScanFindings"] },\n',
    ),
  },
  'a word of `access`': {
    'src/grants/functions.ts': after(
      '  words: {\n',
      `    describe: {
      does: 'Read its configuration',
      on: { function: ['lambda:GetFunctionConfiguration'] },
      probe: 'the answer holds its variables',
    },
`,
    ),
    'test/fixtures/access-words.json': after(
      `  "field": "functions",
  "words": {
`,
      '   "describe": { "function": ["lambda:GetFunctionConfiguration"] },\n',
    ),
    'test/grants/kinds.test.ts': between("functions: ['invoke']", () => "functions: ['describe', 'invoke']"),
  },
  'a well-known program': {
    'src/catalog/programs/scaling.ts': (text) => `${text}
/** Recommends what pods are to request, by what CloudWatch knows. */
export const sizer: Program = {
  name: 'sizer',
  about: 'requests of pods by their use',
  asOf: '2026-11-01',
  source: 'https://example.com/sizer',
  namespace: 'sizer',
  serviceAccount: 'sizer',
  parameters: [],
  statements: () => allow('Read', 'cloudwatch:GetMetricData,ListMetrics', '*'),
  managedPolicies: [],
  mechanisms: BOTH,
  warnings: [],
};
`,
    'src/catalog/index.ts': all(
      after('import { awsNodeTerminationHandler, clusterAutoscaler, keda', ', sizer'),
      after('  clusterAutoscaler,\n  karpenter,\n', '  sizer,\n'),
    ),
    'test/catalog/programs.test.ts': after(
      "  'cluster-autoscaler': [['cluster-autoscaler'], {}],\n",
      "  sizer: [['sizer'], {}],\n",
    ),
    'test/fixtures/catalogue-policies/sizer.json': `{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "Read", "Effect": "Allow", "Action": ["cloudwatch:GetMetricData", "cloudwatch:ListMetrics"], "Resource": "*" }
  ]
}
`,
  },
  'a question': {
    'src/wizard/questions/terraform.ts': after(
      'export const TERRAFORM: readonly Question[] = [\n',
      `  {
    key: 'terraform.note',
    kind: 'text',
    topic: TOPIC,
    label: 'Note',
    message: 'Note for whoever applies it',
    help: 'It stands first in what is generated; empty: none.',
    example: 'Ask #platform first.',
    asked: 'review',
    optional: true,
  },
`,
    ),
  },
  'an output file': {
    'src/artifacts/owners.ts': `import type { AccessModel } from '../model/types.js';
import type { RenderedFile } from '../rendered-file.js';
import type { RenderTemplate } from './templates.js';

/** Who owns what, and what is to be known before it is applied. */
export function renderOwners({ spec }: AccessModel, render: RenderTemplate): readonly RenderedFile[] {
  if (spec.terraform.note === undefined) return [];
  return [{ path: 'docs/owners.md', content: render('docs/owners.md', { note: spec.terraform.note }) }];
}
`,
    'src/artifacts/index.ts': all(
      after(
        "import { renderOtherAccounts } from './other-accounts.js';\n",
        "import { renderOwners } from './owners.js';\n",
      ),
      between(
        'docs: renderRunbook',
        () => 'docs: (...given) => [renderRunbook, renderOwners].flatMap((make) => make(...given))',
      ),
    ),
  },
  'a template': {
    'templates/docs/owners.md.hbs': '# Owners\n\n{{md note}}\n',
    'src/standard/templates/shapes.ts': before(
      "  'eksctl/cluster.yaml': {\n",
      "  'docs/owners.md': texts('note'),\n",
    ),
    'src/artifacts/templates.ts': all(
      after(
        "import readme from '../../templates/docs/README.md.hbs';\n",
        "import owners from '../../templates/docs/owners.md.hbs';\n",
      ),
      after("  'docs/README.md': readme,\n", "  'docs/owners.md': owners,\n"),
    ),
  },
  'a lint rule': {
    'src/lint/rules/sid-unfinished.ts': `import { policyFile } from '../examples.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };

export const sidUnfinished: Rule = {
  id: 'IRSA900',
  name: 'sid-unfinished',
  severity: 'info',
  family: 'policy-grammar',
  summary: 'A Sid says what the statement is for.',
  why: 'TODO was meant to be replaced.',
  error: 'None: IAM takes it.',
  fix: 'Say what it allows, as in ReadPhotos.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html',
  examples: {
    bad: policyFile({ Sid: 'TODO', ...READ }),
    good: policyFile({ Sid: 'ReadPhotos', ...READ }),
  },
  *check({ statements }) {
    for (const { sid } of statements)
      if (sid?.known && sid.text === 'TODO') yield { place: sid.place, message: \`the Sid \${quoted(sid)} says nothing\` };
  },
};
`,
    'src/lint/rules/index.ts': after(
      "export { sidDuplicate } from './sid-duplicate.js'; // IRSA009\n",
      "export { sidUnfinished } from './sid-unfinished.js'; // IRSA900\n",
    ),
  },
  'a command': {
    'src/cli/commands/regions.ts': `import { REGION_CODES } from '../../aws/partitions.js';
import type { CommandModule } from '../command.js';
import { EXIT } from '../exit-codes.js';

const EXAMPLES = \`
Examples:
  irsa-forge regions
\`;

/** Lists the regions that are known. */
export const regions: CommandModule = {
  configure: (command) => command.addHelpText('after', EXAMPLES),
  run: async (_arguments, _options, { output }) => {
    output.json(REGION_CODES);
    output.result([...REGION_CODES]);
    return EXIT.ok;
  },
};
`,
    'src/cli/commands/index.ts': after(
      'export const COMMANDS: readonly CommandEntry[] = [\n',
      `  {
    name: 'regions',
    summary: 'list the regions that are known',
    load: async () => (await import('./regions.js')).regions,
  },
`,
    ),
  },
  'an example': {
    'examples/quiet-worker/irsa.yaml': `# A worker that takes work from a queue, and nothing more.
version: 1
cluster:
  name: demo-k8s
  region: us-east-1
  accountId: "111122223333"
  kubernetesVersion: "1.35"
  oidcIssuer: https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE
terraform: { note: Ask the platform team first. }
workloads:
  - name: worker
    namespace: default
    serviceAccount: worker
    queues: [{ name: work, access: receive }]
    pod: { kind: Deployment, image: registry.example/worker:1.0.0 }
`,
  },
};
