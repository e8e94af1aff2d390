import { regionOfZone } from '../../aws/ec2.js';
import type { FieldPath } from '../../diagnostics.js';
import { quote } from '../../text/quote.js';
import { forEach } from '../readable.js';
import type { Subnet, Vpc } from '../types.js';
import { forEachRepeated, type Rule } from './rule.js';

const KINDS = ['privateSubnets', 'publicSubnets'] as const;

function subnetsOf(vpc: Vpc): readonly { readonly subnet: Subnet; readonly path: FieldPath }[] {
  return KINDS.flatMap((kind) =>
    vpc[kind].map((subnet, index) => ({ subnet, path: ['cluster', 'vpc', kind, index] })),
  );
}

const enoughSubnets: Rule = ({ spec: { cluster }, report }) => {
  if (cluster.vpc === undefined) return;
  const { vpc } = cluster;
  if (KINDS.every((kind) => vpc[kind].length === 0)) {
    report.error(
      'spec/too-few-subnets',
      ['cluster', 'vpc'],
      'has no subnets',
      'list at least two privateSubnets or two publicSubnets, in different zones',
    );
  }
  for (const kind of KINDS) {
    if (vpc[kind].length !== 1) continue;
    report.error(
      'spec/too-few-subnets',
      ['cluster', 'vpc', kind],
      'is one subnet alone, which eksctl refuses',
      'list at least two, in different zones, or none of this kind',
    );
  }
};

const enoughZones: Rule = ({ spec: { cluster }, report }) => {
  if (cluster.vpc === undefined) return;
  for (const kind of KINDS) {
    const zones = new Set(cluster.vpc[kind].map(({ availabilityZone }) => availabilityZone));
    if (cluster.vpc[kind].length < 2 || zones.size > 1) continue;
    report.error(
      'spec/one-zone',
      ['cluster', 'vpc', kind],
      `has all its subnets in ${[...zones].join()}`,
      'EKS needs subnets in at least two availability zones',
    );
  }
};

const zonesInRegion: Rule = ({ spec: { cluster }, report }) => {
  const { vpc, region } = cluster;
  for (const kind of KINDS) {
    forEach(vpc?.[kind] ?? [], ({ availabilityZone }, index) => {
      if (regionOfZone(availabilityZone) === region) return;
      report.error(
        'spec/zone-region',
        ['cluster', 'vpc', kind, index, 'availabilityZone'],
        `${quote(availabilityZone)} is not in ${region}`,
        `use zones such as ${region}a`,
      );
    });
  }
};

const subnetsOnce: Rule = ({ spec: { cluster }, report }) => {
  if (cluster.vpc === undefined) return;
  forEachRepeated(
    subnetsOf(cluster.vpc),
    ({ subnet }) => subnet.id,
    ({ subnet, path }) => {
      const help = 'list each subnet once, as private or as public';
      report.error('spec/duplicate-subnet', [...path, 'id'], `${quote(subnet.id)} is listed twice`, help);
    },
  );
};

/** What must hold of `cluster.vpc`. */
export const vpcRules: readonly Rule[] = [enoughSubnets, enoughZones, zonesInRegion, subnetsOnce];
