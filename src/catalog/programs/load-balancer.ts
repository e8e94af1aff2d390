import type { PermissionStatement } from '../../iam/policy.js';
import { listWords } from '../../text/quote.js';
import { INTEGRATIONS, type Integration } from '../parameters.js';
import { BOTH, helmAt, type Program } from '../program.js';
import { allow } from '../write.js';

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
    const arn = (service: string, resource: string) => `arn:${partition}:${service}:*:*:${resource}`;
    // The iso partitions do not know what is newer.
    const isOld = partition.startsWith('aws-iso');
    return [
      ...lookups(integrations, isOld),
      ...securityGroups(arn('ec2', 'security-group/*')),
      ...loadBalancers((resource) => arn('elasticloadbalancing', resource), isOld),
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

/** The tag by which the controller knows what it made, on the thing and in the request. */
const OWN = 'aws:ResourceTag/elbv2.k8s.aws/cluster';
const ASKED = 'aws:RequestTag/elbv2.k8s.aws/cluster';

const IS_OWN = { Null: { [OWN]: ['false'] } };
const BECOMES_OWN = { Null: { [ASKED]: ['false'] } };
const STAYS_OWN = { Null: { [ASKED]: ['true'], [OWN]: ['false'] } };

function lookups(integrations: readonly Integration[], isOld: boolean): readonly PermissionStatement[] {
  const ties = (integrations.length === 0 ? INTEGRATIONS : integrations).map((word) => TIES[word]);
  return [
    ...allow('CreateElbServiceLinkedRole', 'iam:CreateServiceLinkedRole', '*', {
      StringEquals: { 'iam:AWSServiceName': ['elasticloadbalancing.amazonaws.com'] },
    }),
    ...allow('Describe', isOld ? DESCRIBE : `${DESCRIBE} ${DESCRIBE_NEWER}`, '*'),
    ...allow('Integrations', ties.join(' '), '*'),
  ];
}

function securityGroups(groups: string): readonly PermissionStatement[] {
  return [
    ...allow('IngressRules', 'ec2:AuthorizeSecurityGroupIngress,RevokeSecurityGroupIngress', '*'),
    ...allow('CreateSecurityGroup', 'ec2:CreateSecurityGroup', '*'),
    ...allow('TagNewSecurityGroups', 'ec2:CreateTags', groups, {
      ...BECOMES_OWN,
      StringEquals: { 'ec2:CreateAction': ['CreateSecurityGroup'] },
    }),
    ...allow('RetagOwnSecurityGroups', 'ec2:CreateTags,DeleteTags', groups, STAYS_OWN),
    ...allow(
      'ChangeOwnSecurityGroups',
      'ec2:AuthorizeSecurityGroupIngress,DeleteSecurityGroup,RevokeSecurityGroupIngress',
      '*',
      IS_OWN,
    ),
  ];
}

function loadBalancers(elb: (resource: string) => string, isOld: boolean): readonly PermissionStatement[] {
  const balancers = [elb('loadbalancer/app/*/*'), elb('loadbalancer/net/*/*'), elb('targetgroup/*/*')];
  const listeners = [
    elb('listener-rule/app/*/*/*'),
    elb('listener-rule/net/*/*/*'),
    elb('listener/app/*/*/*'),
    elb('listener/net/*/*/*'),
  ];
  return [
    ...allow('CreateTaggedLoadBalancers', CREATE, '*', BECOMES_OWN),
    ...allow('ListenersAndRules', LISTENERS, '*'),
    ...allow('RetagOwnLoadBalancers', TAG, balancers, STAYS_OWN),
    ...allow('TagListeners', TAG, listeners),
    ...allow('ModifyOwnLoadBalancers', isOld ? MODIFY : `${MODIFY} ${MODIFY_NEWER}`, '*', IS_OWN),
    ...allow('TagOnCreate', 'elasticloadbalancing:AddTags', balancers, {
      ...BECOMES_OWN,
      StringEquals: { 'elasticloadbalancing:CreateAction': ['CreateLoadBalancer', 'CreateTargetGroup'] },
    }),
    ...allow('RegisterTargets', REGISTER, elb('targetgroup/*/*')),
    ...allow('ListenerDetails', LISTENER_DETAILS, '*'),
  ];
}

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

const DESCRIBE_NEWER =
  'elasticloadbalancing:DescribeCapacityReservation,DescribeListenerAttributes,DescribeTrustStores';

const MODIFY_NEWER = 'elasticloadbalancing:ModifyCapacityReservation,ModifyListenerAttributes';

const CREATE = 'elasticloadbalancing:CreateLoadBalancer,CreateTargetGroup';

const TAG = 'elasticloadbalancing:AddTags,RemoveTags';

const REGISTER = 'elasticloadbalancing:DeregisterTargets,RegisterTargets';

const LISTENERS = 'elasticloadbalancing:CreateListener,CreateRule,DeleteListener,DeleteRule';

const LISTENER_DETAILS = `elasticloadbalancing:AddListenerCertificates,ModifyListener,ModifyRule
  elasticloadbalancing:RemoveListenerCertificates,SetRulePriorities,SetWebAcl`;
