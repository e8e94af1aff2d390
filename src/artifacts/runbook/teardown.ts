import { groupBy } from '../../collections.js';
import type { Command } from '../../grants/index.js';
import { headlessServiceName } from '../../kubernetes/own-names.js';
import type { AccessModel } from '../../model/types.js';
import type { Workload } from '../../spec/types.js';
import { eksctlAssociations, eksctlServiceAccounts } from '../eksctl.js';
import { isSpread } from '../kubernetes.js';
import { terraformFolder } from '../terraform/view.js';
import { resourceName } from './targets.js';

/** The way back, in the opposite order: what runs, the roles, the cluster. Nothing of others is named. */
export function buildTeardown(model: AccessModel): readonly Command[] {
  return [...deleteManifests(model), ...destroyTerraform(model), ...deleteWithEksctl(model)];
}

function deleteManifests(model: AccessModel): readonly Command[] {
  return deleteObjects([...model.workloads.flatMap(workloadObjects), ...accountObjects(model)]);
}

/** An object of Kubernetes as `kubectl delete` takes it. */
export interface KubernetesObject {
  readonly namespace: string;
  /** `deployment/web`. */
  readonly object: string;
}

/** What is made for a workload's pods, without its service account. */
export function workloadObjects({ name, namespace, pod }: Workload): readonly KubernetesObject[] {
  if (pod === undefined) return [];
  const objects = [
    `${resourceName(pod.kind)}/${name}`,
    ...(pod.service === undefined ? [] : [`service/${name}`]),
    ...(pod.kind === 'StatefulSet' ? [`service/${headlessServiceName(name)}`] : []),
    ...(pod.networkPolicy ? [`networkpolicy/${name}`] : []),
    ...(isSpread(pod) ? [`poddisruptionbudget/${name}`] : []),
  ];
  return objects.map((object) => ({ namespace, object }));
}

/** The service accounts that go with nothing else. */
export function accountObjects({ serviceAccounts }: AccessModel): readonly KubernetesObject[] {
  return (
    serviceAccounts
      // eksctl finds no stack for a service account that it only annotated.
      .filter(({ owner, role }) => owner === 'manifest' || (owner === 'eksctl' && role.owner !== 'eksctl'))
      .map(({ namespace, serviceAccount }) => ({ namespace, object: `serviceaccount/${serviceAccount}` }))
  );
}

/** Deletes objects, one command for each namespace. */
export function deleteObjects(
  objects: readonly KubernetesObject[],
  ...flags: readonly string[]
): readonly Command[] {
  return [...groupBy(objects, ({ namespace }) => namespace)].map(([namespace, members]) => [
    ...['kubectl', '-n', namespace, 'delete', ...flags],
    ...members.map(({ object }) => object),
  ]);
}

function destroyTerraform({ roles, oidcProvider, spec }: AccessModel): readonly Command[] {
  const makes = oidcProvider?.owner === 'terraform' || roles.some((role) => role.owner === 'terraform');
  if (!makes || spec.terraform.layout === 'module') return [];
  return [['terraform', `-chdir=${terraformFolder(spec.terraform)}`, 'destroy']];
}

function deleteWithEksctl(model: AccessModel): readonly Command[] {
  const { cluster } = model.spec;
  if (cluster.provision) return [['eksctl', 'delete', 'cluster', '-f', 'eksctl/cluster.yaml', '--wait']];
  const stacks = eksctlServiceAccounts(model).some(({ role }) => role.owner === 'eksctl');
  const associations = eksctlAssociations(model);
  return [
    ...(stacks ? [['eksctl', 'delete', 'iamserviceaccount', '-f', 'eksctl/cluster.yaml', '--approve']] : []),
    ...(associations.length > 0
      ? [['eksctl', 'delete', 'podidentityassociation', '-f', 'eksctl/cluster.yaml']]
      : []),
    ...deleteProvider(model),
  ];
}

/** `eksctl utils` made the provider outside of any stack, so nothing else deletes it. */
function deleteProvider({ oidcProvider }: AccessModel): readonly Command[] {
  if (oidcProvider?.owner !== 'eksctl') return [];
  const arn = oidcProvider.arn ?? 'ARN_FROM_LIST_OPEN_ID_CONNECT_PROVIDERS';
  return [['aws', 'iam', 'delete-open-id-connect-provider', '--open-id-connect-provider-arn', arn]];
}
