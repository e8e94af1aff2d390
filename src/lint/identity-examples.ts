import { type YamlValue, yamlBlock } from '../emit/yaml.js';
import { ROLE_ARN } from '../kubernetes/role-annotation.js';
import type { TextFile } from '../readers/index.js';
import { HOST } from './examples.js';

type YamlObject = { readonly [key: string]: YamlValue };

/** The role of the examples. */
export const ROLE = 'arn:aws:iam::111122223333:role/photos';

/** A YAML file with these documents, written when somebody reads it: every run of `lint` loads all examples. */
export function yamlFile(path: string, ...documents: readonly YamlObject[]): TextFile {
  return {
    path,
    get content() {
      return `${documents.map((document) => yamlBlock(document)).join('\n---\n')}\n`;
    },
  };
}

/** A ServiceAccount `default/sa-app`. */
export function account(
  annotations: YamlObject = { [ROLE_ARN]: ROLE },
  metadata: YamlObject = {},
): YamlObject {
  const own = Object.keys(annotations).length === 0 ? {} : { annotations };
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'sa-app', namespace: 'default', ...own, ...metadata },
  };
}

/** A Pod of `default/sa-app`. */
export function pod(spec: YamlObject = {}, metadata: YamlObject = {}): YamlObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'photos', namespace: 'default', ...metadata },
    spec: { serviceAccountName: 'sa-app', containers: [container()], ...spec },
  };
}

/** A container of the examples. */
export function container(more: YamlObject = {}): YamlObject {
  return { name: 'app', image: 'registry.example/photos:1.0.0', ...more };
}

/** A variable of a container. */
export function env(name: string, value: string): YamlObject {
  return { name, value };
}

/** A ClusterConfig. */
export function cluster(more: YamlObject = {}, metadata: YamlObject = {}): YamlObject {
  return {
    apiVersion: 'eksctl.io/v1alpha5',
    kind: 'ClusterConfig',
    metadata: { name: 'demo', region: 'us-east-1', version: '1.35', ...metadata },
    ...more,
  };
}

/** A ClusterConfig with one entry of `iam.serviceAccounts`. */
export function clusterWith(entry: YamlObject, iam: YamlObject = { withOIDC: true }): YamlObject {
  return cluster({ iam: { ...iam, serviceAccounts: [entry] } });
}

/** The names of an entry of `iam.serviceAccounts`. */
export const names = (name = 'sa-app', namespace = 'default'): YamlObject => ({
  metadata: { name, namespace },
});

/** A permissions policy that fits the examples, by its ARN. */
export const POLICY = 'arn:aws:iam::111122223333:policy/photos';

const PROVIDER_BLOCK = `provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}
`;

/** What a Terraform role of the examples may differ in. */
export interface RoleChange {
  readonly name?: string;
  readonly path?: string;
  readonly subject?: string;
  readonly audience?: string;
  readonly provider?: string;
  readonly host?: string;
  /** The whole trust policy. */
  readonly trust?: object;
  /** More arguments. */
  readonly more?: string;
  /** More blocks. */
  readonly blocks?: string;
}

/** A Terraform file with the role `photos`, which `default/sa-app` may assume. */
export function roleFile(change: RoleChange = {}): TextFile {
  const { name = 'photos', path, host = HOST, more = '', blocks = '' } = change;
  const provider = change.provider ?? `arn:aws:iam::111122223333:oidc-provider/${host}`;
  const trust = change.trust ?? {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: provider },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            [`${host}:aud`]: change.audience ?? 'sts.amazonaws.com',
            [`${host}:sub`]: change.subject ?? 'system:serviceaccount:default:sa-app',
          },
        },
      },
    ],
  };
  const lines = [
    `  name               = "${name}"`,
    ...(path === undefined ? [] : [`  path               = "${path}"`]),
    `  assume_role_policy = jsonencode(${JSON.stringify(trust, null, 2).replaceAll('\n', '\n  ')})`,
    ...(more === '' ? [] : [`  ${more}`]),
  ];
  const content = `${PROVIDER_BLOCK}\nresource "aws_iam_role" "photos" {\n${lines.join('\n')}\n}\n${blocks === '' ? '' : `\n${blocks}\n`}`;
  return { path: 'role.tf', content };
}

/** A bucket whose objects are encrypted with a key beside it, by a rule that may say more. */
export function encryptedBucket(more = ''): string {
  return `resource "aws_s3_bucket" "photos" {
  bucket = "photos"
}

resource "aws_kms_key" "photos" {
  description = "photos"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "photos" {
  bucket = aws_s3_bucket.photos.id
  rule {
${more === '' ? '' : `    ${more}\n`}    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.photos.arn
    }
  }
}`;
}

/** The trust policy of EKS Pod Identity, with another statement where one is given. */
export function podIdentityTrust(change: object = {}): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'pods.eks.amazonaws.com' },
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Condition: {
          StringEquals: {
            'aws:SourceAccount': '111122223333',
            'aws:RequestTag/kubernetes-namespace': 'default',
            'aws:RequestTag/kubernetes-service-account': 'sa-app',
          },
        },
        ...change,
      },
    ],
  };
}

/** A Pod Identity association of `default/sa-app` in Terraform. */
export function association(name = 'photos', namespace = 'default'): string {
  return `resource "aws_eks_pod_identity_association" "${name}" {
  cluster_name    = "demo"
  namespace       = "${namespace}"
  service_account = "sa-app"
  role_arn        = aws_iam_role.photos.arn
}`;
}
