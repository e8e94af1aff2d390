import { listWords } from '../../text/quote.js';
import { INTEGRATIONS, type Integration } from '../parameters.js';
import { BOTH, helmAt, type Program } from '../program.js';
import { allow } from '../write.js';

const OWN = 'aws:ResourceTag/elbv2.k8s.aws/cluster';
const ASKED = 'aws:RequestTag/elbv2.k8s.aws/cluster';

/** https://github.com/kubernetes-sigs/aws-load-balancer-controller/tree/main/docs/install, iam_policy*.json */
export const awsLoadBalancerController: Program = {
  name: 'aws-load-balancer-controller',
  about: 'load balancers for Ingresses and Services',
  asOf: '2026-08-17',
  source:
    'https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/main/docs/install/iam_policy.json',
  namespace: 'kube-system',
  serviceAccount: 'aws-load-balancer-controller',
  parameters: [
    {
      name: 'integrations',
      required: false,
      about: `What its load balancers are tied to (${listWords(INTEGRATIONS)}); default: all. Turn the others off in its chart.`,
    },
  ],
  statements({ integrations }, { partition }) {
    // The iso partitions do not know these five.
    const [describes, modifies] = /^aws-iso/.test(partition)
      ? ['', '']
      : [
          ' elasticloadbalancing:DescribeCapacityReservation,DescribeListenerAttributes,DescribeTrustStores',
          ' elasticloadbalancing:ModifyCapacityReservation,ModifyListenerAttributes',
        ];
    const elb = (resource: string) => `arn:${partition}:elasticloadbalancing:*:*:${resource}`;
    const groups = `arn:${partition}:ec2:*:*:security-group/*`;
    const balancers = [elb('loadbalancer/app/*/*'), elb('loadbalancer/net/*/*'), elb('targetgroup/*/*')];
    const retagged = { Null: { [ASKED]: ['true'], [OWN]: ['false'] } };
    return [
      ...allow('CreateElbServiceLinkedRole', 'iam:CreateServiceLinkedRole', '*', {
        StringEquals: { 'iam:AWSServiceName': ['elasticloadbalancing.amazonaws.com'] },
      }),
      ...allow('Describe', `${DESCRIBE}${describes}`, '*'),
      ...allow(
        'Integrations',
        (integrations.length === 0 ? INTEGRATIONS : integrations).map((word) => TIES[word]).join(' '),
        '*',
      ),
      ...allow('IngressRules', 'ec2:AuthorizeSecurityGroupIngress,RevokeSecurityGroupIngress', '*'),
      ...allow('CreateSecurityGroup', 'ec2:CreateSecurityGroup', '*'),
      ...allow('TagNewSecurityGroups', 'ec2:CreateTags', groups, {
        Null: { [ASKED]: ['false'] },
        StringEquals: { 'ec2:CreateAction': ['CreateSecurityGroup'] },
      }),
      ...allow('RetagOwnSecurityGroups', 'ec2:CreateTags,DeleteTags', groups, retagged),
      ...allow(
        'ChangeOwnSecurityGroups',
        'ec2:AuthorizeSecurityGroupIngress,DeleteSecurityGroup,RevokeSecurityGroupIngress',
        '*',
        { Null: { [OWN]: ['false'] } },
      ),
      ...allow(
        'CreateTaggedLoadBalancers',
        'elasticloadbalancing:CreateLoadBalancer,CreateTargetGroup',
        '*',
        {
          Null: { [ASKED]: ['false'] },
        },
      ),
      ...allow(
        'ListenersAndRules',
        'elasticloadbalancing:CreateListener,CreateRule,DeleteListener,DeleteRule',
        '*',
      ),
      ...allow('RetagOwnLoadBalancers', 'elasticloadbalancing:AddTags,RemoveTags', balancers, retagged),
      ...allow('TagListeners', 'elasticloadbalancing:AddTags,RemoveTags', [
        elb('listener-rule/app/*/*/*'),
        elb('listener-rule/net/*/*/*'),
        elb('listener/app/*/*/*'),
        elb('listener/net/*/*/*'),
      ]),
      ...allow('ModifyOwnLoadBalancers', `${MODIFY}${modifies}`, '*', { Null: { [OWN]: ['false'] } }),
      ...allow('TagOnCreate', 'elasticloadbalancing:AddTags', balancers, {
        Null: { [ASKED]: ['false'] },
        StringEquals: { 'elasticloadbalancing:CreateAction': ['CreateLoadBalancer', 'CreateTargetGroup'] },
      }),
      ...allow(
        'RegisterTargets',
        'elasticloadbalancing:DeregisterTargets,RegisterTargets',
        elb('targetgroup/*/*'),
      ),
      ...allow(
        'ListenerDetails',
        'elasticloadbalancing:AddListenerCertificates,ModifyListener,ModifyRule,RemoveListenerCertificates,SetRulePriorities,SetWebAcl',
        '*',
      ),
    ];
  },
  managedPolicies: [],
  mechanisms: BOTH,
  helm: helmAt(
    'serviceAccount',
    'aws/eks-charts',
    'stable/aws-load-balancer-controller/values.yaml',
    '2026-08-03',
    { name: 'clusterName', region: 'region', vpcId: 'vpcId' },
  ),
  warnings: [
    'not needed on EKS Auto Mode, which has it built in',
    'broad: listeners, rules and certificates of every load balancer of the account, as its authors have it',
  ],
};

const DESCRIBE = `ec2:DescribeAccountAttributes,DescribeAddresses,DescribeAvailabilityZones,DescribeCoipPools
  ec2:DescribeInstances,DescribeInternetGateways,DescribeIpamPools,DescribeNetworkInterfaces,DescribeRouteTables
  ec2:DescribeSecurityGroups,DescribeSubnets,DescribeTags,DescribeVpcPeeringConnections,DescribeVpcs
  ec2:GetCoipPoolUsage,GetSecurityGroupsForVpc
  elasticloadbalancing:DescribeListenerCertificates,DescribeListeners,DescribeLoadBalancerAttributes
  elasticloadbalancing:DescribeLoadBalancers,DescribeRules,DescribeSSLPolicies,DescribeTags
  elasticloadbalancing:DescribeTargetGroupAttributes,DescribeTargetGroups,DescribeTargetHealth`;

const TIES: Readonly<Record<Integration, string>> = {
  acm: 'acm:DescribeCertificate,ListCertificates iam:GetServerCertificate,ListServerCertificates',
  cognito: 'cognito-idp:DescribeUserPoolClient',
  shield: 'shield:CreateProtection,DeleteProtection,DescribeProtection,GetSubscriptionState',
  waf: 'waf-regional:AssociateWebACL,DisassociateWebACL,GetWebACL,GetWebACLForResource',
  wafv2: 'wafv2:AssociateWebACL,DisassociateWebACL,GetWebACL,GetWebACLForResource',
};

const MODIFY = `elasticloadbalancing:DeleteLoadBalancer,DeleteTargetGroup,ModifyIpPools,ModifyLoadBalancerAttributes
  elasticloadbalancing:ModifyTargetGroup,ModifyTargetGroupAttributes,SetIpAddressType,SetSecurityGroups,SetSubnets`;
