import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { loadModel } from '../../src/load-model.js';

const folder = new URL('../fixtures/cases/report-specs/', import.meta.url);

/** What is found: severity, code and path. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  'g01-kms': [],
  'g02-eksctl-role-path': ['error spec/eksctl-role-setting identity.rolePath'],
  'g03-eksctl-helm-sa': [],
  'g04-eksctl-long': ['error spec/stack-name-length workloads[0].serviceAccount'],
  'g05-access-point': ['error spec/invalid-value workloads[0].buckets[0].name'],
  'g06-access-point-arn': ['error spec/invalid-value workloads[0].buckets[0].name'],
  'g07-directory-bucket': ['error spec/invalid-value workloads[0].buckets[0].name'],
  'g08-statefulset': [],
  'g09-role-other-account': ['warning spec/role-account workloads[0].roleArn'],
  'g10-statement-chain': ['warning spec/other-account workloads[0].statements[0].resources[0]'],
  'g11-proxy-pod-identity': ['warning spec/proxy-hides-agent workloads[0].pod.env.NO_PROXY'],
  'g12-china': [],
  'g13-pi-chain': [
    'warning spec/tag-session workloads[0].statements[0].actions[0]',
    'warning spec/other-account workloads[0].statements[0].resources[0]',
  ],
  'g14-wildcard-sa': [],
  'g15-web-identity-env': [
    'error spec/reserved-env workloads[0].pod.env.AWS_WEB_IDENTITY_TOKEN_FILE',
    'error spec/reserved-env workloads[0].pod.env.AWS_ROLE_ARN',
  ],
  'g16-bucket-kms-alias': ['error spec/invalid-value workloads[0].buckets[0].kmsKeyArn'],
  'g17-eksctl-boundary-dots': [],
  'g18-shared-34': ['warning model/trust-size workloads[0]'],
  'g19-shared-34-pi': ['error model/trust-size workloads[0]'],
  'g20-oidc-trailing-slash': ['error spec/invalid-value cluster.oidcIssuer'],
  'g21-oidc-no-scheme': ['error spec/invalid-value cluster.oidcIssuer'],
  'g22-oidc-other-region': ['error spec/issuer-region cluster.oidcIssuer'],
};

function findings(name: string): readonly string[] {
  const text = readFileSync(new URL(`${name}/irsa.yaml`, folder), 'utf8');
  return loadModel(text, 'irsa.yaml').diagnostics.map(
    ({ severity, code, path }) => `${severity} ${code} ${path}`,
  );
}

describe('specs from reports', () => {
  test('every case has its answer', () => {
    expect(Object.keys(ANSWERS)).toEqual(readdirSync(folder).sort());
  });

  test.each(Object.entries(ANSWERS))('%s', (name, answer) => {
    expect(findings(name)).toEqual(answer);
  });
});
