import { podIdentityTrust, roleFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

export const podIdentitySourceArn: Rule = {
  id: 'IRSA113',
  name: 'pod-identity-source-arn',
  severity: 'error',
  family: 'pod-identity',
  summary: 'A trust policy for EKS Pod Identity has no condition on the ARN of an association.',
  why: 'aws:SourceArn is not the association: a condition such as …:podidentityassociation/* is never met, and the pods get no credentials.',
  error:
    'NoSigningCredentials / AccessDeniedException: Unauthorized Exception! EKS does not have permissions to assume the associated role.',
  fix: 'Use aws:SourceAccount and the request tags kubernetes-namespace and kubernetes-service-account.',
  reference: 'https://github.com/awslabs/mountpoint-s3-csi-driver/issues/781',
  examples: {
    bad: [
      roleFile({
        trust: podIdentityTrust({
          Condition: {
            ArnLike: { 'aws:SourceArn': 'arn:aws:eks:us-east-1:111122223333:podidentityassociation/demo/*' },
          },
        }),
      }),
    ],
    good: [roleFile({ trust: podIdentityTrust() })],
  },
  *check({ policies }) {
    for (const { use, statements } of policies) {
      if (use !== 'trust') continue;
      for (const condition of statements.flatMap((statement) => statement.conditions)) {
        if (condition.key?.text.toLowerCase() !== 'aws:sourcearn') continue;
        const found = condition.values.find(({ text }) => text.includes(':podidentityassociation/'));
        if (found !== undefined)
          yield {
            place: found.place,
            message: 'aws:SourceArn is never the ARN of an association',
            help: 'use aws:SourceAccount and aws:RequestTag/kubernetes-service-account',
          };
      }
    }
  },
};
