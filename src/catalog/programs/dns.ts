import { BOTH, helmAt, type Program } from '../program.js';
import { allow } from '../write.js';

const ZONES = { name: 'zones', required: true } as const;

const zoneArns = (partition: string, zones: readonly string[]) =>
  zones.map((zone) => `arn:${partition}:route53:::hostedzone/${zone}`);

export const externalDns: Program = {
  name: 'external-dns',
  about: 'DNS records for Ingresses and Services',
  asOf: '2026-08-22',
  source: 'https://github.com/kubernetes-sigs/external-dns/blob/master/docs/tutorials/aws.md',
  namespace: 'external-dns',
  serviceAccount: 'external-dns',
  parameters: [ZONES],
  statements: ({ zones }, { partition }) => [
    ...allow(
      'ChangeRecords',
      'route53:ChangeResourceRecordSets,ListResourceRecordSets,ListTagsForResource,ListTagsForResources',
      zoneArns(partition, zones),
    ),
    ...allow('ListZones', 'route53:ListHostedZones', '*'),
  ],
  managedPolicies: [],
  mechanisms: BOTH,
  helm: helmAt(
    'serviceAccount',
    'kubernetes-sigs/external-dns',
    'charts/external-dns/values.yaml',
    '2026-08-22',
  ),
  warnings: [],
};

/** https://cert-manager.io/docs/configuration/acme/dns01/route53/ */
export const certManager: Program = {
  name: 'cert-manager',
  about: 'TLS certificates, proven by DNS records',
  asOf: '2026-08-22',
  source: 'https://cert-manager.io/docs/configuration/acme/dns01/route53/',
  namespace: 'cert-manager',
  serviceAccount: 'cert-manager',
  parameters: [ZONES],
  statements: ({ zones }, { partition }) => [
    ...allow('GetChange', 'route53:GetChange', `arn:${partition}:route53:::change/*`),
    ...allow(
      'SolveDns01',
      'route53:ChangeResourceRecordSets,ListResourceRecordSets',
      zoneArns(partition, zones),
      { 'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': ['TXT'] } },
    ),
    ...allow('FindZone', 'route53:ListHostedZonesByName', '*'),
  ],
  managedPolicies: [],
  mechanisms: BOTH,
  helm: helmAt(
    'serviceAccount',
    'cert-manager/cert-manager',
    'deploy/charts/cert-manager/values.yaml',
    '2026-08-22',
  ),
  warnings: [
    'an Issuer, unlike a ClusterIssuer, uses these credentials only with --issuer-ambient-credentials',
  ],
};
