import type { RenderedFile } from '../rendered-file.js';

/** The files of a standard to begin with: each part is there once, with a word on what it is for. */
export function starterFiles(version: string): readonly RenderedFile[] {
  return [
    { path: 'standard.yaml', content: STANDARD },
    { path: 'templates/kubernetes/partials/labels.yaml.hbs', content: LABELS },
    { path: 'templates/oncall.md.hbs', content: ONCALL },
    { path: 'fixtures/web.yaml', content: WEB },
    { path: 'fixtures/outside.yaml', content: OUTSIDE },
    { path: 'package.json', content: PACKAGE },
    { path: '.github/workflows/standard.yaml', content: workflow(version) },
  ];
}

const STANDARD = `# What every irsa.yaml of the company gets, must have and must not have.
# Every field: irsa-forge schema standard; what it comes to: irsa-forge standard show .
version: 1
name: platform

# Values where a spec gives none. Under workloads, one object that stands for each workload.
defaults:
  cluster: { region: eu-west-1 }
  terraform:
    backend: { type: s3, config: { bucket: platform-tfstate, region: eu-west-1 } }
  workloads:
    pod:
      resources: { limits: { memory: 512Mi } }

# Values that nobody may change.
locked:
  identity: { maxSessionDuration: 3600 }

# Values for some specs alone: globs on what they say.
when:
  - match: { cluster.name: "prod-*" }
    defaults: { workloads: { pod: { replicas: 3 } } }

# Globs: * is any text, [*] a star itself; [] is each element of a list.
allowed:
  cluster.region: [eu-west-1, eu-central-1]
forbidden:
  workloads[].policyArns[]: ["*/AdministratorAccess", "*/AmazonS3FullAccess"]
  workloads[].statements[].actions[]: ["[*]", "*:[*]"]

# How names are made where a spec gives none, and what they must look like.
naming:
  roleName: { template: "{cluster.name}-{workload.name}", pattern: "^[a-z0-9-]+$" }

# Tags that every spec must have, with a regular expression for their value.
requiredTags: { team: "^[a-z-]+$" }

# What findings of \`irsa-forge lint\` count as: error, warning, info or off.
rules: {}

# What is shown with an error about a field.
messages:
  cluster.region: { message: we run in the EU only, docs: "https://wiki.example.com/regions" }

# Templates in the place of the built-in ones, and lines for their extension points: docs/standard.md in irsa-forge's package.
templates: ./templates

# Outputs beside the built-in ones.
files:
  - { template: oncall.md.hbs, path: "docs/{workload.name}.md", each: workload }
`;

const LABELS = `{{#if tags.team}}
platform.example.com/team: {{yaml tags.team}}
{{/if}}
`;

const ONCALL = `# {{md workload.name}}

Runs as {{code workload.serviceAccount}} in {{code workload.namespace}} of {{md cluster.name}}, with the role {{code role.name}}.
`;

const WEB = `# What a usual spec becomes: see goldens/web.
version: 1
cluster: { name: prod-shop, accountId: "111122223333", provision: false }
terraform: { backend: { config: { key: prod-shop.tfstate } } }
tags: { team: web }
workloads:
  - name: photo-site
    namespace: web
    serviceAccount: photo-site
    buckets: [{ name: shop-photos, access: get }]
    pod: { kind: Deployment, image: registry.example/photo-site:1.4.2, port: 8080 }
`;

const OUTSIDE = `# What is refused: see goldens/outside/findings.txt.
version: 1
cluster: { name: dev, region: us-east-1, accountId: "111122223333", provision: false }
tags: { team: web }
workloads:
  - name: reports
    namespace: web
    serviceAccount: reports
    policyArns: [arn:aws:iam::aws:policy/AmazonS3FullAccess]
`;

const PACKAGE = `{
  "name": "platform-standard",
  "version": "0.1.0",
  "files": ["standard.yaml", "templates"],
  "publishConfig": { "registry": "https://npm.example.com/" }
}
`;

const workflow = (
  version: string,
) => `# Checks the standard on every change; add your own commands for GitLab and others.
name: standard
on: [push, pull_request]
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 20 }
      - run: npx irsa-forge@${version} standard check .
`;
