import { describe, expect, test } from '@jest/globals';
import { inspectPolicy } from '../../src/iam/refusals.js';
import { policyTemplates } from '../../src/readers/cloudformation/sam-policies.js';
import { type Given, readFiles, type TextFile } from '../../src/readers/index.js';
import { plain, value } from './support.js';

const read = (content: string, given: Given = {}, path = 't.yaml') =>
  readFiles([{ path, content }], { given });

/** The `Path` of a role as the reader understands it, with the rest of a template around it. */
async function evaluated(expression: string, rest = ''): Promise<unknown> {
  const { roles } = await read(
    `${rest}\nResources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      Path: ${expression}\n`,
    { region: 'eu-west-1', accountId: '111122223333' },
  );
  return value(roles[0]?.path);
}

describe('a function of CloudFormation', () => {
  test.each([
    ['!Sub "${AWS::Region}-${AWS::AccountId}-${AWS::Partition}"', 'eu-west-1-111122223333-aws'],
    ['!Sub ["a-${b}-${!*}", {b: !Join ["/", [x, y]]}]', 'a-x/y-${*}'],
    ['{"Fn::Join": ["", ["/", {"Ref": "AWS::URLSuffix"}]]}', '/amazonaws.com'],
    ['!Select [1, !Split [",", "a,b,c"]]', 'b'],
    ['!Select ["2", [a, b, c]]', 'c'],
    ['!FindInMap [M, !Ref AWS::Region, name]', 'dublin'],
    ['!If [Prod, "/p/", "/d/"]', '/p/'],
    ['!If [Dev, "/d/", !Ref AWS::NoValue]', '/'],
    ['!Join [",", !Ref Names]', 'a,b'],
    ['!Ref Number', '012'],
  ])('is filled in: %s', async (expression, result) => {
    const rest = `
Parameters:
  Env: { Type: String, Default: prod }
  Names: { Type: CommaDelimitedList, Default: "a, b" }
  Number: { Type: Number, Default: 012 }
Mappings: { M: { eu-west-1: { name: dublin } } }
Conditions:
  Prod: !Equals [!Ref Env, prod]
  Dev: !And [!Not [!Condition Prod], !Equals [a, a]]`;
    expect(await evaluated(expression, rest)).toBe(result);
  });

  test.each([
    ['!Ref Open', '?t.yaml:Open'],
    ['!Ref Stored', '?t.yaml:Stored'],
    ['!Ref Secret', '?t.yaml:Secret'],
    ['!Ref Nobody', '?there is no Nobody in the template'],
    ['!GetAtt Nobody.Arn', '?t.yaml:Nobody.Arn'],
    ['!If [Maybe, "/a/", "/b/"]', '?whether condition Maybe holds is not known'],
    ['!FindInMap [M, a, b]', '?mapping M has no a.b'],
    ['!Base64 x', '?CloudFormation fills in Fn::Base64'],
    ['!Unheard [of]', '?CloudFormation fills in Fn::Unheard'],
    ['!ImportValue network', '?export(network)'],
    ['!Select [1, !Split ["//", !Ref Open]]', '?trimprefix(t.yaml:Open, "https://")'],
    [
      '!Select [1, !Split [":oidc-provider/", !Ref Open]]',
      '?element(split(":oidc-provider/", t.yaml:Open), 1)',
    ],
    ['!Select [1, !Split [":oidc-provider/", !Sub "arn:${Open}:oidc-provider/${Secret}"]]', '?t.yaml:Secret'],
    ['!Select [1, !Split [":", !Sub "a:${Open}:b"]]', '?where ":" stands in it is not known'],
    ['!GetAtt R.Arn', '?R refers to itself'],
  ])('is unknown where that is not certain: %s', async (expression, result) => {
    const rest = `
Parameters:
  Open: { Type: String }
  Stored: { Type: "AWS::SSM::Parameter::Value<String>", Default: /path }
  Secret: { Type: String, NoEcho: true, Default: hunter2 }
Conditions: { Maybe: !Equals [!Ref Open, x] }`;
    expect(await evaluated(expression, rest)).toBe(result);
  });
});

