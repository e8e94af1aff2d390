import { describe, expect, test } from '@jest/globals';
import { agentOf, podIdentityObstacles, webIdentityObstacles } from '../../src/cluster/index.js';
import { readFiles, type TextFile } from '../../src/readers/index.js';
import { yaml } from '../explain/support.js';

const ASSOCIATION = `
resource "aws_eks_pod_identity_association" "web" {
  cluster_name    = "demo"
  namespace       = "shop"
  service_account = "web"
  role_arn        = "arn:aws:iam::111122223333:role/web"
}
`;

const terraform = (more = ''): TextFile => ({ path: 'main.tf', content: ASSOCIATION + more });

const pod = (spec: object = {}, more: { kind?: string; labels?: object; env?: readonly object[] } = {}) => ({
  ...{ apiVersion: 'apps/v1', kind: more.kind ?? 'Deployment', metadata: { name: 'web', namespace: 'shop' } },
  spec: {
    template: {
      metadata: { labels: more.labels ?? { app: 'web' } },
      spec: {
        serviceAccountName: 'web',
        containers: [{ name: 'app', image: 'web:1', env: more.env ?? [] }],
        ...spec,
      },
    },
  },
});

const profile = (selectors: readonly object[], name = 'demo') => ({
  ...{ apiVersion: 'eksctl.io/v1alpha5', kind: 'ClusterConfig', metadata: { name, region: 'eu-west-1' } },
  fargateProfiles: [{ name: 'shop', selectors }],
});

const policy = (spec: object) => ({
  ...{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
  metadata: { name: 'out', namespace: 'shop' },
  spec: { podSelector: {}, policyTypes: ['Egress'], ...spec },
});
const to = (cidr: string, more: object = {}, ports?: readonly object[]) => ({
  to: [{ ipBlock: { cidr, ...more } }],
  ...(ports === undefined ? {} : { ports }),
});
const proxy = (name: string, value: string) => ({ name, value });
const affinity = (...values: readonly (readonly string[])[]) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: values.map((list) => ({
          ...(list.length > 0 && {
            matchExpressions: [{ key: 'kubernetes.io/os', operator: 'In', values: list }],
          }),
        })),
      },
    },
  },
});

/** Causes, with a question mark where it is not certain. */
async function obstacles(...documents: readonly object[]): Promise<readonly string[]> {
  const inventory = await readFiles([terraform(), yaml('k8s.yaml', ...documents)]);
  const [association] = inventory.podIdentityAssociations;
  if (association === undefined) throw new Error('there is no association');
  return podIdentityObstacles(inventory, association, inventory.pods[0]).map(
    ({ cause, certain }) => `${cause}${certain ? '' : '?'}`,
  );
}

