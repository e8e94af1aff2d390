import { isRunning, podsTold, restartOf, workloadName } from '../../cluster/index.js';
import { groupBy } from '../../collections.js';
import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { entryOf, type Inventory, ifKnown, type PodFact, type Span } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { accountsOf, identitiesOf, podLabel } from '../identities.js';
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
    const found = findings(inventory);
    const written = new Set(found.filter(({ pod }) => !isRunning(pod)).map(keyOf));
    for (const [, same] of groupBy(found, (item) => (isRunning(item.pod) ? keyOf(item) : item))) {
      const [first] = same;
      if (isRunning(first.pod) && written.has(keyOf(first))) continue;
      const { pod, role, annotated, place } = first;
      const names = same.length > 1 ? 'name' : 'names';
      yield {
        place,
        message: `${isRunning(pod) ? podsTold(same.map((item) => item.pod)) : podLabel({ fact: pod })} ${names} role ${quote(role)}, and its service account ${quote(annotated)}`,
        help: isRunning(pod)
          ? `restart what runs since before the annotation: ${restartOf(pod)}`
          : 'remove the variable',
      };
    }
  },
};

interface Finding {
  readonly pod: PodFact;
  readonly role: string;
  readonly annotated: string;
  readonly place: Span;
}

/** What a workload's template sets itself, its pods have too. */
const keyOf = ({ pod, role }: Finding) => `${workloadName(pod)} ${role}`;

function findings(inventory: Inventory): readonly Finding[] {
  const identities = identitiesOf(inventory);
  return identities.pods.flatMap((named): readonly Finding[] => {
    const annotated = accountsOf(identities, named).flatMap(({ fact }) => {
      const value = entryOf(fact.annotations, ROLE_ARN)?.value;
      return value?.kind === 'scalar' ? [String(value.value)] : [];
    });
    const [first] = annotated;
    if (first === undefined) return [];
    const { fact: pod } = named;
    return pod.containers.flatMap(({ env }) =>
      env.flatMap(({ name, value, place }) => {
        const role = ifKnown(value);
        if (ifKnown(name) !== 'AWS_ROLE_ARN' || role === undefined || annotated.includes(role)) return [];
        return [{ pod, role, annotated: first, place }];
      }),
    );
  });
}
