import { describe, expect, test } from '@jest/globals';
import { coverageOf, readFiles, type TextFile } from '../../src/readers/index.js';
import { lintFiles } from '../lint/support.js';
import { plain, value } from './support.js';

const json = (path: string, ...documents: readonly object[]): TextFile => ({
  path,
  content: documents.map((document) => JSON.stringify(document, undefined, 1)).join('\n'),
});

const role = (values: object, more: object = {}) => ({
  ...{ address: 'aws_iam_role.r', mode: 'managed', type: 'aws_iam_role', name: 'r', values },
  ...more,
});
const shown = (...resources: readonly object[]) => ({
  format_version: '1.0',
  values: { root_module: { resources } },
});
const stored = (...resources: readonly object[]) => ({ version: 4, lineage: 'x', resources });

describe('a plan or state of Terraform', () => {
  test('has the objects of its modules and instances, with what it knows', async () => {
    const instances = [
      { index_key: 'a', attributes: { name: 'a', arn: 'arn:aws-cn:iam::111122223333:role/a' } },
      { index_key: 0, attributes: { name: 'b', path: '/x/' } },
    ];
    const { roles } = await readFiles([
      json(
        'live/terraform.tfstate',
        stored({ module: 'module.m', type: 'aws_iam_role', name: 'r', instances }),
      ),
      json('plan.json', {
        format_version: '1.2',
        planned_values: {
          root_module: {
            child_modules: [
              {
                address: 'module.m',
                resources: [role({ name: 'c' }, { address: 'module.m.aws_iam_role.r' })],
              },
            ],
          },
        },
      }),
    ]);
    expect(roles.map(({ id, scope, arn, observed }) => [id, scope, value(arn), observed])).toEqual([
      [
        'terraform:live:module.m.aws_iam_role.r["a"] (terraform.tfstate)',
        ...['live', 'arn:aws-cn:iam::111122223333:role/a', true],
      ],
      [
        'terraform:live:module.m.aws_iam_role.r[0] (terraform.tfstate)',
        ...['live', 'arn:aws-cn:iam::111122223333:role/x/b', true],
      ],
      [
        'terraform::module.m.aws_iam_role.r (plan.json)',
        ...['', '?arn:${provider.partition}:iam::${provider.account}:role/c', true],
      ],
    ]);
  });

  test('says what is known only after apply, and follows what its configuration refers to', async () => {
    const attachment = {
      ...{ address: 'aws_iam_role_policy_attachment.a', mode: 'managed', name: 'a' },
      type: 'aws_iam_role_policy_attachment',
    };
    const { attachments, roles } = await readFiles([
      json('plan.json', {
        format_version: '1.2',
        planned_values: {
          root_module: {
            resources: [
              role({ name: 'r' }),
              { ...attachment, values: { policy_arn: 'arn:aws:iam::aws:policy/X' } },
            ],
          },
        },
        resource_changes: [
          { address: 'aws_iam_role.r', change: { after_unknown: { arn: true, assume_role_policy: true } } },
          { address: attachment.address, change: { after_unknown: { role: true } } },
        ],
        configuration: {
          root_module: {
            resources: [
              {
                address: attachment.address,
                expressions: { role: { references: ['aws_iam_role.r.id', 'aws_iam_role.r'] } },
              },
            ],
          },
        },
      }),
    ]);
    expect(attachments[0]?.role).toMatchObject({ fact: roles[0]?.id, value: { value: 'r' } });
    expect(plain(roles[0]?.trust)).toBe('?aws_iam_role.r.assume_role_policy');
  });

  test('follows references within the instances of a module, to what it is given and what it gives', async () => {
    const of = (type: string, name: string, module = '') => ({
      ...{ address: `${module}${type}.${name}`, mode: 'managed', type, name },
    });
    const inside = (key: string) => {
      const module = `module.app["${key}"].`;
      return [
        { ...of('aws_iam_role', 'r', module), values: { name: `app-${key}` } },
        { ...of('aws_iam_policy', 'p', module), values: { name: `app-${key}` } },
        { ...of('aws_iam_role_policy_attachment', 'a', module), values: {} },
      ];
    };
    const references = (...all: readonly string[]) => ({ references: all });
    const more = of('aws_iam_role_policy_attachment', 'more');
    const { attachments, roles } = await readFiles([
      json('plan.json', {
        format_version: '1.2',
        planned_values: {
          root_module: {
            resources: [
              { ...of('aws_iam_policy', 'cap'), values: { name: 'cap' } },
              { ...more, values: {} },
            ],
            child_modules: ['a', 'b'].map((key) => ({ resources: inside(key) })),
          },
        },
        resource_changes: [
          ...['a', 'b'].flatMap((key) => [
            { address: `module.app["${key}"].aws_iam_role.r`, open: { permissions_boundary: true } },
            {
              address: `module.app["${key}"].aws_iam_role_policy_attachment.a`,
              open: { role: true, policy_arn: true },
            },
          ]),
          { address: more.address, open: { role: true, policy_arn: true } },
        ].map(({ address, open }) => ({ address, change: { after_unknown: open } })),
        configuration: {
          root_module: {
            resources: [
              {
                address: more.address,
                expressions: {
                  role: references('module.app["b"].role', 'module.app["b"]', 'module.app'),
                  policy_arn: references('aws_iam_policy.cap.arn', 'aws_iam_policy.cap'),
                },
              },
            ],
            module_calls: {
              app: {
                expressions: { cap: references('var.on', 'aws_iam_policy.cap.arn', 'aws_iam_policy.cap') },
                module: {
                  outputs: { role: { expression: references('aws_iam_role.r.name', 'aws_iam_role.r') } },
                  resources: [
                    {
                      address: 'aws_iam_role.r',
                      expressions: { permissions_boundary: references('var.cap') },
                    },
                    {
                      address: 'aws_iam_role_policy_attachment.a',
                      expressions: {
                        role: references('aws_iam_role.r.name', 'aws_iam_role.r'),
                        policy_arn: references('aws_iam_policy.p.arn', 'aws_iam_policy.p'),
                      },
                    },
                  ],
                },
              },
            },
          },
        },
      }),
    ]);
    const fact = (address: string) => `terraform::${address} (plan.json)`;
    const [cap, a, b] = [fact('aws_iam_policy.cap'), 'module.app["a"].', 'module.app["b"].'];
    expect(attachments.map(({ role, policy }) => [role.fact, policy.fact])).toEqual([
      [fact(`${b}aws_iam_role.r`), cap],
      [fact(`${a}aws_iam_role.r`), fact(`${a}aws_iam_policy.p`)],
      [fact(`${b}aws_iam_role.r`), fact(`${b}aws_iam_policy.p`)],
    ]);
    expect(roles.map(({ permissionsBoundary }) => permissionsBoundary?.fact)).toEqual([cap, cap]);
  });

  test('of a new role has only what its configuration says of policies', async () => {
    const planned = (values: object, expressions: object | undefined) =>
      readFiles([
        json('plan.json', {
          format_version: '1.2',
          planned_values: { root_module: { resources: [role({ name: 'r', ...values })] } },
          resource_changes: [
            {
              address: 'aws_iam_role.r',
              change: {
                after_unknown: {
                  managed_policy_arns: true,
                  inline_policy: 'inline_policy' in values ? [{ policy: true }] : true,
                },
              },
            },
          ],
          ...(expressions && {
            configuration: { root_module: { resources: [{ address: 'aws_iam_role.r', expressions }] } },
          }),
        }),
      ]);
    const attached = async (values: object, expressions?: object) =>
      (await planned(values, expressions)).attachments.map(({ kind }) => kind);
    expect(await attached({}, { name: { constant_value: 'r' } })).toEqual([]);
    expect(await attached({}, { managed_policy_arns: {} })).toEqual(['managed_policy_arns']);
    expect(await attached({})).toEqual(['inline_policy', 'managed_policy_arns']);
    const { policies } = await planned({ inline_policy: [{ name: 'p' }] }, { inline_policy: [{}] });
    expect(policies.map(({ document }) => plain(document))).toEqual([
      '?nothing says what the inline policy allows',
    ]);
  });

  test('beside its configuration adds only what that does not declare', async () => {
    const { roles } = await readFiles([
      { path: 'main.tf', content: 'resource "aws_iam_role" "r" {\n  name = "r"\n}\n' },
      json(
        'plan.json',
        shown(role({ name: 'r' }), role({ name: 'm' }, { address: 'module.m.aws_iam_role.r' })),
      ),
    ]);
    expect(roles.map(({ id }) => id)).toEqual([
      'terraform::module.m.aws_iam_role.r (plan.json)',
      'terraform::aws_iam_role.r',
    ]);
  });

  test('elsewhere is no second owner of what it tells', async () => {
    const association = (path: string) =>
      json(path, {
        association: {
          ...{ clusterName: 'blue', namespace: 'a', serviceAccount: 'b', associationId: 'a-1' },
          roleArn: 'arn:aws:iam::111122223333:role/r',
        },
      });
    const name = { name: 'r', arn: 'arn:aws:iam::111122223333:role/r' };
    const { findings } = await lintFiles([
      ...[json('a.json', shown(role(name))), json('x/b.json', shown(role(name)))],
      ...[association('c.json'), association('d.json')],
    ]);
    expect(findings.map(({ code }) => code).filter((code) => /IRSA(?:126|113)/.test(code))).toEqual([]);
  });

  test('shows nothing that is sensitive', async () => {
    const inventory = await readFiles([
      json(
        'a.json',
        shown(
          role(
            { name: 'hunter2', tags: { a: 'hunter2' } },
            { sensitive_values: { name: true, tags: { a: true } } },
          ),
        ),
      ),
      json(
        'b.tfstate',
        stored({
          ...{ type: 'aws_iam_role', name: 'r' },
          instances: [
            {
              attributes: { name: 'hunter2' },
              sensitive_attributes: [[{ type: 'get_attr', value: 'name' }]],
            },
          ],
        }),
      ),
    ]);
    const { roles } = inventory;
    expect(roles.map(({ name }) => value(name))).toEqual(['?is sensitive', '?is sensitive']);
    expect(plain(roles[0]?.tags)).toEqual({ a: '?is sensitive' });
  });

  test.each([
    [
      'a.tfstate',
      { version: 5, lineage: 'x' },
      'is not read: a state of version 5, and 4 is the one that is known',
    ],
    ['a.tfstate', { version: 3, lineage: 'x', modules: [] }, /version 3/],
    [
      'a.json',
      { format_version: '2.0', planned_values: {} },
      'is not read: format_version 2.0, and 1 is the newest that is known',
    ],
    ['a.json', { format_version: [], values: {} }, /format_version /],
  ])('of a version that is not known is refused: %s %j', async (path, document, message) => {
    const inventory = await readFiles([json(path, document)]);
    expect(inventory.diagnostics).toMatchObject([
      {
        code: 'read/unreadable',
        message: typeof message === 'string' ? message : expect.stringMatching(message),
      },
    ]);
    expect(coverageOf(inventory)).toMatchObject({ relevant: 0, leftOut: [{ file: path }] });
  });

  test('that is cut off is named', async () => {
    const { diagnostics } = await readFiles([
      { path: 'a.tfstate', content: '{"version": 4, "terraform_version": "1' },
    ]);
    expect(diagnostics).toMatchObject([{ code: 'read/json-syntax' }, {}]);
  });
});

