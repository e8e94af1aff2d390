import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { render } from '../../src/artifacts/index.js';
import { EXTENSION_POINTS } from '../../src/artifacts/templates.js';
import type { SpecInput } from '../../src/spec/schema.js';
import { lintTemplates } from '../../src/standard/templates/lint.js';
import { groupsWithTemplates } from '../../src/standard/templates/parts.js';
import { renderUnder } from '../../src/standard/templates/render.js';
import { PARTIAL_FIELDS } from '../../src/standard/templates/shapes.js';
import type { Standard } from '../../src/standard/types.js';
import { verifyTemplates } from '../../src/verify/index.js';
import { aPod, aWorkload, type Part } from '../support/a-spec.js';
import { aStandard, errorsUnder, modelUnder, shown, withOwnTemplates } from './support.js';

const ISSUER = 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';

const SPEC: Part<SpecInput> = {
  cluster: { oidcIssuer: ISSUER },
  identity: { permissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/boundary' },
  tags: { team: 'web' },
  workloads: [aWorkload({ pod: aPod() })],
};

const builtIn = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../../templates/${path}.hbs`, import.meta.url)), 'utf8');

/** A built-in template with a part of it replaced. */
function changed(path: string, from: string, to: string): Record<string, string> {
  const source = builtIn(path);
  expect(source).toContain(from);
  return { [`${path}.hbs`]: source.replace(from, to) };
}

function own(templates: Readonly<Record<string, string>>, rest = ''): Standard {
  return withOwnTemplates(aStandard(rest), templates);
}

async function rendered(standard: Standard, spec = SPEC): Promise<ReadonlyMap<string, string>> {
  const files = await renderUnder(standard, modelUnder(standard, spec));
  return new Map(files.map(({ path, content }) => [path, content]));
}

async function read(standard: Standard, spec = SPEC) {
  const model = modelUnder(standard, spec);
  return verifyTemplates(await renderUnder(standard, model), await render(model), model);
}

async function verified(standard: Standard, spec = SPEC): Promise<readonly string[]> {
  return (await read(standard, spec)).diagnostics.map(({ message }) => message);
}

describe('a template that means something else than the spec is caught:', () => {
  const attacks: readonly [string, { readonly given: () => Standard; readonly says: RegExp }][] = [
    [
      'another subject in the trust policy',
      {
        given: () =>
          own(
            changed(
              'terraform/role.tf',
              'values = {{hcl this.values}}',
              'values = ["system:serviceaccount:web:admin"]',
            ),
          ),
        says: /terraform: the role .* trusts .*system:serviceaccount:web:admin.*not what the spec asks for/,
      },
    ],
    [
      'any subject in the trust policy',
      {
        given: () => own(changed('terraform/role.tf', 'test = {{hcl this.test}}', 'test = "StringLike"')),
        says: /trusts .*StringLike/,
      },
    ],
    [
      'a trust policy without conditions',
      {
        given: () => own(changed('terraform/role.tf', '{{#each this.conditions}}', '{{#each this.nothing}}')),
        says: /trusts/,
      },
    ],
    [
      'permissions on everything',
      {
        given: () =>
          own(changed('terraform/role.tf', 'resources = {{hcl this.resources}}', 'resources = ["*"]')),
        says: /may .*"Resource": \*/,
      },
    ],
    [
      'permissions in which variables are plain text',
      {
        given: () =>
          own(
            changed(
              'terraform/role.tf',
              'data "aws_iam_policy_document" {{hcl this.label}} {',
              'data "aws_iam_policy_document" {{hcl this.label}} {\n  version = "2008-10-17"',
            ),
          ),
        says: /may .* by the version 2008-10-17, which is not what the spec asks for/,
      },
    ],
    [
      'a role without its boundary',
      {
        given: () =>
          own(
            changed('terraform/role.tf', '  permissions_boundary = {{hcl role.permissionsBoundary}}\n', ''),
          ),
        says: /boundary=none/,
      },
    ],
    [
      'a role in another path',
      {
        given: () =>
          own(changed('terraform/role.tf', '  description = {{hcl role.description}}', '  path = "/admin/"')),
        says: /path=\/admin\//,
      },
    ],
    [
      'one more policy at an extension point',
      {
        given: () =>
          own({
            'terraform/partials/role.tf.hbs':
              'resource "aws_iam_role_policy_attachment" "more" {\n  role = {{hcl role.nameRef}}\n  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"\n}\n',
          }),
        says: /has the policy arn:aws:iam::aws:policy\/AdministratorAccess/,
      },
    ],
    [
      'an inline policy',
      {
        given: () =>
          own({
            'terraform/partials/role.tf.hbs':
              'resource "aws_iam_role_policy" "more" {\n  role = {{hcl role.nameRef}}\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })\n}\n',
          }),
        says: /may .*"Action": \*/,
      },
    ],
    [
      'a trust policy that Terraform leaves as somebody else makes it',
      {
        given: () =>
          own(
            changed(
              'terraform/role.tf',
              '  description = {{hcl role.description}}',
              '  lifecycle {\n    ignore_changes = [tags, assume_role_policy]\n  }',
            ),
          ),
        says: /ignores changes of assume_role_policy in aws_iam_role/,
      },
    ],
    [
      'a program that Terraform asks',
      {
        given: () =>
          own({ 'terraform/partials/role.tf.hbs': 'data "external" "x" {\n  program = ["sh"]\n}\n' }),
        says: /makes data\.external\.x/,
      },
    ],
    [
      'another account of the provider',
      {
        given: () => own(changed('terraform/providers.tf', '[{{hcl accountId}}]', '["444455556666"]')),
        says: /works in the region us-east-1 of the account 444455556666/,
      },
    ],
    [
      'a user in a further file',
      {
        given: () =>
          own(
            { 'user.tf.hbs': 'resource "aws_iam_user" "me" {\n  name = "me"\n}\n' },
            'files: [{ template: user.tf.hbs, path: terraform/user.tf }]',
          ),
        says: /makes aws_iam_user\.me/,
      },
    ],
    [
      'a further file that Terraform lays over others',
      {
        given: () =>
          own({ 'o.hbs': '# nothing\n' }, 'files: [{ template: o.hbs, path: terraform/role_override.tf }]'),
        says: /lay terraform\/role_override\.tf over other files/,
      },
    ],
    [
      'variables in a further file',
      {
        given: () =>
          own(
            {
              'v.hbs':
                'oidc_issuer = "https://oidc.eks.us-east-1.amazonaws.com/id/00000000000000000000000000000000"\n',
            },
            'files: [{ template: v.hbs, path: terraform/x.auto.tfvars }]',
          ),
        says: /trusts .*00000000/,
      },
    ],
    [
      "another role in a service account's annotation",
      {
        given: () =>
          own(
            changed(
              'kubernetes/service-account.yaml',
              '{{yamlBlock annotations indent=4}}',
              'eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/admin',
            ),
          ),
        says: /service account web\/sa-app with .*role\/admin/,
      },
    ],
    [
      'a pod that runs as another service account',
      {
        given: () =>
          own(changed('kubernetes/partials/pod-spec.yaml', '{{yaml workload.serviceAccount}}', 'default')),
        says: /kubernetes lacks: the Deployment photo-site runs as web\/sa-app/,
      },
    ],
    [
      'a container with credentials of its own',
      {
        given: () =>
          own({
            'kubernetes/partials/container.yaml.hbs':
              'env:\n  - name: AWS_ROLE_ARN\n    value: arn:aws:iam::111122223333:role/admin\n',
          }),
        says: /sets AWS_ROLE_ARN/,
      },
    ],
    [
      'a further pod with the same service account',
      {
        given: () =>
          own(
            {
              'p.hbs':
                'apiVersion: v1\nkind: Pod\nmetadata: { name: spy, namespace: web }\nspec: { serviceAccountName: sa-app, containers: [{ name: a, image: b }] }\n',
            },
            'files: [{ template: p.hbs, path: kubernetes/spy.yaml }]',
          ),
        says: /the Pod spy runs as web\/sa-app/,
      },
    ],
    [
      'other names by kustomize',
      {
        given: () =>
          own(changed('kubernetes/kustomization.yaml', 'resources:', 'namePrefix: x-\nresources:')),
        says: /runs as/,
      },
    ],
    [
      'a manifest that is no YAML',
      { given: () => own({ 'kubernetes/partials/labels.yaml.hbs': 'a: [\n' }), says: /./ },
    ],
    [
      'nodes that may do anything',
      {
        given: () =>
          own(
            changed(
              'eksctl/cluster.yaml',
              '  {{yamlBlock managedNodeGroups indent=2}}',
              '  - name: linux-node\n    iam:\n      instanceRolePermissionsBoundary: arn:aws:iam::111122223333:policy/boundary\n      attachPolicyARNs: [arn:aws:iam::aws:policy/AdministratorAccess]',
            ),
          ),
        says: /the nodes of linux-node have iam\.attachPolicyARNs/,
      },
    ],
    [
      'a cluster without its boundary',
      {
        given: () => own(changed('eksctl/cluster.yaml', '  {{yamlBlock iam indent=2}}', '  withOIDC: true')),
        says: /eksctl lacks: the cluster has iam\.serviceRolePermissionsBoundary/,
      },
    ],
    [
      'a second cluster section',
      {
        given: () =>
          own({
            'eksctl/partials/cluster.yaml.hbs':
              'iam:\n  serviceAccounts:\n    - metadata: { name: x, namespace: y }\n      attachRoleARN: arn:aws:iam::111122223333:role/admin\n',
          }),
        says: /y\/x|Map keys must be unique|iam/,
      },
    ],
  ];
  test.each(attacks)('%s', async (_name, { given, says }) => {
    expect((await verified(given())).join('\n')).toMatch(says);
  });
});

describe('a template that leaves to a variable what may be done is caught:', () => {
  const DYNAMIC =
    'for_each = var.more\n content {\n actions = ["*"]\n resources = ["*"]\n principals {\n type = "AWS"\n identifiers = ["*"]\n }\n }\n }\n';
  const beside = (anchor: string, more: string) => changed('terraform/role.tf', anchor, `${more}${anchor}`);
  const among = (label: string, more: string) =>
    beside(`}\n\nresource ${label} {`, more.includes('dynamic') ? `${more} ${DYNAMIC}` : `${more}\n`);
  const ofRole = (more: string) => beside('  description = {{hcl role.description}}', more);
  const further = (resource: string) => ({ 'terraform/partials/role.tf.hbs': resource });

  test.each<[string, () => Record<string, string>, RegExp]>([
    [
      'further statements of the permissions',
      () => among('"aws_iam_policy" {{hcl this.policyLabel}}', 'dynamic "statement" {'),
      /the role \S+ may \$\{.*more/,
    ],
    [
      'further statements of the trust',
      () => among('"aws_iam_role" {{hcl role.label}}', 'dynamic "statement" {'),
      /the role \S+ trusts \$\{.*more/,
    ],
    [
      'a document that another takes over',
      () => among('"aws_iam_policy" {{hcl this.policyLabel}}', 'source_policy_documents = [var.more]'),
      /the role \S+ may \$\{.*more/,
    ],
    [
      'fields of a document',
      () =>
        further(
          'resource "aws_iam_role_policy" "more" {\n role = {{hcl role.nameRef}}\n policy = jsonencode(merge({}, var.more))\n}\n',
        ),
      /the role \S+ may \$\{.*more/,
    ],
    [
      'the name of a field of a document',
      () =>
        further(
          'resource "aws_iam_role_policy" "more" {\n role = {{hcl role.nameRef}}\n policy = jsonencode({ (var.more) = "x" })\n}\n',
        ),
      /the role \S+ may x/,
    ],
    [
      'inline policies',
      () =>
        ofRole(
          '  dynamic "inline_policy" {\n for_each = var.more\n content {\n policy = inline_policy.value\n }\n }\n',
        ),
      /perhaps the role \S+ may \$\{.*more/,
    ],
    [
      'whom a policy is attached to',
      () =>
        further(
          'resource "aws_iam_policy_attachment" "more" {\n name = "x"\n roles = var.more\n policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"\n}\n',
        ),
      /attaches arn:aws:iam::aws:policy\/AdministratorAccess to the role \$\{.*more/,
    ],
    [
      'associations of an add-on',
      () =>
        further(
          'resource "aws_eks_addon" "more" {\n cluster_name = "demo-k8s"\n addon_name = "vpc-cni"\n dynamic "pod_identity_association" {\n for_each = var.more\n content {\n role_arn = "x"\n service_account = "y"\n }\n }\n}\n',
        ),
      /perhaps associates kube-system\/\$\{.*more.* of demo-k8s/,
    ],
  ])('%s', async (_name, templates, says) => {
    const variables = 'terraform/variables.tf';
    const standard = own({
      ...templates(),
      [`${variables}.hbs`]: `${builtIn(variables)}\nvariable "more" {}\n`,
    });
    expect(await verified(standard)).toContainEqual(expect.stringMatching(says));
  });
});

describe('templates may look as they like:', () => {
  const harmless: readonly [
    string,
    { readonly given: () => Standard; readonly path: string; readonly shows: string },
  ][] = [
    [
      'labels',
      {
        given: () => own({ 'kubernetes/partials/labels.yaml.hbs': 'acme/team: {{yaml tags.team}}\n' }),
        path: 'kubernetes/service-accounts/web.sa-app.yaml',
        shows: '    acme/team: web\n',
      },
    ],
    [
      'a sidecar',
      {
        given: () => own({ 'kubernetes/partials/containers.yaml.hbs': '- name: proxy\n  image: envoy:1\n' }),
        path: 'kubernetes/photo-site/deployment.yaml',
        shows: '        - name: proxy\n          image: envoy:1\n      volumes:\n',
      },
    ],
    [
      'tolerations',
      {
        given: () => own({ 'kubernetes/partials/pod.yaml.hbs': 'priorityClassName: high\n' }),
        path: 'kubernetes/photo-site/deployment.yaml',
        shows: '      priorityClassName: high\n',
      },
    ],
    [
      'annotations of pods',
      {
        given: () => own({ 'kubernetes/partials/pod-metadata.yaml.hbs': 'annotations:\n  acme/x: "1"\n' }),
        path: 'kubernetes/photo-site/deployment.yaml',
        shows: '        acme/x: "1"\n    spec:\n',
      },
    ],
    [
      'ways out of the network policy',
      {
        given: () => own({ 'kubernetes/partials/egress.yaml.hbs': '- ports: [{ port: 5432 }]\n' }),
        path: 'kubernetes/photo-site/network-policy.yaml',
        shows: '    - ports: [{ port: 5432 }]\n',
      },
    ],
    [
      'tags of the provider',
      {
        given: () =>
          own({
            'terraform/partials/provider.tf.hbs':
              'default_tags {\n  tags = { standard = {{hcl standard.name}} }\n}\n',
          }),
        path: 'terraform/providers.tf',
        shows: '    tags = { standard = "acme" }\n',
      },
    ],
    [
      'logs of the cluster',
      {
        given: () =>
          own({
            'eksctl/partials/cluster.yaml.hbs':
              '\ncloudWatch: { clusterLogging: { enableTypes: [audit] } }\n',
          }),
        path: 'eksctl/cluster.yaml',
        shows: '\ncloudWatch: ',
      },
    ],
    [
      'words at the end of the runbook',
      {
        given: () => own({ 'docs/partials/end.md.hbs': '\n## Ask us\n\nThe team of {{md cluster.name}}.\n' }),
        path: 'README.md',
        shows: '## Ask us',
      },
    ],
    [
      'a whole template, with a partial of its own',
      {
        given: () =>
          own({
            'kubernetes/namespace.yaml.hbs':
              'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {{yaml name}}\n  annotations:\n    {{> acme/owner}}\n',
            'acme/partials/owner.yaml.hbs': 'acme/owner: {{yaml tags.team}}\n',
          }),
        path: 'kubernetes/namespaces/web.yaml',
        shows: '    acme/owner: web\n',
      },
    ],
    [
      'a JSON file',
      {
        given: () =>
          own(
            { 'owner.json.hbs': '{ "cluster": {{json cluster.name}}, "tags": {{json tags}} }\n' },
            'files: [{ template: owner.json.hbs, path: owner.json }]',
          ),
        path: 'owner.json',
        shows: '{ "cluster": "demo-k8s", "tags": {"team":"web"} }\n',
      },
    ],
    [
      'a further manifest, which kustomize lists',
      {
        given: () =>
          own(
            {
              'q.hbs':
                'apiVersion: v1\nkind: ResourceQuota\nmetadata: { name: {{yaml workload.name}}, namespace: {{yaml workload.namespace}} }\n',
            },
            'files: [{ template: q.hbs, path: "kubernetes/{workload.name}/quota.yaml", each: workload }]',
          ),
        path: 'kubernetes/kustomization.yaml',
        shows: '  - photo-site/quota.yaml\n',
      },
    ],
  ];
  test.each(harmless)('%s', async (_name, { given, path, shows }) => {
    const standard = given();
    expect(lintTemplates(standard)).toEqual([]);
    expect((await rendered(standard)).get(path)).toContain(shows);
    expect(await verified(standard)).toEqual([]);
  });
});

describe('a template is refused that holds', () => {
  const faults: readonly [
    string,
    { readonly given: Readonly<Record<string, string>>; readonly want: string },
  ][] = [
    [
      'a raw value',
      {
        given: { 'kubernetes/partials/labels.yaml.hbs': 'a: b\nc: {{tags.team}}\n' },
        want: '2:4 {{tags.team}} puts a value out as it is',
      },
    ],
    [
      'a raw triple value',
      {
        given: { 'docs/README.md.hbs': '{{{cluster.name}}}' },
        want: '1:1 {{{cluster.name}}} puts a value out as it is',
      },
    ],
    [
      'an interpolation that is none',
      {
        given: { 'terraform/outputs.tf.hbs': 'x = "${{{accountId}}}"' },
        want: '1:7 ${{{accountId}}} puts a value out as it is',
      },
    ],
    [
      'a field that is not there',
      {
        given: { 'kubernetes/deployment.yaml.hbs': '{{yaml workload.pod.imge}}' },
        want: '1:8 there is no workload.pod.imge here',
      },
    ],
    [
      'such a field in a condition',
      {
        given: { 'kubernetes/deployment.yaml.hbs': '{{#if workload.pod.prt}}x{{/if}}' },
        want: '1:7 there is no workload.pod.prt here',
      },
    ],
    [
      'such a field in a loop',
      {
        given: { 'terraform/role.tf.hbs': '{{#each role.trusts}}x{{/each}}' },
        want: '1:9 there is no role.trusts here',
      },
    ],
    [
      'a workload where there is none',
      {
        given: { 'kubernetes/partials/labels.yaml.hbs': 'a: {{yaml workload.name}}' },
        want: '1:11 there is no workload.name here',
      },
    ],
    [
      'an unknown helper',
      { given: { 'kubernetes/job.yaml.hbs': '{{ymal workload.name}}' }, want: '1:1 there is no helper ymal' },
    ],
    [
      'an unknown partial',
      {
        given: { 'kubernetes/job.yaml.hbs': '{{> kubernetes/labls}}' },
        want: '1:1 there is no partial kubernetes/labls',
      },
    ],
    [
      'no Handlebars',
      { given: { 'kubernetes/job.yaml.hbs': '{{#if cluster}}' }, want: '1:1 not a Handlebars template' },
    ],
    [
      'a field that its caller lacks',
      {
        given: {
          'kubernetes/namespace.yaml.hbs': '{{> acme/x}}',
          'acme/partials/x.hbs': '{{yaml workload.name}}',
        },
        want: '1:8 there is no workload.name here',
      },
    ],
  ];
  test.each(faults)('%s', (_name, { given, want }) => {
    const found = lintTemplates(own(given)).map(
      ({ place, message }) => `${place?.line}:${place?.column} ${message}`,
    );
    expect(found).toEqual([`${want} (a template of the standard "acme")`]);
  });

  const uses: readonly [
    string,
    { readonly given: Readonly<Record<string, string>>; readonly want: string; readonly help: string },
  ][] = [
    [
      'no use, since its name is misspelt',
      {
        given: { 'kubernetes/deploymnet.yaml.hbs': 'x' },
        want: 'no output uses this template',
        help: 'did you mean kubernetes/deployment.yaml.hbs?',
      },
    ],
    [
      'no caller, since the extension point is misspelt',
      {
        given: { 'kubernetes/partials/lables.yaml.hbs': 'x' },
        want: 'no template calls the partial "kubernetes/lables"',
        help: 'did you mean kubernetes/labels?',
      },
    ],
    [
      'itself',
      {
        given: { 'docs/README.md.hbs': '{{> a}}', 'partials/a.hbs': '{{> b}}', 'partials/b.hbs': '{{> a}}' },
        want: 'calls itself, or far too many other partials',
        help: 'call fewer',
      },
    ],
    [
      'partials without end',
      {
        given: {
          'docs/README.md.hbs': '{{> a0}}',
          ...Object.fromEntries(
            Array.from({ length: 30 }, (_, index) => [
              `partials/a${index}.hbs`,
              `{{> a${index + 1}}}{{> a${index + 1}}}`,
            ]),
          ),
          'partials/a30.hbs': 'x',
        },
        want: 'calls itself, or far too many other partials',
        help: 'call fewer',
      },
    ],
  ];
  test.each(uses)('%s', (_name, { given, want, help }) => {
    const [found] = lintTemplates(own(given));
    expect(found?.message).toContain(want);
    expect(found?.help).toContain(help);
  });

  test('nothing, where many templates call a chain of partials', () => {
    const names = Array.from({ length: 20 }, (_, index) => `f${index}`);
    const standard = own(
      {
        ...Object.fromEntries(names.map((name) => [`${name}.hbs`, '{{> a}}\n'])),
        'partials/a.hbs': '{{> b}}',
        'partials/b.hbs': '{{> c}}',
        'partials/c.hbs': '{{> d}}',
        'partials/d.hbs': 'x',
      },
      `files: [${names.map((name) => `{ template: ${name}.hbs, path: ${name} }`).join(', ')}]`,
    );
    expect(lintTemplates(standard)).toEqual([]);
  });

  test('nothing, when a file names no template', () => {
    const [found] = lintTemplates(
      own(
        { 'oncall.md.hbs': 'x' },
        'files: [{ template: on-call.md.hbs, path: a.md }, { template: oncall.md.hbs, path: b.md }]',
      ),
    );
    expect(found).toMatchObject({
      message: 'there is no template "on-call.md.hbs" in the standard "acme"',
      help: 'use oncall.md.hbs',
    });
  });

  test.each([
    [
      'a template that replaces a built-in one',
      'kubernetes/pod.yaml.hbs',
      'is the name of a built-in template',
    ],
    ['a partial', 'kubernetes/partials/labels.yaml.hbs', 'is a partial'],
    [
      'a built-in template that it does not replace',
      'docs/README.md.hbs',
      'is the name of a built-in template',
    ],
  ])('nothing, when a file names %s', (_name, template, says) => {
    const given = {
      'kubernetes/pod.yaml.hbs': 'x',
      'kubernetes/partials/labels.yaml.hbs': 'a: b',
    };
    const [found] = lintTemplates(own(given, `files: [{ template: ${template}, path: a.md }]`));
    expect(found && shown(found)).toContain(`3:9 files: "${template}" ${says}`);
  });

  test('a template outside its folder', () => {
    const [found] = lintTemplates(own({}, 'files: [{ template: ../x.hbs, path: a.md }]'));
    expect(found?.message).toBe('"../x.hbs" leaves the folder of templates of the standard "acme"');
  });
});

test.each(['json', 'both'] as const)(
  'a template of Terraform is refused where the syntax is %s',
  (syntax) => {
    const spec: Part<SpecInput> = { ...SPEC, terraform: { syntax } };
    const standard = own({ 'terraform/partials/role.tf.hbs': '# more\n' });
    expect(errorsUnder(standard, spec)).toEqual([
      `terraform.syntax: "${syntax}" would leave out what the standard "acme" says in templates/terraform/partials/role.tf.hbs: templates of Terraform are for HCL`,
    ]);
    for (const other of ['kubernetes/partials/labels.yaml.hbs', 'terraform/partials/of-a-file.hbs'])
      expect(errorsUnder(own({ [other]: 'a: b\n' }), spec)).toEqual([]);
  },
);

test('a file for Terraform is refused where no module has it, or one of two alone', () => {
  const file = (path: string, when = '') => `{ template: x.hbs, path: "${path}"${when} }`;
  const under = (syntax: 'hcl' | 'json' | 'both', ...files: readonly string[]) =>
    errorsUnder(own({ 'x.hbs': '' }, `files: [${files.join(', ')}]`), { ...SPEC, terraform: { syntax } });
  const hcl = file('terraform/{cluster.name}.tf');
  const json = file('terraform-json/x.tf.json');
  const refused = (syntax: string, path: string, own: string) => [
    `terraform.syntax: "${syntax}" would leave out what the standard "acme" says in ${path}, which is beside its ${own} alone`,
  ];
  expect(under('hcl', hcl)).toEqual([]);
  expect(under('both', hcl, json)).toEqual([]);
  expect(under('json', file('terraform/notes.md'))).toEqual([]);
  expect(under('json', file('terraform/x.tf', ', when: { terraform.syntax: hcl }'), json)).toEqual([]);
  expect(under('json', hcl, json)).toEqual(refused('json', 'terraform/{cluster.name}.tf', 'hcl'));
  expect(under('both', hcl)).toEqual(refused('both', 'terraform/{cluster.name}.tf', 'hcl'));
  expect(under('hcl', json)).toEqual(refused('hcl', 'terraform-json/x.tf.json', 'json'));
});

test('a syntax that is refused keeps no rule of the standard from its say', () => {
  const standard = aStandard('allowed: { cluster.region: eu-* }');
  const spec = { ...SPEC, terraform: { syntax: 'yaml' } } as unknown as Part<SpecInput>;
  expect(errorsUnder(standard, spec).map((error) => error.split(':')[0])).toEqual([
    'cluster.region',
    'terraform.syntax',
  ]);
});

test('what a spec leaves out is for the template to mind, and says so', async () => {
  const standard = own({ 'kubernetes/partials/pod.yaml.hbs': 'a: {{yaml workload.pod.healthPath}}\n' });
  expect(lintTemplates(standard)).toEqual([]);
  await expect(rendered(standard)).rejects.toMatchObject({
    code: 'standard-template',
    turn: 'user',
    message: expect.stringMatching(
      /^templates\/kubernetes\/partials\/pod\.yaml\.hbs.* \(a template of the standard "acme"\)$/,
    ),
  });
});

test('loops in loops end', async () => {
  const loop = (depth: number): string =>
    depth === 0 ? 'x' : `{{#each @root.workloads}}${loop(depth - 1)}{{/each}}`;
  const spec = {
    workloads: Array.from({ length: 20 }, (_, index) =>
      aWorkload({ name: `a${index}`, serviceAccount: `a${index}` }),
    ),
  };
  const standard = (depth: number) =>
    own(
      { 'f.hbs': loop(depth), 'g.hbs': '{{> a}}', 'partials/a.hbs': loop(1) },
      'files: [{ template: f.hbs, path: a }, { template: g.hbs, path: b }]',
    );
  expect((await rendered(standard(2), spec)).get('a')).toHaveLength(400);
  await expect(rendered(standard(9), spec)).rejects.toMatchObject({
    turn: 'user',
    message: expect.stringContaining('templates/f.hbs: its loops have no end'),
  });
});

describe('further files', () => {
  const files = (list: string) => own({ 'f.hbs': '{{md cluster.name}}\n' }, `files: [${list}]`);

  test('are for each workload that matches', async () => {
    const standard = files(
      '{ template: f.hbs, path: "notes/{workload.namespace}-{workload.name}.md", each: workload, when: { workload.pod.kind: Job } }',
    );
    const spec: Part<SpecInput> = {
      workloads: ['a', 'b'].map((name) =>
        aWorkload({
          name,
          serviceAccount: name,
          pod: aPod(name === 'a' ? { kind: 'Job', port: undefined } : {}),
        }),
      ),
    };
    const paths = [...(await rendered(standard, spec)).keys()].filter((path) => path.startsWith('notes/'));
    expect(paths).toEqual(['notes/web-a.md']);
  });

  test('are once for a cluster that matches', async () => {
    const standard = files(
      '{ template: f.hbs, path: a.md, when: { cluster.name: "prod-*" } }, { template: f.hbs, path: b.md, when: { cluster.name: "demo-*" } }',
    );
    expect([...(await rendered(standard)).keys()].filter((path) => /^[ab]\.md$/.test(path))).toEqual([
      'b.md',
    ]);
  });

  test('are the ones that match, where several have one path, and those of the standard that extends', async () => {
    const each = (template: string, match: string) =>
      `{ template: ${template}.hbs, path: a.md, when: { cluster.name: "${match}" } }`;
    const standard = withOwnTemplates(
      aStandard(
        `files: [${each('base', '*')}]`,
        `files: [${each('f', 'demo-*')}, ${each('g', 'prod-*')}, ${each('h', 'test-*')}]`,
      ),
      { 'base.hbs': 'base', 'f.hbs': 'f', 'g.hbs': 'g', 'h.hbs': 'h' },
    );
    expect((await rendered(standard)).get('a.md')).toBe('f');
  });

  test('follow --only by their folder', async () => {
    const standard = files('{ template: f.hbs, path: docs/a.md }, { template: f.hbs, path: policies/a.md }');
    const found = await renderUnder(standard, modelUnder(standard, SPEC), ['policies']);
    expect(found.map(({ path }) => path)).toEqual(expect.arrayContaining(['policies/a.md']));
    expect(found.map(({ path }) => path)).not.toEqual(expect.arrayContaining(['docs/a.md']));
  });

  test.each([
    ['README.md', 'standard.yaml:3:9: "README.md" is another output already (files of the standard "acme")'],
    ['README.md/x', '"README.md/x" is below "readme.md", which is another output'],
    ['Terraform', '"Terraform" is also the folder of other outputs'],
    ['terraform/VERSIONS.tf', 'is another output already'],
    ['Terraform/x.auto.tfvars', 'is in a folder that other outputs spell "terraform"'],
    ['é.md }, { template: f.hbs, path: "e\u0301.md"', 'is another output already'],
    ['a.md, each: workload }, { template: f.hbs, path: A.md', 'is another output already'],
  ])('never take the place of another output: %s', async (path, says) => {
    await expect(rendered(files(`{ template: f.hbs, path: ${path} }`))).rejects.toThrow(says);
  });
});

test.each<readonly [string, Record<string, string>, string, readonly string[]]>([
  ['a template', { 'terraform/role.tf.hbs': '' }, '', ['terraform']],
  ['an extension point', { 'kubernetes/partials/labels.yaml.hbs': '' }, '', ['kubernetes']],
  ['a partial of its own, which others call', { 'partials/own.hbs': '' }, '', []],
  ['a file', { 'f.hbs': '' }, '[{ template: f.hbs, path: helm/a.yaml }]', ['kubernetes']],
  ['a file at the top', { 'f.hbs': '' }, '[{ template: f.hbs, path: a.yaml }]', ['docs']],
  [
    'a file in a folder that the spec names',
    { 'f.hbs': '' },
    '[{ template: f.hbs, path: "{cluster.name}/a.tf" }]',
    ['eksctl', 'terraform', 'policies', 'kubernetes', 'docs'],
  ],
])('templates take part in the outputs of their group: %s', (_, templates, files, want) => {
  expect(groupsWithTemplates(own(templates, files === '' ? '' : `files: ${files}`))).toEqual(want);
});

test('the page on standards lists every extension point', () => {
  const page = readFileSync(fileURLToPath(new URL('../../docs/standard.md', import.meta.url)), 'utf8');
  const rows = page.slice(page.indexOf('| Extension point'), page.indexOf('Every template sees'));
  const listed = [...rows.matchAll(/`([a-z]+\/[a-z-]+)`/g)].map(([, name]) => name);
  expect(listed.sort()).toEqual([...EXTENSION_POINTS]);
});

test('every extension point has a shape', () => {
  expect(Object.keys(PARTIAL_FIELDS).sort()).toEqual([...EXTENSION_POINTS, 'kubernetes/pod-spec'].sort());
});
