import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { entryOf } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { accountsOf, identitiesOf, podLabel, textOf } from '../identities.js';
import { account, container, env, pod, ROLE, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

export const podRoleVariable: Rule = {
  id: 'IRSA087',
  name: 'pod-role-variable',
  severity: 'warning',
  family: 'cross-file',
  summary: 'A pod does not name another role by AWS_ROLE_ARN than its service account by its annotation.',
  why: 'A variable of the pod stays as it is, so the annotation has no effect on it; both together mean two different things.',
  error:
    'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity, or the permissions of the other role.',
  fix: 'Remove the variable, and keep the annotation.',
  reference: 'https://github.com/aws/amazon-eks-pod-identity-webhook#readme',
  examples: {
    bad: [
      yamlFile(
        'app.yaml',
        account(),
        pod({
          containers: [
            container({
              env: [
                env('AWS_ROLE_ARN', `${ROLE}-old`),
                env('AWS_WEB_IDENTITY_TOKEN_FILE', '/var/run/secrets/eks.amazonaws.com/serviceaccount/token'),
              ],
            }),
          ],
        }),
      ),
    ],
    good: [yamlFile('app.yaml', account(), pod())],
  },
  *check({ inventory }) {
    const identities = identitiesOf(inventory);
    for (const named of identities.pods) {
      const annotated = accountsOf(identities, named).flatMap(({ fact }) => {
        const value = entryOf(fact.annotations, ROLE_ARN)?.value;
        return value?.kind === 'scalar' ? [String(value.value)] : [];
      });
      if (annotated.length === 0) continue;
      for (const variable of named.fact.containers.flatMap((item) => item.env)) {
        const role = textOf(variable.value);
        if (textOf(variable.name) !== 'AWS_ROLE_ARN' || role === undefined || annotated.includes(role))
          continue;
        yield {
          place: variable.place,
          message: `${podLabel(named)} names role ${quote(role)}, and its service account ${quote(annotated[0])}`,
          help: 'remove the variable',
        };
      }
    }
  },
};
