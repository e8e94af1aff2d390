import type { Catalog } from '../../iam/catalog/types.js';
import { POD_IDENTITY_SERVICE } from '../../model/trust.js';
import { isTypo } from '../../text/nearest.js';
import { podIdentityTrust, roleFile } from '../identity-examples.js';
import type { Report, Rule } from '../rule.js';
import { quoted, type Text } from '../text.js';

export const servicePrincipal: Rule = {
  id: 'IRSA187',
  name: 'service-principal',
  severity: 'error',
  family: 'trust',
  summary: 'A Service principal is the name of a service, such as pods.eks.amazonaws.com.',
  why: 'EKS takes a role as pods.eks.amazonaws.com, the same in every region and partition; IAM refuses names of services that it does not know.',
  error:
    'MalformedPolicyDocument: Invalid principal in policy: "SERVICE":"pod.eks.amazonaws.com". Or: EKS does not have permissions to assume the associated role.',
  fix: 'Write pods.eks.amazonaws.com.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services',
  examples: {
    bad: [
      roleFile({ trust: podIdentityTrust({ Principal: { Service: 'pod.eks.amazonaws.com' } }) }),
      {
        ...roleFile({
          trust: podIdentityTrust({ Principal: { Service: 'pods.eks.us-east-1.amazonaws.com' } }),
        }),
        path: 'regional.tf',
      },
    ],
    good: [roleFile({ trust: podIdentityTrust() })],
  },
  *check({ statements, catalog }) {
    for (const { type, value } of statements.flatMap(({ principals }) => principals)) {
      if (type !== 'Service' || !value.known || value.text.includes('${')) continue;
      const fault = faultOf(value, catalog);
      if (fault !== undefined) yield { place: value.place, ...fault };
    }
  },
};

/** Names that are not the prefix of a service's actions, of which people use roles beside pods. */
const OTHERS = [
  ...['pods.eks', 'eks-fargate-pods', 'eks-fargate', 'eks-nodegroup', 'ecs-tasks', 'edgelambda'],
  ...['vpc-flow-logs', 'delivery.logs', 'monitoring.rds', 'ops.apigateway', 'spotfleet', 'transfer'],
];

function faultOf(value: Text, catalog: Catalog): Omit<Report, 'place'> | undefined {
  const { text } = value;
  const [, name = '', suffix = ''] = /^(.+?)\.amazonaws\.com(.*)$/s.exec(text) ?? [];
  if (name === '') return elsewhere(value);
  if (suffix !== '' && suffix !== '.cn') {
    return { message: `${quoted(value)} is no service of AWS`, help: `end the name in .amazonaws.com` };
  }
  if (/^pods\.eks\b/.test(name) && text !== POD_IDENTITY_SERVICE) {
    return {
      message: `${quoted(value)} is not the service that EKS Pod Identity uses`,
      help: `write ${POD_IDENTITY_SERVICE}, whatever the region and partition`,
    };
  }
  if (catalog.service(name) !== undefined || OTHERS.includes(name)) return undefined;
  const guess = OTHERS.find((other) => isTypo(name, other));
  if (guess === undefined) return undefined;
  return { message: `there is no service ${quoted(value)}`, help: `did you mean ${guess}.amazonaws.com?` };
}

function elsewhere(value: Text): Omit<Report, 'place'> | undefined {
  if (value.text.startsWith('arn:') || /^\d+$/.test(value.text)) {
    return { message: `${quoted(value)} is no service`, help: 'accounts, roles and users stand under AWS' };
  }
  if (value.text === '*' || /\./.test(value.text)) return undefined;
  return { message: `${quoted(value)} is no service`, help: 'write its name, such as ec2.amazonaws.com' };
}
