import { describe, expect, test } from '@jest/globals';
import { type Given, readFiles, type TextFile } from '../../src/readers/index.js';
import { at, plain, value } from './support.js';

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

  test('says that nested stacks are not read, and reads the role of a function of SAM', async () => {
    const { roles, policies, diagnostics } = await read(`Transform: AWS::Serverless-2016-10-31
Resources:
  Nested: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: x } }
  F:
    Type: AWS::Serverless::Function
    Properties: { Policies: [AWSLambdaBasicExecutionRole, { Statement: [{ Effect: Allow, Action: "*", Resource: "*" }] }] }
`);
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['read/not-checked', 'nested stack Nested is not read with what it is given'],
    ]);
    expect(roles.map(({ id }) => id)).toEqual(['cloudformation:t.yaml:FRole']);
    expect(policies.map(({ document, place }) => [plain(document), at(place)])).toEqual([
      [{ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }, '6:59'],
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
