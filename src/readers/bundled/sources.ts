// Made by `node scripts/bundled-policies.mjs`.

/** The newest release of each program whose own policies are known, and its day. */
export const BUNDLED_SOURCES = {
  'irsa-v5': { name: 'terraform-aws-iam', version: '5.60.0', date: '2025-08-08' },
  'irsa-v6': { name: 'terraform-aws-iam', version: '6.5.0', date: '2026-04-24' },
  'pod-identity': { name: 'terraform-aws-eks-pod-identity', version: '2.8.1', date: '2026-05-29' },
  'blueprints-addons': { name: 'terraform-aws-eks-blueprints-addons', version: '1.24.3', date: '2026-07-07' },
  eksctl: { name: 'eksctl', version: '0.230.0', date: '2026-08-14' },
} as const;
