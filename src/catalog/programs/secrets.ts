import { parseArn } from '../../aws/arns.js';
import { groupBy } from '../../collections.js';
import { BOTH, helmAt, type Program, type ProgramCluster } from '../program.js';
import { allow, parameterArn, secretArns } from '../write.js';

/** Reads; a PushSecret needs more. Every secret that is not named stays out of reach, unlike with AWS's own policy. */
export const externalSecrets: Program = {
  name: 'external-secrets',
  about: 'secrets and parameters of AWS as Kubernetes Secrets',
  asOf: '2026-08-22',
  source: 'https://external-secrets.io/latest/provider/aws-secrets-manager/',
  namespace: 'external-secrets',
  serviceAccount: 'external-secrets',
  parameters: [
    { name: 'secrets', required: false },
    {
      name: 'parameters',
      required: false,
      about: 'Paths of SSM parameters, each with all that is below it.',
    },
    { name: 'keys', required: false, about: 'ARNs of KMS keys that encrypt them.' },
  ],
  atLeastOneOf: ['secrets', 'parameters'],
  statements: ({ secrets, parameters, keys }, cluster) => [
    ...allow(
      'ReadSecrets',
      'secretsmanager:DescribeSecret,GetResourcePolicy,GetSecretValue,ListSecretVersionIds',
      secretArns(cluster, secrets),
    ),
    ...allow(
      'FindSecrets',
      'secretsmanager:BatchGetSecretValue,ListSecrets',
      secrets.length === 0 ? [] : '*',
    ),
    ...allow(
      'ReadParameters',
      'ssm:GetParameter,GetParameters,GetParametersByPath',
      parameters.flatMap((path) => {
        const arn = parameterArn(cluster, path.replace(/\/\*?$/, ''));
        return [arn, `${arn}/*`];
      }),
    ),
    ...allow('FindParameters', 'ssm:DescribeParameters', parameters.length === 0 ? [] : '*'),
    ...decrypt(keys, cluster, [
      ...(secrets.length === 0 ? [] : ['secretsmanager']),
      ...(parameters.length === 0 ? [] : ['ssm']),
    ]),
  ],
  managedPolicies: [],
  mechanisms: BOTH,
  helm: helmAt(
    'serviceAccount',
    'external-secrets/external-secrets',
    'deploy/charts/external-secrets/values.yaml',
    '2026-08-08',
  ),
  warnings: ['a PushSecret writes, for which it needs grants of its own beside it'],
};

function decrypt(keys: readonly string[], { dnsSuffix }: ProgramCluster, services: readonly string[]) {
  const byRegion = groupBy(keys, (key) => parseArn(key)?.region ?? '');
  return [...byRegion].flatMap(([region, own], index) =>
    allow(`Decrypt${index === 0 ? '' : index + 1}`, 'kms:Decrypt', own, {
      StringEquals: { 'kms:ViaService': services.map((service) => `${service}.${region}.${dnsSuffix}`) },
    }),
  );
}

/** The provider uses the role of the pod that mounts. */
export const secretsStoreCsiDriverProviderAws: Program = {
  name: 'secrets-store-csi-driver-provider-aws',
  about: 'secrets of AWS as files of pods',
  asOf: '2026-08-22',
  source: 'https://github.com/aws/secrets-store-csi-driver-provider-aws',
  parameters: [
    { name: 'secrets', required: false },
    {
      name: 'parameters',
      required: false,
      about: 'Names of SSM parameters; with a slash at the end all below it.',
    },
    { name: 'keys', required: false, about: 'ARNs of KMS keys that encrypt them.' },
  ],
  atLeastOneOf: ['secrets', 'parameters'],
  statements: ({ secrets, parameters, keys }, cluster) => [
    ...allow('ReadSecrets', 'secretsmanager:DescribeSecret,GetSecretValue', secretArns(cluster, secrets)),
    ...allow(
      'ReadParameters',
      'ssm:GetParameters',
      parameters.map((name) => parameterArn(cluster, name.replace(/\/\*?$/, '/*'))),
    ),
    ...decrypt(keys, cluster, [
      ...(secrets.length === 0 ? [] : ['secretsmanager']),
      ...(parameters.length === 0 ? [] : ['ssm']),
    ]),
  ],
  managedPolicies: [],
  mechanisms: BOTH,
  warnings: [
    "it is the application's own role: name its namespace and serviceAccount",
    'Pod Identity needs usePodIdentity: "true" in the SecretProviderClass',
  ],
};
