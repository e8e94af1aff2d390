import { parseOidcIssuer } from '../../aws/oidc-issuers.js';
import { partitionOf } from '../../aws/partitions.js';
import { quote } from '../../text/quote.js';
import { usesIrsa } from '../mechanism.js';
import { forEach } from '../readable.js';
import type { FurtherCluster, Spec } from '../types.js';
import { ownerPath } from './identity.js';
import { eachWorkload, forEachRepeated, type Rule } from './rule.js';

const FIELD = ['identity', 'furtherClusters'];

/** The spec's own cluster, then the further ones: where one repeats another, it is a further one. */
function allClusters({ cluster, identity }: Spec): readonly FurtherCluster[] {
  return [cluster, ...identity.furtherClusters];
}

const calledOnce: Rule = ({ spec, report }) => {
  forEachRepeated(
    allClusters(spec),
    ({ name }) => name,
    ({ name }, index, first) => {
      const other = first === 0 ? "the spec's own cluster" : `furtherClusters[${first - 1}]`;
      report.error(
        'spec/duplicate-cluster',
        [...FIELD, index - 1, 'name'],
        `${quote(name)} is the name of ${other} as well`,
        'list each cluster once, and not the one of cluster.name; trust policies tell clusters apart by name',
      );
    },
  );
};

const issuersDistinct: Rule = ({ spec, report }) => {
  forEachRepeated(
    allClusters(spec),
    ({ oidcIssuer }) => oidcIssuer,
    ({ oidcIssuer }, index, first) => {
      const other = first === 0 ? 'cluster.oidcIssuer' : `furtherClusters[${first - 1}]`;
      report.error(
        'spec/duplicate-issuer',
        [...FIELD, index - 1, 'oidcIssuer'],
        `${quote(oidcIssuer)} is the issuer of ${other} as well`,
        'every cluster has an issuer of its own: take the one that `aws eks describe-cluster` prints for this cluster',
      );
    },
  );
};

const inPartition: Rule = ({ spec: { cluster, identity }, report }) => {
  const own = partitionOf(cluster.region)?.name;
  forEach(identity.furtherClusters, ({ oidcIssuer }, index) => {
    const region = parseOidcIssuer(oidcIssuer ?? '')?.region;
    const other = region === undefined ? undefined : partitionOf(region)?.name;
    if (other === undefined || other === own) return;
    report.error(
      'spec/partition',
      [...FIELD, index, 'oidcIssuer'],
      `${quote(oidcIssuer)} is in the partition ${other}, but ${cluster.region} is in ${own}`,
      'a role trusts clusters of its own partition alone: write a spec of its own for this cluster',
    );
  });
};

const issuersKnown: Rule = ({ spec: { identity, workloads }, report }) => {
  const user = workloads.findIndex((workload) => usesIrsa(workload.identity.mechanism));
  if (user < 0) return;
  forEach(identity.furtherClusters, ({ name, oidcIssuer }, index) => {
    if (oidcIssuer !== undefined) return;
    report.error(
      'spec/missing-issuer',
      [...FIELD, index, 'oidcIssuer'],
      `is missing: the role of workloads[${user}] trusts the tokens of ${quote(name)} by their issuer`,
      'write what `aws eks describe-cluster --query cluster.identity.oidc.issuer` prints for this cluster',
    );
  });
};

const ownerKnowsThem = eachWorkload(({ identity }, path, { spec, wrote, report }) => {
  if (spec.identity.furtherClusters.length === 0 || identity.roleOwner !== 'eksctl') return;
  report.error(
    'spec/eksctl-cannot',
    ownerPath(wrote, path, 'roleOwner'),
    '"eksctl" makes roles for the one cluster of its ClusterConfig, and identity.furtherClusters names more',
    'use roleOwner: terraform or existing, or take furtherClusters out',
  );
});

/** What must hold of `identity.furtherClusters`. */
export const furtherClusterRules: readonly Rule[] = [
  calledOnce,
  issuersDistinct,
  inPartition,
  issuersKnown,
  ownerKnowsThem,
];