describe('a template', () => {
  test('has policies, attachments and associations that lead to its role', async () => {
    const inventory = await read(`
Resources:
  Cluster: { Type: AWS::EKS::Cluster, Properties: { Name: blue } }
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [] }
      ManagedPolicyArns: [!Ref Managed, arn:aws:iam::aws:policy/ReadOnlyAccess]
      Policies: [{ PolicyName: own, PolicyDocument: { Statement: [] } }]
  Inline: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, PolicyDocument: {}, Roles: [!Ref Role, other] } }
  Managed: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: {}, Roles: [!Ref Role] } }
  Association:
    Type: AWS::EKS::PodIdentityAssociation
    Properties: { ClusterName: !Ref Cluster, Namespace: a, ServiceAccount: b, RoleArn: !GetAtt Role.Arn }
  Addon:
    Type: AWS::EKS::Addon
    Properties:
      AddonName: vpc-cni
      ClusterName: !Ref Cluster
      PodIdentityAssociations: [{ ServiceAccount: aws-node, RoleArn: !GetAtt Role.Arn }]
`);
    const role = 'cloudformation:t.yaml:Role';
    expect(inventory.roles.map(({ id, kind, tool }) => ({ id, kind, tool }))).toEqual([
      { id: role, kind: 'AWS::IAM::Role', tool: 'cloudformation' },
    ]);
    const attached = inventory.attachments.map((each) => [each.role.fact, value(each.policy.value)]);
    expect(attached).toEqual([
      [role, 'own'],
      [role, '?arn:${provider.partition}:iam::${provider.account}:policy/${t.yaml:Managed.name}'],
      [role, 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
      [role, 'more'],
      [undefined, 'more'],
      [role, '?arn:${provider.partition}:iam::${provider.account}:policy/${t.yaml:Managed.name}'],
    ]);
    const associations = inventory.podIdentityAssociations.map((each) => [
      ...[value(each.cluster.value), value(each.namespace), value(each.serviceAccount), each.role.fact],
    ]);
    expect(associations).toEqual([
      ['blue', 'a', 'b', role],
      ['blue', 'kube-system', 'aws-node', role],
    ]);
  });

  test('has the host of its cluster in the keys of a condition, by text and by places', async () => {
    const { roles, oidcProviders } = await read(`Resources:
  Cluster: { Type: AWS::EKS::Cluster }
  Provider: { Type: AWS::IAM::OIDCProvider, Properties: { Url: !GetAtt Cluster.OpenIdConnectIssuerUrl } }
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: !Sub
        - |
          {"Statement": [{
            "Principal": {"Federated": "\${Provider.Arn}"},
            "Condition": {"StringEquals": {"\${Host}:sub": "x"}}}]}
        - Host: !Select [1, !Split ["//", !GetAtt Cluster.OpenIdConnectIssuerUrl]]
`);
    const host = 'trimprefix(t.yaml:Cluster.identity[0].oidc[0].issuer, "https://")';
    expect(plain(roles[0]?.trust)).toEqual({
      Statement: [
        {
          Principal: {
            Federated: `?arn:\${provider.partition}:iam::\${provider.account}:oidc-provider/\${${host}}`,
          },
          Condition: { StringEquals: { [`?\${${host}}:sub`]: 'x' } },
        },
      ],
    });
    expect(value(oidcProviders[0]?.url)).toBe(`?https://\${${host}}`);
  });

  test('says which conditions leave open whether something is made', async () => {
    const { roles } = await read(`
Parameters: { Open: { Type: String } }
Conditions: { Never: !Equals [a, b], Always: !Equals [a, a], Maybe: !Equals [!Ref Open, a] }
Resources:
  A: { Type: AWS::IAM::Role, Condition: Never }
  B: { Type: AWS::IAM::Role, Condition: Always }
  C: { Type: AWS::IAM::Role, Condition: Maybe }
`);
    expect(roles.map(({ id, conditional }) => [id.slice(-1), conditional])).toEqual([
      ['B', undefined],
      ['C', true],
    ]);
  });

  test('leaves open which policies a condition gives to a role', async () => {
    const { attachments, policies } = await read(`
Parameters: { Open: { Type: String } }
Conditions: { Maybe: !Equals [!Ref Open, a] }
Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: [!If [Maybe, arn:aws:iam::aws:policy/ReadOnlyAccess, !Ref AWS::NoValue]]
      Policies: !If [Maybe, [{ PolicyName: p, PolicyDocument: {} }], !Ref AWS::NoValue]
`);
    const open = '?whether condition Maybe holds is not known';
    expect(policies.map(({ document }) => plain(document))).toEqual([open]);
    expect(attachments.map(({ policy }) => value(policy.value))).toEqual([open, open]);
  });

  test('takes what another one exports', async () => {
    const base: TextFile = {
      path: 'base.yaml',
      content: `Resources: { P: { Type: AWS::IAM::ManagedPolicy, Properties: { ManagedPolicyName: base } } }
Outputs: { P: { Value: !Ref P, Export: { Name: base-policy } } }`,
    };
    const content = `Resources:
  R: { Type: AWS::IAM::Role, Properties: { ManagedPolicyArns: [!ImportValue base-policy] } }`;
    const { attachments } = await readFiles([base, { path: 'app.yaml', content }], {
      given: { region: 'eu-west-1', accountId: '111122223333' },
    });
    expect(attachments[0]?.policy).toMatchObject({
      fact: 'cloudformation:base.yaml:P',
      value: { value: 'arn:aws:iam::111122223333:policy/base' },
    });
  });

  test('says what is not read, and reads the role of a function of SAM', async () => {
    const { roles, policies, attachments, diagnostics } =
      await read(`Transform: [AWS::Serverless-2016-10-31, Own]
Resources:
  Nested: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: x } }
  Connected: { Type: AWS::Serverless::Connector }
  Fn::ForEach::Roles: [Name, [a, b], { "$Name": { Type: AWS::IAM::Role } }]
  F:
    Type: AWS::Serverless::Function
    Properties: { Policies: [{ NoSuchPolicy: { BucketName: b } }, AWSLambdaExecute, "arn:aws:iam::aws:policy/A", { Statement: [{ Effect: Allow, Action: "*", Resource: "*" }] }] }
`);
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['read/not-checked', 'Fn::ForEach::Roles is not read: it makes resources'],
      ['read/not-checked', 'the macro Own is not applied'],
      ['read/not-checked', 'nested stack Nested is not read: its template is not among the files'],
      ['read/not-checked', 'connector Connected is not read: SAM makes policies of it'],
      ['read/not-checked', 'the policy template NoSuchPolicy of F is not known'],
    ]);
    expect(roles.map(({ id }) => id)).toEqual(['cloudformation:t.yaml:FRole']);
    expect(policies.map(({ document }) => plain(document))).toEqual([
      '?the policy template NoSuchPolicy of F is not known',
      { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
    ]);
    expect(attachments.flatMap(({ policy }) => value(policy.value) ?? [])).toContain(
      'arn:aws:iam::aws:policy/A',
    );
    expect(attachments).toHaveLength(4);
  });
});

