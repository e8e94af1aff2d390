import { describe, expect, test } from '@jest/globals';
import { commandsOf } from '../../src/artifacts/index.js';
import { shellCommand } from '../../src/emit/text.js';
import { aModel, type ModelParts, RUNNING, type WorkloadParts } from '../support/a-model.js';
import { EVERY_GRANT } from '../support/every-grant.js';
import { renderedFiles } from '../support/rendered.js';

async function runbook(parts: ModelParts): Promise<string> {
  const { workloads = [{ roleName: 'r' }], ...rest } = parts;
  return (await renderedFiles(aModel({ ...rest, workloads }), 'docs')).get('README.md') ?? '';
}

/** What each kind of step says in its title, whatever else it says. */
const STEPS: readonly (readonly [string, RegExp])[] = [
  ['create', /^Create the cluster/],
  ['connect', /^Connect to the cluster/],
  ['look for the provider', /OIDC provider is there/],
  ['terraform', /with Terraform/],
  ['associate the provider', /^Make the OIDC provider/],
  ['agent', /agent/],
  ['look at the roles', /roles are as they must be/],
  ['associations', /associations/],
  ['eksctl', /eksctl/],
  ['manifests', /manifests/],
  ['annotate', /^Annotate/],
  ['verify', /works/],
];