describe('what keeps a pod from EKS Pod Identity', () => {
  test.each<[string, readonly object[], readonly string[]]>([
    ['nothing', [pod()], []],
    ['a selector of Windows nodes', [pod({ nodeSelector: { 'kubernetes.io/os': 'windows' } })], ['windows']],
    ['its own word', [pod({ os: { name: 'windows' } })], ['windows']],
    ['an affinity to Windows nodes alone', [pod(affinity(['windows']))], ['windows']],
    ['one to either kind', [pod(affinity(['windows'], ['linux']))], []],
    ['one beside a term that matches no node', [pod(affinity([], ['windows']))], ['windows']],
    ['one that lists both', [pod(affinity(['windows', 'linux']))], []],
    ['Linux nodes', [pod({ nodeSelector: { 'kubernetes.io/os': 'linux' } })], []],

    ['a Fargate profile for its namespace', [pod(), profile([{ namespace: 'shop' }])], ['fargate']],
    ['without a pod', [profile([{ namespace: 'shop' }])], ['fargate']],
    ['a pattern', [pod(), profile([{ namespace: 'sh*' }])], ['fargate']],
    ['another namespace', [pod(), profile([{ namespace: 'other' }])], []],
    ['another cluster', [pod(), profile([{ namespace: 'shop' }], 'staging')], []],
    ['its labels', [pod(), profile([{ namespace: 'shop', labels: { app: 'w?b' } }])], ['fargate']],
    ['other labels', [pod(), profile([{ namespace: 'shop', labels: { app: 'x' } }])], []],
    ['labels, and no pod to compare', [profile([{ namespace: 'shop', labels: { app: 'web' } }])], []],
    ['a DaemonSet', [pod({}, { kind: 'DaemonSet' }), profile([{ namespace: 'shop' }])], []],

    ['a proxy', [pod({}, { env: [proxy('HTTP_PROXY', 'http://p:3128')] })], ['proxy?']],
    ['one in small letters', [pod({}, { env: [proxy('http_proxy', 'http://p:3128')] })], ['proxy?']],
    [
      'a proxy with an exception for the agent',
      [pod({}, { env: [proxy('HTTPS_PROXY', 'http://p'), proxy('NO_PROXY', '.svc,169.254.170.23')] })],
      [],
    ],
    [
      'a network that holds it',
      [pod({}, { env: [proxy('HTTP_PROXY', 'http://p'), proxy('no_proxy', '169.254.0.0/16')] })],
      [],
    ],
    [
      'exceptions for others',
      [pod({}, { env: [proxy('HTTP_PROXY', 'http://p'), proxy('NO_PROXY', '10.0.0.0/8,169.254.169.254')] })],
      ['proxy?'],
    ],
    ['no proxy at all', [pod({}, { env: [proxy('HTTP_PROXY', '')] })], []],

    ['a policy that lets nothing out', [pod(), policy({})], ['network-policy?']],
    ['without a pod', [policy({})], ['network-policy?']],
    ['one for ingress', [pod(), policy({ policyTypes: ['Ingress'] })], []],
    ['one that lets everything out', [pod(), policy({ egress: [{}] })], []],
    ['one that lets the agent be reached', [pod(), policy({ egress: [to('169.254.170.23/32')] })], []],
    [
      'everything but that',
      [pod(), policy({ egress: [to('0.0.0.0/0', { except: ['169.254.0.0/16'] })] })],
      ['network-policy?'],
    ],
    [
      'another port',
      [pod(), policy({ egress: [to('0.0.0.0/0', {}, [{ port: 443 }])] })],
      ['network-policy?'],
    ],
    [
      'another protocol',
      [pod(), policy({ egress: [to('0.0.0.0/0', {}, [{ port: 80, protocol: 'UDP' }])] })],
      ['network-policy?'],
    ],
    ['a range of ports', [pod(), policy({ egress: [to('0.0.0.0/0', {}, [{ port: 1, endPort: 90 }])] })], []],
    ['pods alone', [pod(), policy({ egress: [{ to: [{ namespaceSelector: {} }] }] })], ['network-policy?']],
    ['other pods', [pod(), policy({ podSelector: { matchLabels: { app: 'db' } } })], []],
    ['its labels', [pod(), policy({ podSelector: { matchLabels: { app: 'web' } } })], ['network-policy?']],
    [
      'an expression',
      [
        pod(),
        policy({ podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] } }),
      ],
      [],
    ],
    ...(
      [
        ['In', ['db', 'web'], true],
        ['NotIn', ['db'], true],
        ['Exists', [], true],
        ['DoesNotExist', [], false],
      ] as const
    ).map(([operator, values, isIt]): [string, readonly object[], readonly string[]] => [
      `an expression with ${operator}`,
      [pod(), policy({ podSelector: { matchExpressions: [{ key: 'app', operator, values }] } })],
      isIt ? ['network-policy?'] : [],
    ]),
    [
      'the lack of a label',
      [pod(), policy({ podSelector: { matchExpressions: [{ key: 'batch', operator: 'DoesNotExist' }] } })],
      ['network-policy?'],
    ],
    ['neither types nor rules', [pod(), policy({ policyTypes: undefined })], []],
    [
      'rules alone',
      [pod(), policy({ policyTypes: undefined, egress: [to('10.0.0.0/8')] })],
      ['network-policy?'],
    ],
    [
      'two policies of which one lets it',
      [pod(), policy({}), policy({ egress: [to('169.254.170.23/32')] })],
      [],
    ],
    ['another namespace', [pod(), { ...policy({}), metadata: { name: 'out', namespace: 'other' } }], []],
  ])('%s', async (_, documents, want) => {
    expect(await obstacles(...documents)).toEqual(want);
  });

  test.each<[string, string, readonly string[]]>([
    ['lets nothing out', 'policy_types = ["Egress"]', ['network-policy?']],
    ['lets the agent be reached', 'egress {\n to {\n ip_block { cidr = "169.254.170.23/32" }\n }\n }', []],
    [
      'lets one port out, in two rules',
      'egress {\n ports { port = "443" }\n }\n egress {\n ports {\n port = "53"\n protocol = "UDP"\n }\n }',
      ['network-policy?'],
    ],
    ['is for other pods', 'policy_types = ["Egress"]', []],
    ['has rules that are not known', 'dynamic "egress" {\n for_each = var.out\n content {}\n }', []],
    ['is for ingress', 'policy_types = ["Ingress"]', []],
  ])('a policy of Terraform that %s', async (what, spec, want) => {
    const labels = what === 'is for other pods' ? 'match_labels = { app = "db" }' : '';
    const more = `variable "out" {}
resource "kubernetes_network_policy_v1" "out" {
  metadata {
    name      = "out"
    namespace = "shop"
  }
  spec {
    pod_selector { ${labels} }
    ${spec.includes('policy_types') ? '' : 'policy_types = ["Egress"]'}
    ${spec}
  }
}`;
    const inventory = await readFiles([terraform(more), yaml('k8s.yaml', pod())]);
    const found = inventory.podIdentityAssociations.flatMap((item) =>
      podIdentityObstacles(inventory, item, inventory.pods[0]),
    );
    expect(found.map(({ cause, certain }) => `${cause}${certain ? '' : '?'}`)).toEqual(want);
  });

  const choice = (labels: string) => `pod_selector {
      match_expressions {
        key      = "app"
        operator = "In"
        values   = ["web"]
      }
      ${labels}
    }`;
  const onWindows = (
    terms: string,
    values = '["windows"]',
  ) => `required_during_scheduling_ignored_during_execution {
      node_selector_term {
        match_expressions {
          key      = "kubernetes.io/os"
          operator = "In"
          values   = ${values}
        }
      }
      ${terms}
    }`;
  const more = (block: string) => `dynamic "${block}" {
        for_each = var.more
        content {}
      }`;
  test.each<[string, readonly string[], { readonly selector?: string; readonly terms?: string }]>([
    ['all of it', ['windows', 'network-policy?'], {}],
    ['not all pods that a policy is for', ['windows'], { selector: choice(more('match_expressions')) }],
    [
      'not all nodes that a pod may run on',
      ['network-policy?'],
      { terms: onWindows(more('node_selector_term')) },
    ],
    [
      'nodes of which a further term is empty',
      ['windows', 'network-policy?'],
      { terms: onWindows('node_selector_term {}') },
    ],
    [
      'not what a further term asks for',
      ['network-policy?'],
      { terms: onWindows(`node_selector_term {\n${more('match_fields')}\n}`) },
    ],
    ['not their kinds', ['network-policy?'], { terms: onWindows('', 'concat(["windows"], var.more)') }],
  ])('files that tell %s', async (_, want, { selector = choice(''), terms = onWindows('') }) => {
    const inventory = await readFiles([
      terraform(`variable "more" {}
resource "kubernetes_network_policy_v1" "out" {
  metadata {
    name      = "out"
    namespace = "shop"
  }
  spec {
    ${selector}
    policy_types = ["Egress"]
  }
}
resource "kubernetes_deployment_v1" "web" {
  metadata {
    name      = "web"
    namespace = "shop"
  }
  spec {
    template {
      metadata { labels = { app = "web" } }
      spec {
        service_account_name = "web"
        affinity {
          node_affinity {
            ${terms}
          }
        }
        container {
          name  = "app"
          image = "web:1"
        }
      }
    }
  }
}`),
    ]);
    const found = inventory.podIdentityAssociations.flatMap((item) =>
      podIdentityObstacles(inventory, item, inventory.pods[0]),
    );
    expect(found.map(({ cause, certain }) => `${cause}${certain ? '' : '?'}`)).toEqual(want);
  });

  const other = (
    apiVersion: string,
    kind: string,
    spec: object,
    metadata: object = { namespace: 'shop' },
  ) => ({
    ...{ apiVersion, kind, metadata: { name: 'out', ...metadata } },
    spec,
  });
  const cilium = (spec: object) => other('cilium.io/v2', 'CiliumNetworkPolicy', spec);

  test.each<[string, object, readonly string[]]>([
    ['Cilium', cilium({ endpointSelector: {}, egress: [{ toEntities: ['cluster'] }] }), ['other-policy?']],
    [
      'Cilium, of its labels',
      cilium({ endpointSelector: { matchLabels: { 'k8s:app': 'web' } }, egress: [] }),
      ['other-policy?'],
    ],
    ['Cilium, of other labels', cilium({ endpointSelector: { matchLabels: { app: 'db' } }, egress: [] }), []],
    ['Cilium, for ingress', cilium({ endpointSelector: {}, ingress: [] }), []],
    [
      'Cilium, for the whole cluster',
      other('cilium.io/v2', 'CiliumClusterwideNetworkPolicy', { endpointSelector: {}, egress: [] }, {}),
      ['other-policy?'],
    ],
    [
      'Calico',
      other('projectcalico.org/v3', 'NetworkPolicy', { selector: 'all()', types: ['Egress'] }),
      ['other-policy?'],
    ],
    [
      'Cilium, of another namespace',
      other('cilium.io/v2', 'CiliumNetworkPolicy', { egress: [] }, { namespace: 'x' }),
      [],
    ],
  ])('a policy of %s is not evaluated, and said to be', async (_, document, want) => {
    expect(await obstacles(pod(), document)).toEqual(want);
  });

  test('a Fargate profile of Terraform, and one of a module', async () => {
    const made = `resource "aws_eks_fargate_profile" "shop" {
      cluster_name = "demo"
      fargate_profile_name = "shop"
      selector { namespace = "shop" }
    }`;
    const called = `module "eks" {
      source           = "terraform-aws-modules/eks/aws"
      cluster_name     = "demo"
      fargate_profiles = { shop = { selectors = [{ namespace = "shop" }] } }
    }`;
    for (const more of [made, called]) {
      const inventory = await readFiles([terraform(more)]);
      const found = inventory.podIdentityAssociations.flatMap((item) =>
        podIdentityObstacles(inventory, item, undefined),
      );
      expect(found.map(({ cause, certain }) => [cause, certain])).toEqual([['fargate', true]]);
    }
  });

  test.each([
    ['web', [['fargate', true]]],
    ['api', []],
  ])('a Fargate profile of CloudFormation, for pods labelled %s', async (value, want) => {
    const Resources = {
      Association: {
        Type: 'AWS::EKS::PodIdentityAssociation',
        Properties: { ClusterName: 'demo', Namespace: 'shop', ServiceAccount: 'web', RoleArn: 'x' },
      },
      Profile: {
        Type: 'AWS::EKS::FargateProfile',
        Properties: {
          ...{ ClusterName: 'demo', FargateProfileName: 'shop' },
          Selectors: [{ Namespace: 'shop', Labels: [{ Key: 'app', Value: value }] }],
        },
      },
    };
    const inventory = await readFiles([yaml('template.yaml', { Resources }), yaml('k8s.yaml', pod())]);
    const found = inventory.podIdentityAssociations.flatMap((item) =>
      podIdentityObstacles(inventory, item, inventory.pods[0]),
    );
    expect(found.map(({ cause, certain }) => [cause, certain])).toEqual(want);
  });

  test('a Fargate profile of which not all selectors are known may take the pod', async () => {
    const inventory = await readFiles([
      terraform(`variable "more" {}
resource "aws_eks_fargate_profile" "shop" {
  cluster_name         = "demo"
  fargate_profile_name = "shop"
  selector { namespace = "other" }
  dynamic "selector" {
    for_each = var.more
    content { namespace = selector.value }
  }
}`),
      yaml('k8s.yaml', pod()),
    ]);
    const found = inventory.podIdentityAssociations.flatMap((item) =>
      podIdentityObstacles(inventory, item, inventory.pods[0]),
    );
    expect(found.map(({ cause, certain }) => [cause, certain])).toEqual([['fargate', false]]);
  });
});

