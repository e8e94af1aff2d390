import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { KINDS } from '../../src/snapshot/calls.js';

/** What a program says to a call: the answer, objects in lines of their own, or an error; `once` comes before it one time. */
export type Said =
  | { readonly json: unknown }
  | { readonly objects: readonly unknown[] }
  | { readonly text: string }
  | { readonly error: string; readonly code?: number }
  | { readonly once: Said; readonly later: Said };

/**
 * `aws` and `kubectl` that answer from files beside them, found by the words of a call up to the first that only says how it is
 * answered. Without a file there is no such thing.
 */
const SCRIPT = `#!/bin/sh
dir=\${0%/*}
name=\${0##*/}
printf '%s %s\\n' "$name" "$*" >>"$dir/log"
[ "$1" = --context ] && shift 2
for word do
  case $word in --output | --query | --region | --request-timeout) break ;; esac
  name="$name $word"
done
file=$dir/$name
[ -e "$file.once" ] && mv "$file.once" "$file.now" && file=$file.now
[ ! -e "$file.err" ] || cat "$file.err" >&2
if [ -e "$file" ]; then cat "$file"; elif [ ! -e "$file.err" ]; then
  case $name in aws*) echo "An error occurred (ResourceNotFoundException) when calling the X operation: none" >&2 ;;
  *) echo "error: the server doesn't have a resource type" >&2 ;; esac
  exit 254
fi
[ ! -e "$file.code" ] || exit "$(cat "$file.code")"
`;

export interface StandIn {
  readonly env: Readonly<Record<string, string>>;
  /** Says something else from now on. */
  say(call: string, said: Said): void;
  /** The calls so far, as they were run. */
  calls(): readonly string[];
}