describe('the policy templates of SAM', () => {
  const policiesOf = async (policies: string, type = 'Function') =>
    (
      await readFiles(
        [
          {
            path: 't.yaml',
            content: `Transform: AWS::Serverless-2016-10-31
Resources:
  Photos: { Type: AWS::S3::Bucket, Properties: { BucketName: photos } }
  F: { Type: "AWS::Serverless::${type}", Properties: { Policies: ${policies} } }
`,
          },
        ],
        { given: { accountId: '111122223333', region: 'eu-west-1' } },
      )
    ).policies;

  test('are filled in with what they are given, and nobody is told to mend them', async () => {
    const [policy] = await policiesOf('[{ SQSPollerPolicy: { QueueName: jobs } }]', 'StateMachine');
    expect(policy?.brought).toMatchObject({ by: expect.stringMatching(/^SAM \d/), open: true });
    expect(policy && plain(policy.document)).toMatchObject({
      Statement: [
        {
          Action: expect.arrayContaining(['sqs:ReceiveMessage']),
          Resource: 'arn:aws:sqs:eu-west-1:111122223333:jobs',
        },
      ],
    });
  });

  test('may refer to what the template makes; what is not given is unknown', async () => {
    const policies = await policiesOf(
      '[{ S3ReadPolicy: { BucketName: !Ref Photos } }, { S3ReadPolicy: {} }]',
    );
    const resources = policies.map(
      ({ document }) => (plain(document) as { Statement: { Resource: unknown }[] }).Statement[0]?.Resource,
    );
    expect(resources).toEqual([
      ['arn:aws:s3:::photos', 'arn:aws:s3:::photos/*'],
      [expect.stringContaining('?'), expect.stringContaining('?')],
    ]);
  });

  test.each(Object.entries(policyTemplates()))(
    '%s is a policy that IAM takes',
    async (name, { parameters }) => {
      const given = Object.fromEntries(parameters.map((parameter) => [parameter, valueFor(parameter)]));
      const [policy] = await policiesOf(JSON.stringify([{ [name]: given }]));
      expect(inspectPolicy((policy && plain(policy.document)) as object, 'identity').problems).toEqual([]);
    },
  );
});

/** A value that any service takes for a parameter. */
const valueFor = (parameter: string) =>
  /Arn$/.test(parameter) ? 'arn:aws:sns:eu-west-1:111122223333:x' : 'x';