describe('what keeps a pod of IRSA from STS', () => {
  test.each<[string, readonly object[], readonly string[]]>([
    ['nothing', [pod()], []],
    ['a policy that lets nothing out', [pod(), policy({})], ['network-policy?']],
    ['without a pod', [policy({})], ['network-policy?']],
    [
      'one that lets names be looked up, and pods be reached',
      [
        pod(),
        policy({ egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }, { to: [{ namespaceSelector: {} }] }] }),
      ],
      ['network-policy?'],
    ],
    [
      'port 443 of pods',
      [pod(), policy({ egress: [{ to: [{ podSelector: {} }], ports: [{ port: 443 }] }] })],
      ['network-policy?'],
    ],
    [
      'the agent of Pod Identity',
      [pod(), policy({ egress: [to('169.254.170.23/32')] })],
      ['network-policy?'],
    ],
    ['port 443', [pod(), policy({ egress: [{ ports: [{ port: 443, protocol: 'TCP' }] }] })], []],
    ['a network that an endpoint may be in', [pod(), policy({ egress: [to('10.0.0.0/16')] })], []],
    [
      'all but private networks',
      [pod(), policy({ egress: [to('0.0.0.0/0', { except: ['10.0.0.0/8'] })] })],
      [],
    ],
    ['IPv6', [pod(), policy({ egress: [to('::/0')] })], []],
    ['a proxy', [pod({}, { env: [proxy('HTTPS_PROXY', 'http://proxy:3128')] }), policy({})], []],
    ["the node's own network", [pod({ hostNetwork: true }), policy({})], []],
    ['another namespace', [pod(), { ...policy({}), metadata: { name: 'out', namespace: 'other' } }], []],
  ])('%s', async (_, documents, want) => {
    const inventory = await readFiles([yaml('k8s.yaml', ...documents)]);
    const found = webIdentityObstacles(inventory, 'shop', inventory.pods[0]);
    expect(found.map(({ cause, certain }) => `${cause}${certain ? '' : '?'}`)).toEqual(want);
  });
});

