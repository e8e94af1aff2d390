import { describe, expect, test } from '@jest/globals';
import { nearness } from '../../src/readers/together.js';

describe('folders are deployed together', () => {
  test.each<readonly [string, string, string]>([
    ['', '', 'together'],
    ['', 'k8s/thumbs', 'together'],
    ['infra', 'k8s/thumbs', 'together'],
    ['out/eksctl', 'out/terraform', 'together'],
    ['out/kubernetes', 'out/terraform', 'together'],
    ['out/kubernetes', 'out/terraform-json', 'together'],
    ['generated/web/kubernetes', 'generated/web/terraform', 'together'],
    ['examples/irsa/infra', 'examples/irsa/k8s', 'together'],
    ['shop', 'shop/k8s', 'together'],
    ['01-infra', '02-manifests', 'together'],
    ['terraform/envs/prod', 'k8s/overlays/prod-eu', 'together'],
  ])('%s and %s', (a, b, want) => {
    expect(nearness(a, b)).toBe(want);
    expect(nearness(b, a)).toBe(want);
  });

  test.each<readonly [string, string]>([
    ['billing', 'payments'],
    ['services/billing/infra', 'services/payments/k8s'],
    ['infra', 'billing'],
    ['generated/web/kubernetes', 'generated/batch/terraform'],
  ])('not certainly: %s and %s', (a, b) => {
    expect(nearness(a, b)).toBe('maybe');
  });

  test.each<readonly [string, string]>([
    ['', 'examples/irsa'],
    ['examples/irsa', 'examples/pod-identity'],
    ['infra', 'docs/samples'],
    ['envs/dev', 'envs/prod'],
    ['terraform/envs/prod', 'k8s/overlays/dev'],
    ['eu-west-1/app', 'us-east-1/app'],
    ['111122223333', '444455556666'],
    ['31-cluster', '32-irsa-demo'],
    ['module/tests/irsa', 'module'],
  ])('certainly not: %s and %s', (a, b) => {
    expect(nearness(a, b)).toBe('apart');
  });
});