describe('an answer of the AWS CLI', () => {
  const read = async (...documents: readonly object[]) => readFiles([json('a.json', ...documents)]);

  test('has the default version of a policy, and documents as the API encodes them', async () => {
    const document = { Statement: [{ Effect: 'Allow' }] };
    const versions = [
      { Document: {}, IsDefaultVersion: false },
      { Document: encodeURIComponent(JSON.stringify(document)), IsDefaultVersion: true },
    ];
    const arn = 'arn:aws:iam::111122223333:policy/p';
    const { policies } = await read({
      RoleDetailList: [],
      Policies: [{ PolicyName: 'p', Arn: arn, PolicyVersionList: versions }],
    });
    expect(policies).toMatchObject([{ tool: 'aws', use: 'managed', arn: { value: arn } }]);
    expect(plain(policies[0]?.document)).toEqual(document);
  });

  test('of one role leaves open what else the role has', async () => {
    const { roles } = await read({
      Role: { RoleName: 'r', Path: '/a/', AssumeRolePolicyDocument: { Statement: [] } },
    });
    expect(roles).toMatchObject([{ ownership: 'existing', name: { value: 'r' }, path: { value: '/a/' } }]);
  });

  test('is one of several in a file', async () => {
    const cluster = {
      ...{ name: 'blue', arn: 'arn:aws:eks:eu-west-1:111122223333:cluster/blue', version: '1.34' },
      identity: { oidc: { issuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/A' } },
      computeConfig: { enabled: true },
    };
    const inventory = await read(
      { cluster },
      {
        addon: {
          addonName: 'vpc-cni',
          clusterName: 'blue',
          serviceAccountRoleArn: 'arn:aws:iam::111122223333:role/cni',
        },
      },
      { associations: [{ clusterName: 'blue', namespace: 'a', serviceAccount: 'b', associationId: 'a-1' }] },
      {
        OpenIDConnectProviderList: [
          { Arn: 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A' },
        ],
      },
      { AttachedPolicies: [{ PolicyName: 'x', PolicyArn: 'arn:aws:iam::aws:policy/x' }] },
    );
    const { clusters, addons, podIdentityAssociations, oidcProviders, diagnostics } = inventory;
    const [one] = clusters;
    expect([one?.name, one?.region, one?.account, one?.issuer, one?.autoMode].map(value)).toEqual([
      ...['blue', 'eu-west-1', '111122223333', 'https://oidc.eks.eu-west-1.amazonaws.com/id/A', true],
    ]);
    expect(addons).toMatchObject([
      { name: { value: 'vpc-cni' }, serviceAccountRole: { value: { known: true } } },
    ]);
    expect(value(podIdentityAssociations[0]?.role.value)).toMatch(/does not tell the role/);
    expect(value(oidcProviders[0]?.url)).toBe('oidc.eks.eu-west-1.amazonaws.com/id/A');
    expect(diagnostics.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^the role is not in the answer/),
    ]);
  });

  test('what a list names and an answer of its own tells is one thing', async () => {
    const arn = 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A';
    const listed = { clusterName: 'blue', namespace: 'a', serviceAccount: 'b', associationId: 'a-1' };
    const { oidcProviders, podIdentityAssociations } = await read(
      { OpenIDConnectProviderList: [{ Arn: arn }] },
      { Url: 'oidc.eks.eu-west-1.amazonaws.com/id/A', ClientIDList: ['other'], ThumbprintList: [] },
      { associations: [listed] },
      { association: { ...listed, roleArn: 'arn:aws:iam::111122223333:role/r' } },
    );
    expect(oidcProviders).toMatchObject([
      { arn: { value: arn }, clientIds: { items: [{ value: 'other' }] } },
    ]);
    expect(podIdentityAssociations.map(({ role }) => value(role.value))).toEqual([
      'arn:aws:iam::111122223333:role/r',
    ]);
  });

  test.each([
    [{ Policy: '{"Statement": [{"Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]}]}' }, 'bucket', 'b'],
    [
      { Policy: '{"Statement": [{"Resource": "*"}]}' },
      'bucket',
      '?get-bucket-policy does not name the bucket',
    ],
    [{ Policy: '{"Statement": []}', PolicyName: 'default' }, 'key', '?get-key-policy does not name the key'],
    [
      { Attributes: { Policy: '{}', TopicArn: 'arn:aws:sns:eu-west-1:1:t' } },
      'topic',
      'arn:aws:sns:eu-west-1:1:t',
    ],
    [
      { Attributes: { Policy: '{}', QueueArn: 'arn:aws:sqs:eu-west-1:1:q' } },
      'queue',
      'arn:aws:sqs:eu-west-1:1:q',
    ],
    [
      { ARN: 'arn:aws:secretsmanager:eu-west-1:1:secret:s-AbCdEf', Name: 's', ResourcePolicy: '{}' },
      'secret',
      'arn:aws:secretsmanager:eu-west-1:1:secret:s-AbCdEf',
    ],
    [{ registryId: '1', repositoryName: 'app', policyText: '{}' }, 'repository', 'app'],
    [
      {
        Policy: '{"Statement": [{"Resource": ["arn:aws:dynamodb:eu-west-1:1:table/t/index/*"]}]}',
        RevisionId: '1',
      },
      'table',
      'arn:aws:dynamodb:eu-west-1:1:table/t',
    ],
    [
      { Policy: '{"Statement": [{"Resource": "arn:aws:kinesis:eu-west-1:1:stream/s"}]}' },
      'stream',
      'arn:aws:kinesis:eu-west-1:1:stream/s',
    ],
    [
      { Policy: '{"Statement": [{"Resource": "arn:aws:s3:eu-west-1:1:accesspoint/a/object/*"}]}' },
      'access-point',
      'arn:aws:s3:eu-west-1:1:accesspoint/a',
    ],
  ])('has the policy of a thing: %j', async (answer, resource, of) => {
    const { resourcePolicies } = await read(answer);
    expect(resourcePolicies.map((each) => [each.resource, value(each.of.value)])).toEqual([[resource, of]]);
  });

  test.each([
    [{ Buckets: [{ Name: 'x' }] }],
    [{ InstanceProfile: { Roles: [{ AssumeRolePolicyDocument: {} }] } }],
    [{ Attributes: { TopicArn: 'x' } }],
    [{ Policy: '{"Statement": [{"Resource": "arn:aws:lambda:eu-west-1:1:function:f"}]}', RevisionId: '1' }],
    [{ cluster: { status: 'ACTIVE' } }],
    [{ Policy: { Arn: 'arn:aws:iam::1:policy/p' } }],
  ])('of another command is none: %j', async (answer) => {
    expect(coverageOf(await read(answer))).toMatchObject({ relevant: 0 });
  });
});

test('the last use of a role is kept, where AWS saw one', async () => {
  const answer = (RoleLastUsed: object) => ({
    Role: {
      ...{ RoleName: 'r', Path: '/', Arn: 'arn:aws:iam::111122223333:role/r', RoleLastUsed },
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
    },
  });
  const { roles } = await readFiles([
    json('used.json', answer({ LastUsedDate: '2026-11-20T08:00:00+00:00', Region: 'eu-west-1' })),
    json('unused.json', answer({})),
  ]);
  expect(roles.map(({ lastUsed }) => lastUsed)).toEqual([
    '2026-11-20T08:00:00+00:00 in eu-west-1',
    undefined,
  ]);
});
