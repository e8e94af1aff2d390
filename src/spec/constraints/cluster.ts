import { regionOfZone } from '../../aws/ec2.js';
import { EKS_VERSIONS, eksSupport, endingEksSupport, supportedEksVersions } from '../../aws/eks-versions.js';
import { checkEksctlClusterName, eksctlKnows } from '../../aws/eksctl.js';
import { issuerCommand, parseOidcIssuer } from '../../aws/oidc-issuers.js';
import { quote } from '../../text/quote.js';
import { forEach } from '../readable.js';
import { forEachRepeated, type Rule } from './rule.js';

const nameSuitsEksctl: Rule = ({ spec: { cluster }, report }) => {
  const refused = cluster.provision ? checkEksctlClusterName(cluster.name) : undefined;
  if (refused === undefined) return;
  report.error(
    'spec/eksctl-cluster-name',
    ['cluster', 'name'],
    `${quote(cluster.name)} is no name that eksctl takes`,
    refused,
  );
};

const regionSuitsEksctl: Rule = ({ spec: { cluster }, report }) => {
  if (!cluster.provision || eksctlKnows(cluster.region)) return;
  report.error(
    'spec/eksctl-region',
    ['cluster', 'region'],
    `${quote(cluster.region)} is a region where eksctl creates no clusters`,
    'create the cluster with another tool, and set cluster.provision: false',
  );
};

const versionSupported: Rule = ({ spec: { cluster }, wrote, today, report }) => {
  // What version a cluster has that is there, its owner knows.
  if (!cluster.provision && !wrote(['cluster', 'kubernetesVersion'])) return;
  const { kubernetesVersion: version } = cluster;
  const warn = (message: string, help: string) =>
    report.warning(
      'spec/kubernetes-version',
      ['cluster', 'kubernetesVersion'],
      `${quote(version)} ${message}`,
      help,
    );
  const known = EKS_VERSIONS.find((entry) => entry.version === version);
  const now = `supported on ${today}: ${supportedEksVersions(today).join(', ')}`;
  const support = eksSupport(version, today);
  if (support === 'unknown')
    warn('is newer than this release of irsa-forge', `check that EKS has it; ${now}`);
  if (support === 'ended') warn('is no longer supported by EKS, which creates no such clusters', now);
  if (support === 'extended') {
    warn(`left standard support on ${known?.standardEnds}; extended support costs extra`, now);
  }
  const ending = endingEksSupport(version, today);
  if (ending?.support === 'standard')
    warn(
      `leaves standard support on ${ending.ends}; extended support costs extra`,
      `take a newer one; ${now}`,
    );
  if (ending?.support === 'extended')
    warn(
      `leaves extended support on ${ending.ends}, when EKS updates the cluster by itself`,
      `take a newer one; ${now}`,
    );
};

const issuerInRegion: Rule = ({ spec: { cluster }, report }) => {
  const issuer = cluster.oidcIssuer === undefined ? undefined : parseOidcIssuer(cluster.oidcIssuer);
  if (issuer === undefined || issuer.region === cluster.region) return;
  report.error(
    'spec/issuer-region',
    ['cluster', 'oidcIssuer'],
    `${quote(cluster.oidcIssuer)} is in ${issuer.region}, but the cluster is in ${cluster.region}`,
    `take the issuer of this very cluster: \`${issuerCommand(cluster.name)}\``,
  );
};

const zonesInRegion: Rule = ({ spec: { cluster }, report }) => {
  forEach(cluster.availabilityZones, (zone, index) => {
    if (regionOfZone(zone) === cluster.region) return;
    const message = `${quote(zone)} is not in ${cluster.region}`;
    report.error(
      'spec/zone-region',
      ['cluster', 'availabilityZones', index],
      message,
      `use zones such as ${cluster.region}a`,
    );
  });
};

const enoughZones: Rule = ({ spec: { cluster }, report }) => {
  if (cluster.availabilityZones.length !== 1) return;
  report.error(
    'spec/too-few-zones',
    ['cluster', 'availabilityZones'],
    `${quote(cluster.availabilityZones)} is one zone alone`,
    'EKS needs at least two; leave the field out to let eksctl choose',
  );
};

const apiReachable: Rule = ({ spec: { cluster }, report }) => {
  if (!cluster.provision || cluster.endpointAccess.public) return;
  const path = ['cluster', 'endpointAccess', 'public'];
  if (!cluster.endpointAccess.private) {
    const help = 'EKS asks for one of them: leave private at true';
    report.error('spec/endpoint-access', path, 'leaves no way to the API, with private: false', help);
  } else if (cluster.vpc === undefined) {
    // eksctl waits for the nodes by the API (eksctl.io/usage/vpc-cluster-access).
    report.error(
      'spec/endpoint-access',
      path,
      'shuts eksctl out, which makes this VPC and cannot be inside it yet',
      'name a vpc that exists and run eksctl there; or set publicCidrs now, and public: false once the cluster is there',
    );
  } else {
    const help = 'eksctl, kubectl and Helm must run in the VPC, or in a network that reaches it';
    report.warning('spec/endpoint-access', path, 'keeps the API inside the VPC', help);
  }
};

const logsOnce: Rule = ({ spec: { cluster }, report }) => {
  forEachRepeated(
    cluster.logging,
    (log) => log,
    (log, index) => {
      const path = ['cluster', 'logging', index];
      report.error('spec/duplicate-log', path, `${quote(log)} is listed twice`, 'list each log once');
    },
  );
};

/** What must hold of `cluster` besides its VPC and node groups. */
export const clusterRules: readonly Rule[] = [
  nameSuitsEksctl,
  regionSuitsEksctl,
  versionSupported,
  issuerInRegion,
  zonesInRegion,
  enoughZones,
  apiReachable,
  logsOnce,
];