/** The steps in their order; their numbers must be that order. */
function steps(text: string): readonly string[] {
  const found = [...text.matchAll(/^## (\d+)\. (.*)$/gm)];
  expect(found.map(([, number]) => Number(number))).toEqual(found.map((_, index) => index + 1));
  return found.map(([, , title = '']) => STEPS.find(([, pattern]) => pattern.test(title))?.[0] ?? title);
}

/** The commands of a runbook in their order, without comments. */
function commands(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
  return blocks.flatMap((block) => block.trim().split('\n')).map((line) => line.replace(/ {3}# .*$/, ''));
}

/** What the commands of the last section undo, in that order. */
async function teardown(parts: ModelParts): Promise<readonly string[]> {
  const text = await runbook(parts);
  return commands(text.slice(text.indexOf('## Take it all down')));
}

interface Row {
  readonly given: ModelParts;
  readonly want: readonly string[];
}

const THERE = { provision: false } as const;
const POD: WorkloadParts['pod'] = { kind: 'Deployment', image: 'registry.example/app:1.0.0' };
const BY_EKSCTL = { roleOwner: 'eksctl', serviceAccountOwner: 'eksctl' } as const;
const EXISTING = { roleArn: 'arn:aws:iam::111122223333:role/r' };

const shapes: readonly [string, Row][] = [
  [
    'a new cluster, roles by Terraform',
    {
      given: {},
      want: ['create', 'look for the provider', 'terraform', 'manifests', 'verify'],
    },
  ],
  [
    'a cluster that is there',
    {
      given: { cluster: THERE },
      want: ['connect', 'look for the provider', 'terraform', 'manifests', 'verify'],
    },
  ],
  [
    'a cluster that is there, without a provider',
    {
      given: { cluster: THERE, identity: { oidcProviderOwner: 'eksctl' } },
      want: ['connect', 'associate the provider', 'terraform', 'manifests', 'verify'],
    },
  ],
  [
    'provider by Terraform, roles by eksctl: the provider first',
    {
      given: { cluster: THERE, identity: { oidcProviderOwner: 'terraform', ...BY_EKSCTL } },
      want: ['connect', 'look for the provider', 'terraform', 'eksctl', 'verify'],
    },
  ],
  [
    'all by eksctl',
    {
      given: { identity: BY_EKSCTL, workloads: [{ roleName: 'r', pod: POD }] },
      want: ['create', 'look for the provider', 'eksctl', 'manifests', 'verify'],
    },
  ],
  [
    'Pod Identity by Terraform',
    {
      given: { identity: { mechanism: 'pod-identity' } },
      want: ['create', 'agent', 'terraform', 'manifests', 'verify'],
    },
  ],
  [
    'Pod Identity by eksctl in a cluster that is there',
    {
      given: { cluster: THERE, identity: { mechanism: 'pod-identity', ...BY_EKSCTL } },
      want: ['connect', 'agent', 'associations', 'verify'],
    },
  ],
  [
    'roles that exist',
    {
      given: { cluster: THERE, identity: { roleOwner: 'existing' }, workloads: [EXISTING] },
      want: ['connect', 'look for the provider', 'look at the roles', 'manifests', 'verify'],
    },
  ],
  [
    'service accounts that a chart makes',
    {
      given: { cluster: THERE, identity: { serviceAccountOwner: 'existing' } },
      want: ['connect', 'look for the provider', 'terraform', 'annotate', 'verify'],
    },
  ],
];

describe('the steps for', () => {
  test.each(shapes)('%s', async (_name, { given, want }) => {
    expect(steps(await runbook(given))).toEqual(want);
  });
});

describe('the commands', () => {
  test('of a new cluster come in the order in which they must run', async () => {
    const found = commands(await runbook({ cluster: RUNNING, workloads: [{ roleName: 'r', pod: POD }] }));
    const order = [
      'eksctl create cluster -f eksctl/cluster.yaml',
      'aws eks describe-cluster --region us-east-1 --name demo --query cluster.identity.oidc.issuer --output text',
      'aws iam list-open-id-connect-providers --output text',
      'terraform -chdir=terraform init',
      'terraform -chdir=terraform plan -out=tfplan',
      'terraform -chdir=terraform apply tfplan',
      'terraform -chdir=terraform output',
      'kubectl apply -k kubernetes',
      'kubectl -n default rollout status deployment/app',
      `kubectl -n default get pods -l app.kubernetes.io/name=app -o 'jsonpath={.items[*].spec.containers[*].env[?(@.name=="AWS_ROLE_ARN")].value}'`,
    ];
    expect(found.filter((command) => order.includes(command))).toEqual(order);
  });

  test('associate the provider where eksctl makes it for a cluster that is there', async () => {
    const found = commands(await runbook({ cluster: THERE, identity: { oidcProviderOwner: 'eksctl' } }));
    expect(found).toContain(
      'eksctl utils associate-iam-oidc-provider --region us-east-1 --cluster demo --approve',
    );
  });

  test('create what eksctl owns, and update roles that it owns', async () => {
    const found = commands(await runbook({ cluster: THERE, identity: BY_EKSCTL }));
    expect(found).toContain('eksctl create iamserviceaccount -f eksctl/cluster.yaml --approve');
    expect(found).toContain('eksctl update iamserviceaccount -f eksctl/cluster.yaml --approve');
    const annotated = commands(
      await runbook({ cluster: THERE, identity: { serviceAccountOwner: 'eksctl' } }),
    );
    expect(annotated).toContain('eksctl create iamserviceaccount -f eksctl/cluster.yaml --approve');
    expect(annotated).not.toContain('eksctl update iamserviceaccount -f eksctl/cluster.yaml --approve');
  });

  test('plan the JSON where it is the only syntax', async () => {
    const found = commands(await runbook({ terraform: { syntax: 'json' } }));
    expect(found).toContain('terraform -chdir=terraform-json init');
  });

  test('annotate for a chart, as Helm values and by hand', async () => {
    const text = await runbook({ cluster: THERE, identity: { serviceAccountOwner: 'existing' } });
    expect(text).toContain(
      [
        'serviceAccount:',
        '  name: app',
        '  annotations:',
        '    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/r',
      ].join('\n'),
    );
    expect(commands(text)).toContain(
      'kubectl -n default annotate serviceaccount app eks.amazonaws.com/role-arn=arn:aws:iam::111122223333:role/r --overwrite',
    );
  });

  test('annotate before pods start that run as a service account of others', async () => {
    const identity = { serviceAccountOwner: 'existing' } as const;
    const found = commands(
      await runbook({ cluster: THERE, identity, workloads: [{ roleName: 'r', pod: POD }] }),
    );
    const annotate = found.findIndex((command) => command.includes(' annotate '));
    expect(annotate).toBeGreaterThan(-1);
    expect(found.indexOf('kubectl apply -k kubernetes')).toBeGreaterThan(annotate);
  });

  test('ask from a pod of each service account whom AWS takes it for', async () => {
    const text = await runbook({ workloads: [{ roleName: 'r' }, { roleName: 'q', namespace: 'web' }] });
    const checks = commands(text).filter((command) => command.includes('irsa-check'));
    const asked = (namespace: string) => [
      expect.stringMatching(`^kubectl -n ${namespace} run irsa-check --restart=Never --image=`),
      `kubectl -n ${namespace} wait --for=condition=Ready --timeout=2m pod/irsa-check`,
      `kubectl -n ${namespace} exec irsa-check -- aws sts get-caller-identity --query Arn --output text`,
      `kubectl -n ${namespace} exec irsa-check -- aws s3api head-object --bucket data --key KEY --query ContentLength --region us-east-1`,
      `kubectl -n ${namespace} delete pod irsa-check --now`,
    ];
    expect(checks).toEqual([...asked('default'), ...asked('web')]);
    expect(text).toContain('`arn:aws:sts::111122223333:assumed-role/r/`');
  });

  test('ask for the target role, and try nothing of what the first one is given', async () => {
    const text = await runbook({
      identity: { mechanism: 'pod-identity' },
      workloads: [{ roleName: 'r', targetRoleArn: 'arn:aws:iam::444455556666:role/media/reader' }],
    });
    expect(text).toContain('`arn:aws:sts::444455556666:assumed-role/reader/`');
    expect(text).not.toContain('s3api head-object');
    expect(text).toContain('sts:AssumeRole on resource: arn:aws:iam::444455556666:role/media/reader');
  });

  test('make associations by hand with all that they say', async () => {
    const text = await runbook({
      identity: { mechanism: 'pod-identity', roleOwner: 'existing' },
      workloads: [
        {
          ...EXISTING,
          targetRoleArn: 'arn:aws:iam::444455556666:role/reader',
          sessionTags: false,
          sessionPolicy: [{ sid: 'Read', actions: ['s3:GetObject'], resources: ['*'] }],
        },
      ],
    });
    expect(commands(text)).toContain(
      `aws eks create-pod-identity-association --region us-east-1 --cluster-name demo --namespace default --service-account app --role-arn ${EXISTING.roleArn} --target-role-arn arn:aws:iam::444455556666:role/reader --disable-session-tags --policy '{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'`,
    );
  });

  /** The calls that try what is granted, each under its title, and what is not tried. */
  async function probes(workload: WorkloadParts, identity: ModelParts['identity'] = {}) {
    const text = await runbook({ identity, workloads: [{ buckets: [], ...workload }] });
    const calls = commands(text).flatMap((command, index, all) => {
      const [, call] = /exec irsa-check -- (aws (?!sts get-caller).*)$/.exec(command) ?? [];
      return call === undefined ? [] : [`${all[index - 1]?.replace(/^echo /, '')} ${call}`];
    });
    const [, untried = ''] = /^Not tried:\n((?:- .*\n)+)/m.exec(text) ?? [];
    return { calls, untried: untried.trimEnd().split('\n').filter(Boolean) };
  }

  test('try what is granted, once where several words are shown by one call', async () => {
    const { calls, untried } = await probes({
      tables: [{ name: 'orders', access: ['read', 'write', 'delete'] }],
      queues: [{ name: 'orders', access: ['send', 'purge'], region: 'eu-west-1', accountId: '444455556666' }],
    });
    expect(calls).toEqual([
      "'queue orders: send' aws sqs get-queue-url --queue-name orders --queue-owner-aws-account-id 444455556666 --region eu-west-1",
      "'table orders: read, write' aws dynamodb describe-table --table-name arn:aws:dynamodb:us-east-1:111122223333:table/orders --query Table.TableStatus --output text --region us-east-1",
    ]);
    expect(untried).toEqual([
      '- queue orders: purge (it only deletes)',
      '- table orders: delete (it only writes and deletes)',
    ]);
  });

  test('try a prefix with the tags of the session of the pod, and not what its policy leaves out', async () => {
    const { calls, untried } = await probes(
      {
        buckets: [
          { name: 'data', access: ['list', 'get'], prefix: '${aws:PrincipalTag/kubernetes-namespace}/' },
        ],
        sessionTags: false,
        sessionPolicy: [{ actions: ['s3:List*'], resources: ['*'] }],
      },
      { mechanism: 'pod-identity' },
    );
    expect(calls).toEqual([
      "'bucket data/default/: list' aws s3api list-objects-v2 --bucket data --max-keys 1 --prefix default/ --query KeyCount --region us-east-1",
    ]);
    expect(untried).toEqual(['- bucket data/default/: get (its session policy leaves it out)']);
  });

  test('say what they need, and which error is as good as a success', async () => {
    const { calls } = await probes({ buckets: [{ name: 'data', prefix: 'in/', access: ['get', 'put'] }] });
    expect(calls).toEqual([
      "'bucket data/in/: get; needs an object that is there in place of KEY' aws s3api head-object --bucket data --key in/KEY --query ContentLength --region us-east-1",
      "'bucket data/in/: put; allowed if AWS answers NoSuchUpload' aws s3api list-parts --bucket data --key in/irsa-check --upload-id irsa-check --region us-east-1",
    ]);
  });

  test.each(EVERY_GRANT.map((grant) => [grant.label, grant] as const))(
    'try %s, or say why not',
    async (_, { kind, entry, word }) => {
      const { calls, untried } = await probes({ [kind.field]: [entry] });
      expect([...calls, ...untried]).toEqual([expect.stringMatching(`: ${word}[;'( ]`)]);
    },
  );

  test('ask IAM for one thing that is allowed and one that is not', async () => {
    const simulations = commands(await runbook({})).filter((command) =>
      command.includes('simulate-principal-policy'),
    );
    expect(simulations.map((command) => /--action-names (\S+)/.exec(command)?.[1])).toEqual([
      's3:GetObject',
      's3:PutObject',
    ]);
  });
});

const CHART = { mechanism: 'irsa', serviceAccountOwner: 'existing' } as const;
const GREEN = 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
const CONNECT = 'aws eks update-kubeconfig --region us-east-1 --name demo';

const inAnyCase: readonly [string, Row][] = [
  [
    'a new cluster',
    {
      given: {},
      want: [
        'eksctl create cluster -f eksctl/cluster.yaml',
        'terraform -chdir=terraform init',
        'terraform -chdir=terraform plan -out=tfplan',
        'terraform -chdir=terraform apply tfplan',
        'kubectl apply -k kubernetes',
      ],
    },
  ],
  [
    'a new cluster in which eksctl makes all',
    { given: { identity: BY_EKSCTL }, want: ['eksctl create cluster -f eksctl/cluster.yaml'] },
  ],
  [
    'a module, which somebody else calls',
    {
      given: { cluster: THERE, terraform: { layout: 'module' } },
      want: [CONNECT, 'kubectl apply -k kubernetes'],
    },
  ],
  [
    'a cluster without a provider, and what eksctl makes there',
    {
      given: { cluster: THERE, identity: { oidcProviderOwner: 'eksctl', ...BY_EKSCTL } },
      want: [
        CONNECT,
        'eksctl utils associate-iam-oidc-provider --region us-east-1 --cluster demo --approve',
        'eksctl create iamserviceaccount -f eksctl/cluster.yaml --approve',
      ],
    },
  ],
  [
    'Pod Identity with roles that exist: neither the add-on, nor a look at the roles',
    {
      given: {
        cluster: THERE,
        identity: { mechanism: 'pod-identity', roleOwner: 'existing', serviceAccountOwner: 'existing' },
        workloads: [EXISTING],
      },
      want: [
        CONNECT,
        `aws eks create-pod-identity-association --region us-east-1 --cluster-name demo --namespace default --service-account app --role-arn ${EXISTING.roleArn}`,
      ],
    },
  ],
  [
    'a service account of others',
    {
      given: {
        cluster: THERE,
        identity: { ...CHART, roleOwner: 'existing' },
        workloads: [EXISTING],
      },
      want: [
        CONNECT,
        `kubectl -n default annotate serviceaccount app eks.amazonaws.com/role-arn=${EXISTING.roleArn} --overwrite`,
      ],
    },
  ],
  [
    'the chart of a program, which is given the role by its values',
    {
      given: {
        cluster: THERE,
        identity: { ...CHART, roleOwner: 'existing' },
        workloads: [{ ...EXISTING, uses: 'cluster-autoscaler', buckets: [] }],
      },
      want: [CONNECT],
    },
  ],
  [
    'a further cluster',
    {
      given: {
        cluster: THERE,
        identity: { roleOwner: 'existing', furtherClusters: [{ name: 'green', oidcIssuer: GREEN }] },
        workloads: [EXISTING],
      },
      want: [
        CONNECT,
        'kubectl apply -k kubernetes',
        'aws eks update-kubeconfig --region eu-west-1 --name green',
        'kubectl apply -k kubernetes',
      ],
    },
  ],
];

describe('what is run in any case for', () => {
  test.each(inAnyCase)('%s', async (_name, { given, want }) => {
    const { workloads = [{ roleName: 'r' }], ...rest } = given;
    const found = commandsOf(aModel({ ...rest, workloads })).map(shellCommand);
    expect(found).toEqual(want);
    const written = commands(await runbook(given));
    expect(written.filter((command) => found.includes(command))).toEqual(want);
  });
});

const ways: readonly [string, Row][] = [
  [
    'a new cluster: manifests, roles, cluster',
    {
      given: { workloads: [{ roleName: 'r', pod: POD }] },
      want: [
        'kubectl -n default delete deployment/app networkpolicy/app poddisruptionbudget/app serviceaccount/app',
        'terraform -chdir=terraform destroy',
        'eksctl delete cluster -f eksctl/cluster.yaml --wait',
      ],
    },
  ],
  [
    'a cluster of others: what is ours in it',
    {
      given: {
        cluster: THERE,
        identity: BY_EKSCTL,
        workloads: [{ roleName: 'r', pod: { ...POD, kind: 'Job' } as never }],
      },
      want: [
        'kubectl -n default delete job/app networkpolicy/app',
        'eksctl delete iamserviceaccount -f eksctl/cluster.yaml --approve',
      ],
    },
  ],
  [
    'associations',
    {
      given: { cluster: THERE, identity: { mechanism: 'pod-identity', ...BY_EKSCTL } },
      want: ['eksctl delete podidentityassociation -f eksctl/cluster.yaml'],
    },
  ],
  [
    'a provider that eksctl made outside of any stack',
    {
      given: { cluster: { ...THERE, ...RUNNING }, identity: { oidcProviderOwner: 'eksctl' } },
      want: [
        'kubectl -n default delete serviceaccount/app',
        'terraform -chdir=terraform destroy',
        'aws iam delete-open-id-connect-provider --open-id-connect-provider-arn arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
      ],
    },
  ],
];

describe('the way back from', () => {
  test.each(ways)('%s', async (_name, { given, want }) => {
    expect(await teardown(given)).toEqual(want);
  });
});

test('there is no way back, and no empty block of commands, where nothing is ours', async () => {
  const identity = { roleOwner: 'existing', serviceAccountOwner: 'existing' } as const;
  const text = await runbook({ cluster: THERE, identity, workloads: [EXISTING] });
  expect(text).toMatch(/## Take it all down\n\nNothing is to be deleted: all of it belongs to others\.\n$/);
});

describe('the graph', () => {
  async function graph(parts: ModelParts): Promise<string> {
    return /^```mermaid\n(.*?)^```$/ms.exec(await runbook(parts))?.[1] ?? '';
  }

  test('leads from the pod over account and role to provider and resource', async () => {
    expect(await graph({ cluster: RUNNING, workloads: [{ roleName: 'r', pod: POD }] })).toBe(
      [
        'flowchart LR',
        '  n1["ServiceAccount default/app"]',
        '  n2["Deployment app"]',
        '  n3["IAM role r"]',
        '  n4["OIDC provider oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"]',
        '  n5["arn:aws:s3:::data/*"]',
        '  n2 -->|"runs as"| n1',
        '  n1 -->|"is annotated with"| n3',
        '  n3 -->|"trusts, for audience sts.amazonaws.com and this service account,"| n4',
        '  n3 -->|"may s3:GetObject"| n5',
        '',
      ].join('\n'),
    );
  });

  test('draws a shared role once', async () => {
    const text = await graph({ workloads: [{ roleName: 'r' }, { roleName: 'r' }] });
    expect(text.match(/IAM role r"/g)).toHaveLength(1);
    expect(text.match(/may s3:GetObject/g)).toHaveLength(1);
  });

  test('draws a Pod Identity association', async () => {
    expect(await graph({ identity: { mechanism: 'pod-identity' } })).toContain(
      'has a Pod Identity association with',
    );
  });

  test('stops where nobody would read on', async () => {
    const text = await runbook({ workloads: Array.from({ length: 10 }, () => ({})) });
    expect(text).toContain('The graph shows the first service accounts; 2 more follow the same pattern.');
  });
});

describe('the runbook', () => {
  test('names the tools that it needs, and no others', async () => {
    const tools = async (parts: ModelParts) => {
      const sentence = /^You need (.*), signed in/m.exec(await runbook(parts))?.[1] ?? '';
      return ['AWS CLI', 'eksctl', 'Terraform', 'kubectl'].filter((tool) => sentence.includes(tool));
    };
    expect(await tools({})).toEqual(['AWS CLI', 'eksctl', 'Terraform', 'kubectl']);
    expect(await tools({ identity: BY_EKSCTL })).toEqual(['AWS CLI', 'eksctl', 'kubectl']);
    expect(await tools({ cluster: THERE, identity: { mechanism: 'pod-identity' } })).toEqual([
      'AWS CLI',
      'Terraform',
      'kubectl',
    ]);
  });

  test('says whether NetworkPolicies are enforced, and of a new cluster who reaches what', async () => {
    const check =
      "kubectl -n kube-system get daemonset aws-node -o jsonpath='{.spec.template.spec.containers[*].args}'";
    const ours = await runbook({
      cluster: { endpointAccess: { publicCidrs: ['203.0.113.0/24'] }, logging: ['audit'] },
      workloads: [{ pod: POD }],
    });
    expect(ours).toMatch(/VPC CNI of the new cluster enforces/);
    expect(ours).toMatch(/only 203\.0\.113\.0\/24 reach the API/);
    expect(ours).toContain('/aws/eks/demo/cluster');
    const theirs = await runbook({ cluster: THERE, workloads: [{ pod: POD }] });
    expect(theirs).toMatch(/hold back nothing until something enforces them/);
    for (const text of [ours, theirs]) expect(commands(text)).toContain(check);
    const none = await runbook({ cluster: THERE, workloads: [{ pod: { ...POD, networkPolicy: false } }] });
    expect(none).not.toContain('NetworkPolicies');
  });

  test('leaves no gap of more than one blank line', async () => {
    for (const [, { given }] of shapes) expect(await runbook(given)).not.toMatch(/\n\n\n/);
  });
});

test('says what pods that nothing here makes must name', async () => {
  const said = '`serviceAccountName: app`, in the namespace `default`';
  expect(await runbook({ workloads: [{ roleName: 'r' }] })).toContain(said);
  expect(await runbook({ workloads: [{ roleName: 'r', pod: POD }] })).not.toContain(said);
});

test('explains what Pod Identity, STS and organisations answer', async () => {
  const workloads = [{ roleName: 'r', pod: POD }, { roleName: 'r' }];
  const [irsa, podIdentity] = await Promise.all([
    runbook({ workloads }),
    runbook({ workloads, identity: { mechanism: 'pod-identity' } }),
  ]);
  for (const seen of ['i/o timeout', 'thumbprint', 'ACLSizePerRole', 'service control policy'])
    expect(irsa).toContain(seen);
  for (const seen of [
    'EKS does not have permissions',
    'sts:TagSession',
    '169.254.170.23',
    'PackedPolicyTooLarge',
  ])
    expect(podIdentity).toContain(seen);
});
