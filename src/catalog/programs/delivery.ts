import { BOTH, helmAt, type Program } from '../program.js';
import { allow, arnsIn } from '../write.js';

export const argocdImageUpdater: Program = {
  name: 'argocd-image-updater',
  about: 'newer images of ECR for Argo CD',
  asOf: '2026-08-26',
  source: 'https://argocd-image-updater.readthedocs.io/en/stable/configuration/registries/',
  namespace: 'argocd',
  serviceAccount: 'argocd-image-updater',
  parameters: [{ name: 'repositories', required: false }],
  statements: ({ repositories }, cluster) => [
    ...allow('Login', 'ecr:GetAuthorizationToken', '*'),
    ...allow(
      'ReadImages',
      `ecr:BatchCheckLayerAvailability,BatchGetImage,DescribeImages,DescribeRepositories
      ecr:GetDownloadUrlForLayer,ListImages`,
      arnsIn(
        cluster,
        'ecr',
        repositories.length === 0 ? ['*'] : repositories,
        (name) => `repository/${name}`,
      ),
    ),
  ],
  managedPolicies: [],
  mechanisms: BOTH,
  helm: helmAt(
    'serviceAccount',
    'argoproj/argo-helm',
    'charts/argocd-image-updater/values.yaml',
    '2026-07-02',
  ),
  warnings: [],
};

/** Narrower than AWSPrivateCAConnectorForKubernetesPolicy, which is for every authority. */
export const awsPrivatecaIssuer: Program = {
  name: 'aws-privateca-issuer',
  about: 'certificates of AWS Private CA by cert-manager',
  asOf: '2026-08-26',
  source: 'https://github.com/cert-manager/aws-privateca-issuer',
  namespace: 'aws-privateca-issuer',
  serviceAccount: 'aws-privateca-issuer',
  parameters: [{ name: 'certificateAuthorities', required: true }],
  statements: ({ certificateAuthorities }) =>
    allow(
      'Issue',
      'acm-pca:DescribeCertificateAuthority,GetCertificate,IssueCertificate',
      certificateAuthorities,
    ),
  managedPolicies: [],
  mechanisms: BOTH,
  helm: helmAt(
    'serviceAccount',
    'cert-manager/aws-privateca-issuer',
    'charts/aws-pca-issuer/values.yaml',
    '2026-07-22',
  ),
  warnings: [],
};
