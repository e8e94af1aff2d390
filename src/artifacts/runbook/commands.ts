import type { Command } from '../../grants/index.js';
import type { Association } from '../../model/associations.js';
import type { Role } from '../../model/types.js';
import type { Subject } from '../../spec/subjects.js';
import { sessionArguments } from './session-arguments.js';

/** A cluster as commands name it. */
interface Named {
  readonly name: string;
  readonly region: string;
}

/** Points kubectl at a cluster. */
export function connectTo({ region, name }: Named): Command {
  return ['aws', 'eks', 'update-kubeconfig', '--region', region, '--name', name];
}

/** Makes the OIDC provider of a cluster; where it is there, it changes nothing. */
export function associateProvider({ region, name }: Named): Command {
  return [
    ...['eksctl', 'utils', 'associate-iam-oidc-provider'],
    ...['--region', region, '--cluster', name, '--approve'],
  ];
}

/** Has eksctl do something with what the ClusterConfig says. */
export function withEksctl(verb: 'create' | 'update', what: string, ...flags: readonly string[]): Command {
  return ['eksctl', verb, what, '-f', 'eksctl/cluster.yaml', ...flags];
}

/** Gives a service account of one cluster its role. */
export function associate({ subject, region, cluster }: Association, { arn }: Role): Command {
  const { namespace, serviceAccount } = subject;
  return [
    ...['aws', 'eks', 'create-pod-identity-association', '--region', region, '--cluster-name', cluster],
    ...['--namespace', namespace, '--service-account', serviceAccount, '--role-arn', arn],
    ...sessionArguments(subject),
  ];
}

/** Writes an annotation, as `key=value`, to a service account that is there. */
export function annotate({ namespace, serviceAccount }: Subject, annotation: string): Command {
  return [
    ...['kubectl', '-n', namespace, 'annotate', 'serviceaccount', serviceAccount],
    ...[annotation, '--overwrite'],
  ];
}

/** Applies the manifests to the cluster that kubectl is connected to. */
export const APPLY_MANIFESTS: Command = ['kubectl', 'apply', '-k', 'kubernetes'];