/** Puts both programs into a folder, with what they say to the calls of a snapshot. */
export function standIn(folder: string, says: Readonly<Record<string, Said>>): StandIn {
  for (const program of ['aws', 'kubectl']) {
    writeFileSync(join(folder, program), SCRIPT);
    chmodSync(join(folder, program), 0o755);
  }
  const path = (call: string) => {
    const file = join(folder, call);
    mkdirSync(dirname(file), { recursive: true });
    return file;
  };
  const put = (file: string, said: Said): void => {
    if ('once' in said) {
      put(`${file}.once`, said.once);
      put(file, said.later);
    } else if ('error' in said) {
      writeFileSync(`${file}.err`, `${said.error}\n`);
      writeFileSync(`${file}.code`, String(said.code ?? 254));
      writeFileSync(file, '');
    } else writeFileSync(file, textOf(said));
  };
  for (const [call, said] of Object.entries(says)) put(path(call), said);
  return {
    env: { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` },
    say: (call, said) => put(path(call), said),
    calls: () => {
      const log = join(folder, 'log');
      return existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
    },
  };
}

function textOf(said: Exclude<Said, { error: string } | { once: Said }>): string {
  if ('text' in said) return said.text;
  if ('json' in said) return `${JSON.stringify(said.json, undefined, 4)}\n`;
  return said.objects.map((object) => `${JSON.stringify(object)}\n`).join('');
}

const ISSUER = 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
const PROVIDER = `arn:aws:iam::111122223333:oidc-provider/${ISSUER.slice(8)}`;
const ROLE = 'arn:aws:iam::111122223333:role/app';

/** A cluster with one service account that has a role by IRSA, and another one by Pod Identity. */
export const SMALL_WORLD: Readonly<Record<string, Said>> = {
  'kubectl config view --minify': { text: 'demo-context\nhttps://ABC.gr7.eu-west-1.eks.amazonaws.com' },
  'kubectl version': { json: {} },
  'kubectl api-resources --verbs list': { text: 'pods\nciliumnetworkpolicies.cilium.io\n' },
  'kubectl get ciliumnetworkpolicies.cilium.io --all-namespaces': { objects: [] },
  'aws sts get-caller-identity': {
    json: { UserId: 'AIDA', Account: '111122223333', Arn: 'arn:aws:iam::111122223333:user/a' },
  },
  'aws eks describe-cluster --name demo': {
    json: {
      cluster: {
        ...{ name: 'demo', arn: 'arn:aws:eks:eu-west-1:111122223333:cluster/demo', version: '1.35' },
        endpoint: 'https://ABC.gr7.eu-west-1.eks.amazonaws.com',
        identity: { oidc: { issuer: ISSUER } },
        certificateAuthority: { data: 'c2VjcmV0' },
      },
    },
  },
  'aws eks list-addons --cluster-name demo': { json: { addons: ['eks-pod-identity-agent'] } },
  'aws eks describe-addon --cluster-name demo --addon-name eks-pod-identity-agent': {
    json: { addon: { addonName: 'eks-pod-identity-agent', clusterName: 'demo', status: 'ACTIVE' } },
  },
  'aws eks list-pod-identity-associations --cluster-name demo': { json: { associations: [] } },
  'aws iam list-open-id-connect-providers': { json: { OpenIDConnectProviderList: [{ Arn: PROVIDER }] } },
  [`aws iam get-open-id-connect-provider --open-id-connect-provider-arn ${PROVIDER}`]: {
    json: { Url: ISSUER.slice(8), ClientIDList: ['sts.amazonaws.com'], ThumbprintList: [] },
  },
  'aws iam get-account-authorization-details --filter Role LocalManagedPolicy AWSManagedPolicy': {
    json: {
      RoleDetailList: [
        {
          ...{ Path: '/', RoleName: 'app', RoleId: 'AROA', Arn: ROLE, InstanceProfileList: [] },
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Federated: PROVIDER },
                Action: 'sts:AssumeRoleWithWebIdentity',
                Condition: {
                  StringEquals: {
                    [`${ISSUER.slice(8)}:sub`]: 'system:serviceaccount:shop:app',
                    [`${ISSUER.slice(8)}:aud`]: 'sts.amazonaws.com',
                  },
                },
              },
            ],
          },
          RolePolicyList: [
            {
              PolicyName: 'read',
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::orders/*' }],
              },
            },
          ],
          AttachedManagedPolicies: [],
        },
      ],
      Policies: [],
    },
  },
  'aws s3api get-bucket-policy --bucket orders': {
    error: 'An error occurred (NoSuchBucketPolicy) when calling the GetBucketPolicy operation: none',
  },
  ...Object.fromEntries(
    KINDS.map(({ resource, namespaced }) => [
      `kubectl get ${resource}${namespaced ? ' --all-namespaces' : ''}`,
      { objects: [] },
    ]),
  ),
  'kubectl get serviceaccounts --all-namespaces': {
    objects: [
      {
        ...{ apiVersion: 'v1', kind: 'ServiceAccount' },
        metadata: {
          ...{ name: 'app', namespace: 'shop' },
          annotations: { 'eks.amazonaws.com/role-arn': ROLE, 'example.com/token': 'canary-annotation' },
          managedFields: [{ manager: 'canary-manager' }],
        },
        secrets: [{ name: 'canary-secret' }],
      },
    ],
  },
  'kubectl get pods --all-namespaces': {
    objects: [
      {
        ...{ apiVersion: 'v1', kind: 'Pod' },
        metadata: { name: 'app-1', namespace: 'shop', labels: { app: 'app' } },
        spec: {
          serviceAccountName: 'app',
          containers: [
            {
              ...{ name: 'app', image: 'app:1', command: ['run'], args: ['--password', 'canary-argument'] },
              env: [
                { name: 'AWS_ROLE_ARN', value: ROLE },
                {
                  name: 'AWS_WEB_IDENTITY_TOKEN_FILE',
                  value: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token',
                },
                { name: 'DB_PASSWORD', value: 'canary-value' },
                { name: 'LEFT_EMPTY', value: '' },
                { name: 'FROM', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
              ],
            },
          ],
          volumes: [
            {
              name: 'aws-iam-token',
              projected: {
                sources: [
                  {
                    serviceAccountToken: {
                      audience: 'sts.amazonaws.com',
                      expirationSeconds: 86400,
                      path: 'token',
                    },
                  },
                ],
              },
            },
          ],
        },
        status: { phase: 'Running', podIP: '10.0.0.1' },
      },
    ],
  },
};