const eksctl = (more: object) => ({
  ...{
    apiVersion: 'eksctl.io/v1alpha5',
    kind: 'ClusterConfig',
    metadata: { name: 'demo', region: 'eu-west-1' },
  },
  iam: {
    podIdentityAssociations: [
      { namespace: 'shop', serviceAccountName: 'web', roleARN: 'arn:aws:iam::111122223333:role/web' },
    ],
  },
  ...more,
});
const GROUPS = { managedNodeGroups: [{ name: 'a' }] };
const CLUSTER = 'resource "aws_eks_cluster" "demo" {\n  name = "demo"\n}\n';
const ADDON = (name: string, cluster = 'demo') =>
  `resource "aws_eks_addon" "${name}" {\n  cluster_name = "${cluster}"\n  addon_name   = "${name}"\n}\n`;

describe('the agent', () => {
  test.each<[string, readonly TextFile[], string]>([
    ['nobody speaks of the cluster', [terraform()], 'unsaid'],
    [
      'an add-on of eksctl',
      [yaml('c.yaml', eksctl({ addons: [{ name: 'eks-pod-identity-agent' }] }))],
      'installed',
    ],
    ['Auto Mode of eksctl', [yaml('c.yaml', eksctl({ autoModeConfig: { enabled: true } }))], 'installed'],
    ['neither, in a file that eksctl refuses', [yaml('c.yaml', eksctl(GROUPS))], 'missing'],
    ['neither, for a cluster that is there', [yaml('c.yaml', eksctl({}))], 'missing?'],
    [
      'Auto Mode turned off',
      [yaml('c.yaml', eksctl({ ...GROUPS, autoModeConfig: { enabled: false } }))],
      'missing',
    ],
    ['a cluster of Terraform without', [terraform(CLUSTER)], 'missing?'],
    ['other add-ons', [terraform(ADDON('vpc-cni'))], 'missing?'],
    ['other add-ons of another cluster', [terraform(ADDON('vpc-cni', 'staging'))], 'unsaid'],
    ['the add-on', [terraform(CLUSTER + ADDON('eks-pod-identity-agent'))], 'installed'],
    [
      'the add-on of another cluster',
      [terraform(CLUSTER + ADDON('eks-pod-identity-agent', 'staging'))],
      'missing?',
    ],
    [
      'Auto Mode of Terraform',
      [
        terraform(
          'resource "aws_eks_cluster" "demo" {\n  name = "demo"\n  compute_config {\n    enabled = true\n  }\n}\n',
        ),
      ],
      'installed',
    ],
    [
      'a module that brings it',
      [
        terraform(
          'module "eks" {\n  source = "terraform-aws-modules/eks/aws"\n  addons = { eks-pod-identity-agent = {} }\n}\n',
        ),
      ],
      'installed',
    ],
    [
      'add-ons that a variable names',
      [
        terraform(
          `${CLUSTER}variable "addons" {}\nresource "aws_eks_addon" "all" {\n  for_each = var.addons\n  cluster_name = "demo"\n  addon_name = each.key\n}\n`,
        ),
      ],
      'unsaid',
    ],
  ])('%s', async (_, files, want) => {
    const inventory = await readFiles(files);
    const found = inventory.podIdentityAssociations.map((item) => agentOf(inventory, item));
    const shown = found.map((agent) =>
      agent.state === 'missing' && !agent.obstacle.certain ? 'missing?' : agent.state,
    );
    expect(shown).toEqual([want]);
  });
});
