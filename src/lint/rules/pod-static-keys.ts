import { optionalSource } from '../../cluster/index.js';
import { type ContainerFact, ifKnown, type PodFact } from '../../readers/index.js';
import { accountsOf, hasRole, identitiesOf, podLabel } from '../identities.js';
import { account, container, env, pod, yamlFile } from '../identity-examples.js';
import type { Rule, RuleContext } from '../rule.js';

const KEYS = new Set(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']);

export const podStaticKeys: Rule = {
  id: 'IRSA085',
  name: 'pod-static-keys',
  severity: 'warning',
  family: 'pod',
  summary: 'A pod has no AWS keys of its own in its environment.',
  why: 'Every SDK takes static keys before any role: the role of the service account is never used, and the keys never expire.',
  error: 'AccessDenied: User: arn:aws:iam::111122223333:user/… is not authorized to perform: s3:GetObject',
  fix: 'Remove the variables, and give the service account a role.',
  reference:
    'https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html#credentialProviderChain',
  examples: {
    bad: [
      yamlFile(
        'app.yaml',
        account(),
        pod({ containers: [container({ env: [env('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE')] })] }),
      ),
    ],
    good: [
      yamlFile('app.yaml', account(), pod({ containers: [container({ env: [env('BUCKET', 'photos')] })] })),
      yamlFile('minio.yaml', {
        ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'minio', namespace: 'default' } },
        spec: { containers: [container({ env: [env('AWS_ACCESS_KEY_ID', 'admin')] })] },
      }),
    ],
  },
  *check({ inventory }) {
    for (const fact of inventory.pods) {
      if (!mayHaveRole(inventory, fact)) continue;
      const own = fact.containers.filter((container) => !usesOtherStore(container));
      for (const variable of own.flatMap((item) => item.env)) {
        const name = ifKnown(variable.name);
        if (name === undefined || !KEYS.has(name)) continue;
        const source = optionalSource(inventory, fact, variable);
        const sets =
          source === undefined ? `sets ${name}` : `takes ${name} from ${source} where there is one`;
        yield {
          place: variable.place,
          message: `${podLabel({ fact })} ${sets}, which wins over the role of its service account`,
          help: 'remove it',
          ...(source === undefined ? {} : { severity: 'info' }),
        };
      }
    }
  },
};

/** Whether the pod's service account has a role, or may have one that is not in the files. */
function mayHaveRole(inventory: RuleContext['inventory'], fact: PodFact): boolean {
  const identities = identitiesOf(inventory);
  const named = identities.pods.find((pod) => pod.fact === fact);
  if (named === undefined) return fact.serviceAccountStated;
  const accounts = accountsOf(identities, named);
  const isAssociated = inventory.podIdentityAssociations.some(
    ({ namespace, serviceAccount }) =>
      `${ifKnown(namespace) ?? named.namespace}/${ifKnown(serviceAccount) ?? '?'}` === named.key,
  );
  return isAssociated || accounts.some(hasRole) || (accounts.length === 0 && fact.serviceAccountStated);
}

const OTHER_STORE =
  /minio|ceph|localstack|seaweedfs|garage|wasabi|r2\.cloudflare|digitaloceanspaces|backblaze|storage\.googleapis/i;

/** Variables that hold the address of a store: AWS_ENDPOINT_URL_S3, S3_ENDPOINT, MINIO_URL, STORAGE_HOST. */
const ADDRESS =
  /^AWS_ENDPOINT_URL|(?:^|_)(?:AWS|S3|MINIO|STORAGE|STORE|BUCKET|BLOB|BACKUP|REPOSITORY).*(?:ENDPOINT|URL|HOST|ADDRESS|SERVER)/i;

/** Keys beside the address of another S3 are keys of that: MinIO and its kin take the variables of AWS. */
function usesOtherStore({ env, image }: ContainerFact): boolean {
  if (image?.known === true && OTHER_STORE.test(image.value)) return true;
  return env.some(({ name, value }) => {
    if (!name.known) return false;
    const isElsewhere = value?.known !== true || !/amazonaws\.com|^$/.test(value.value);
    if (ADDRESS.test(name.value)) return isElsewhere;
    return /ENDPOINT|URL|HOST/i.test(name.value) && value?.known === true && OTHER_STORE.test(value.value);
  });
}
