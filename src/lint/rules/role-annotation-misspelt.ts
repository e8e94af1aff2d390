import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { quote } from '../../text/quote.js';
import { replaceValue } from '../fixes.js';
import { entriesOf } from '../identities.js';
import { account, ROLE, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

/** What people write for `eks.amazonaws.com/role-arn`, in lower case without `-`, `_` and `.`. */
const MEANT =
  /^(?:(?:eks|iam|sts)?(?:amazonaws|amazonaw|amazon|aws|amazonawscom)?(?:com)?\/)?(?:iam)?rolearns?$|^eksamazonawscom\/(?:iam)?role$/;

export const roleAnnotationMisspelt: Rule = {
  id: 'IRSA060',
  name: 'role-annotation-misspelt',
  severity: 'error',
  family: 'service-account',
  summary: 'The annotation that names the role is exactly eks.amazonaws.com/role-arn.',
  why: 'EKS looks for that one key. With any other spelling the pod starts without a role, and calls AWS as the node.',
  error:
    'AccessDenied: User: arn:aws:sts::111122223333:assumed-role/…NodeInstanceRole…/i-… is not authorized to perform: s3:GetObject',
  fix: 'Write eks.amazonaws.com/role-arn, with hyphens.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  examples: {
    bad: [yamlFile('service-account.yaml', account({ 'eks.amazonaws.com/role_arn': ROLE }))],
    good: [yamlFile('service-account.yaml', account())],
  },
  *check(context) {
    for (const { annotations } of context.inventory.serviceAccounts) {
      for (const { key, keyNode } of entriesOf(annotations)) {
        if (key === ROLE_ARN || !MEANT.test(key.toLowerCase().replace(/[-_.]/g, ''))) continue;
        const fix = replaceValue(context, keyNode, ROLE_ARN, `write ${ROLE_ARN}`);
        yield {
          place: keyNode.place,
          message: `the annotation ${quote(key)} means nothing to EKS`,
          help: `write ${ROLE_ARN}`,
          fix,
        };
      }
    }
  },
};
