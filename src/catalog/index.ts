import { PARAMETERS, type ParameterName } from './parameters.js';
import type { Program, ProgramCluster } from './program.js';
import { argocdImageUpdater, awsPrivatecaIssuer } from './programs/delivery.js';
import { certManager, externalDns } from './programs/dns.js';
import { karpenter } from './programs/karpenter.js';
import { awsLoadBalancerController } from './programs/load-balancer.js';
import {
  argoWorkflows,
  flink,
  gitlabRunner,
  loki,
  mimir,
  spark,
  tempo,
  thanos,
} from './programs/object-stores.js';
import {
  amazonCloudwatchObservability,
  ampQuery,
  ampRemoteWrite,
  awsForFluentBit,
  grafanaCloudwatch,
} from './programs/observability.js';
import { awsNodeTerminationHandler, clusterAutoscaler, keda } from './programs/scaling.js';
import { externalSecrets, secretsStoreCsiDriverProviderAws } from './programs/secrets.js';
import {
  awsEbsCsiDriver,
  awsEbsCsiDriverClusterScoped,
  awsEfsCsiDriver,
  awsFsxCsiDriver,
  awsMountpointS3CsiDriver,
  awsS3FilesCsiDriver,
  velero,
} from './programs/storage.js';
import { vpcCni, vpcCniIpv6 } from './programs/vpc-cni.js';

/** Every well-known program, in the order in which people are offered them. */
export const PROGRAMS: readonly Program[] = [
  awsLoadBalancerController,
  externalDns,
  certManager,
  clusterAutoscaler,
  karpenter,
  awsEbsCsiDriver,
  awsEbsCsiDriverClusterScoped,
  awsEfsCsiDriver,
  awsS3FilesCsiDriver,
  awsMountpointS3CsiDriver,
  awsFsxCsiDriver,
  vpcCni,
  vpcCniIpv6,
  amazonCloudwatchObservability,
  awsForFluentBit,
  ampRemoteWrite,
  ampQuery,
  externalSecrets,
  secretsStoreCsiDriverProviderAws,
  velero,
  loki,
  tempo,
  mimir,
  thanos,
  keda,
  awsNodeTerminationHandler,
  argoWorkflows,
  argocdImageUpdater,
  gitlabRunner,
  grafanaCloudwatch,
  awsPrivatecaIssuer,
  spark,
  flink,
];

/** A program by its name. */
export function programOf(name: string): Program | undefined {
  return PROGRAMS.find((program) => program.name === name);
}

/** The managed policies that a program is given, as ARNs of the cluster's partition. */
export function managedPolicyArnsOf(
  { managedPolicies }: Program,
  { partition }: Pick<ProgramCluster, 'partition'>,
): readonly string[] {
  return managedPolicies.map((name) => `arn:${partition}:iam::aws:policy/${name}`);
}

/** What is said of a parameter to whoever gives it to this program. */
export function aboutParameter({ parameters }: Program, name: ParameterName): string {
  return parameters.find((each) => each.name === name)?.about ?? PARAMETERS[name].field.description;
}

export { NO_VALUES, PARAMETERS, type ParameterName, type Values } from './parameters.js';
export type { HelmValues, Program, ProgramCluster } from './program.js';