describe('a nested stack', () => {
  const CHILD = `Parameters:
  Path: { Type: String, Default: /own/ }
  Names: { Type: CommaDelimitedList, Default: "" }
Resources:
  R: { Type: AWS::IAM::Role, Properties: { RoleName: !Select [1, !Ref Names], Path: !Ref Path } }
Outputs: { Arn: { Value: !GetAtt R.Arn } }
`;
  const parent = (url: string, more = '') => `Parameters: { Prefix: { Type: String } }
Conditions: { Open: !Equals [!Ref Prefix, x] }
Resources:
  Roles:
    Type: AWS::CloudFormation::Stack
${more}    Properties:
      TemplateURL: ${url}
      Parameters: { Path: /given/, Names: "a,b" }
  Pods:
    Type: AWS::EKS::PodIdentityAssociation
    Properties: { ClusterName: c, Namespace: n, ServiceAccount: s, RoleArn: !GetAtt Roles.Outputs.Arn }
`;
  const stacks = async (url: string, more = '', child = CHILD) => {
    const files = [
      { path: 'cfn/main.yaml', content: parent(url, more) },
      { path: 'cfn/roles/role.template', content: child },
    ];
    return readFiles(files);
  };

  test.each([
    ['beside it', 'roles/role.template'],
    ['packaged with its path', '!Sub "https://${Prefix}.s3.amazonaws.com/${Prefix}roles/role.template"'],
    ['packaged by its name', 'https://s3.amazonaws.com/bucket/role.template'],
  ])('is read once, with what it is given: %s', async (_, url) => {
    const { roles, podIdentityAssociations, diagnostics } = await stacks(url);
    expect(diagnostics).toEqual([]);
    expect(roles).toMatchObject([
      { name: { value: 'b' }, path: { value: '/given/' }, place: { file: 'cfn/roles/role.template' } },
    ]);
    expect(podIdentityAssociations).toMatchObject([{ role: { fact: roles[0]?.id } }]);
  });

  test('may be left out by a condition, with all that it makes', async () => {
    const { roles } = await stacks('roles/role.template', '    Condition: Open\n');
    expect(roles).toMatchObject([{ conditional: true }]);
  });

  test('nests itself no further', async () => {
    const child = CHILD.replace(
      'Outputs:',
      '  Again: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: role.template } }\nOutputs:',
    );
    const { roles, diagnostics } = await stacks('roles/role.template', '', child);
    expect(roles).toHaveLength(1);
    expect(diagnostics).toMatchObject([
      { message: 'nested stack Again is not read: its template is not among the files' },
    ]);
  });

  test('is not guessed where two files have its name', async () => {
    const files = ['a', 'b'].map((folder) => ({ path: `${folder}/role.template`, content: CHILD }));
    const content = parent('https://s3.amazonaws.com/bucket/role.template');
    const { podIdentityAssociations } = await readFiles([...files, { path: 'main.yaml', content }]);
    expect(podIdentityAssociations).toMatchObject([
      { role: { value: { known: false, reason: 'only AWS knows Outputs.Arn of Roles' } } },
    ]);
  });
});

describe('a template that means harm', () => {
  test('has no references in a circle', async () => {
    const { roles } = await read(`Resources:
  A: { Type: AWS::IAM::Role, Properties: { RoleName: !Ref B } }
  B: { Type: AWS::IAM::Role, Properties: { RoleName: !Ref A } }
Conditions: { C: !Condition D, D: !Condition C }
`);
    expect(roles.map(({ name }) => value(name))).toEqual(['?B refers to itself', '?B refers to itself']);
  });

  test('has no chain of references without end, nor text that grows without end', async () => {
    const chain = Array.from(
      { length: 3000 },
      (_, at) =>
        `  R${at}: { Type: AWS::IAM::Role, Properties: { RoleName: !Sub "\${R${at + 1}}\${R${at + 1}}" } }`,
    );
    const { roles } = await read(`Resources:\n${chain.join('\n')}\n`);
    expect(roles).toHaveLength(3000);
    expect(roles.every(({ name }) => !name.known)).toBe(true);
  });

  test.each([
    ['json', `{"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": ${'{"Fn::If": ['.repeat(10_000)}`],
    ['yaml', `Resources: {R: {Type: "AWS::IAM::Role", Properties: ${'['.repeat(10_000)}`],
  ])('is refused where it is nested too deeply: %s', async (ending, content) => {
    const { diagnostics } = await read(content, {}, `t.${ending}`);
    expect(diagnostics.map(({ code }) => code)).toContain('read/too-deep');
  });

  test('is named where it is cut off', async () => {
    const { diagnostics } = await read('{"Resources": {"R": {"Type": "AWS::IAM::Role"', {}, 't.json');
    expect(diagnostics.map(({ code }) => code)).toContain('read/json-syntax');
  });
});
