import { regionOfZone } from '../../aws/ec2.js';
import { nodeGroupStackName, STACK_NAME_LENGTH } from '../../aws/eksctl.js';
import type { FieldPath } from '../../diagnostics.js';
import { quote } from '../../text/quote.js';
import { forEach } from '../readable.js';
import type { Cluster, NodeGroup } from '../types.js';
import { forEachRepeated, type Rule, type RuleContext } from './rule.js';

type GroupRule = (group: NodeGroup, path: FieldPath, context: RuleContext) => void;

function eachGroup(rule: GroupRule): Rule {
  return (context) => {
    forEach(context.spec.cluster.nodeGroups, (group, index) => {
      rule(group, ['cluster', 'nodeGroups', index], context);
    });
  };
}

const namesOnce: Rule = ({ spec: { cluster }, report }) => {
  forEachRepeated(
    cluster.nodeGroups,
    ({ name }) => name,
    ({ name }, index, first) => {
      const message = `${quote(name)} is the name of nodeGroups[${first}] as well`;
      const path = ['cluster', 'nodeGroups', index, 'name'];
      report.error('spec/duplicate-node-group', path, message, 'give each node group a name of its own');
    },
  );
};

const stackNameFits = eachGroup((group, path, { spec, report }) => {
  const excess = nodeGroupStackName(spec.cluster.name, group.name).length - STACK_NAME_LENGTH;
  if (excess <= 0) return;
  report.error(
    'spec/stack-name-length',
    [...path, 'name'],
    `${quote(group.name)} makes the name of eksctl's stack ${excess} characters too long`,
    'shorten it or cluster.name: together they have at most 110 characters',
  );
});

const boundsInOrder = eachGroup((group, path, { wrote, report }) => {
  const { minSize, desiredCapacity, maxSize } = group;
  const refuse = (field: string, message: string) =>
    report.error(
      'spec/node-group-size',
      [...path, field],
      message,
      'keep minSize ≤ desiredCapacity ≤ maxSize',
    );
  if (minSize !== undefined && maxSize !== undefined && minSize > maxSize) {
    refuse('minSize', `${minSize} is more than maxSize, ${maxSize}`);
  } else if (wrote([...path, 'desiredCapacity'])) {
    if (desiredCapacity < (minSize ?? 0))
      refuse('desiredCapacity', `${desiredCapacity} is less than minSize, ${minSize}`);
    if (desiredCapacity > (maxSize ?? Infinity)) {
      refuse('desiredCapacity', `${desiredCapacity} is more than maxSize, ${maxSize}`);
    }
  }
});

const networkingSuitsVpc = eachGroup((group, path, { spec: { cluster }, report }) => {
  if (cluster.vpc === undefined) return;
  const missing = group.privateNetworking ? 'privateSubnets' : 'publicSubnets';
  const other = group.privateNetworking ? 'publicSubnets' : 'privateSubnets';
  if (cluster.vpc[missing].length > 0 || cluster.vpc[other].length === 0) return;
  report.error(
    'spec/private-networking',
    [...path, 'privateNetworking'],
    `${group.privateNetworking} asks for ${missing}, but the VPC has none`,
    `set privateNetworking: ${!group.privateNetworking}, or list ${missing}`,
  );
});

function zonesOf(cluster: Cluster, group: NodeGroup): readonly string[] {
  if (cluster.vpc === undefined) return cluster.availabilityZones;
  const subnets = group.privateNetworking ? cluster.vpc.privateSubnets : cluster.vpc.publicSubnets;
  return [...new Set(subnets.map(({ availabilityZone }) => availabilityZone))];
}

const zonesOfCluster = eachGroup((group, path, { spec: { cluster }, report }) => {
  const zones = zonesOf(cluster, group);
  forEach(group.availabilityZones, (zone, index) => {
    const where = [...path, 'availabilityZones', index];
    if (regionOfZone(zone) !== cluster.region) {
      report.error(
        'spec/zone-region',
        where,
        `${quote(zone)} is not in ${cluster.region}`,
        `use zones such as ${cluster.region}a`,
      );
    } else if (zones.length > 0 && !zones.includes(zone)) {
      report.error(
        'spec/zone-without-subnet',
        where,
        `${quote(zone)} has no subnet for these nodes`,
        `use ${zones.join(', ')}`,
      );
    }
  });
});

const volumeLargeEnough = eachGroup(({ volumeSize }, path, { report }) => {
  if (volumeSize === undefined || volumeSize >= 20) return;
  report.warning(
    'spec/small-volume',
    [...path, 'volumeSize'],
    `${volumeSize} GiB fill up with the system and a few images`,
    'use at least 20 GiB',
  );
});

/** What must hold of `cluster.nodeGroups`. */
export const nodeGroupRules: readonly Rule[] = [
  namesOnce,
  stackNameFits,
  boundsInOrder,
  networkingSuitsVpc,
  zonesOfCluster,
  volumeLargeEnough,
];
