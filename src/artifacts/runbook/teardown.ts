import { groupBy } from '../../collections.js';
import { headlessServiceName } from '../../kubernetes/own-names.js';
import type { AccessModel } from '../../model/types.js';
import { eksctlAssociations, eksctlServiceAccounts } from '../eksctl.js';
import { isSpread } from '../kubernetes.js';
import { resourceName } from './targets.js';

/** A command as its words; the template quotes each for the shell. */
type Command = readonly string[];

/** The way back, in the opposite order: what runs, the roles, the cluster. Nothing of others is named. */
export function buildTeardown(model: AccessModel): readonly Command[] {
  return [...deleteManifests(model), ...destroyTerraform(model), ...deleteWithEksctl(model)];
}

function deleteManifests(model: AccessModel): readonly Command[] {
  const objects = [
    ...model.workloads.flatMap(({ name, namespace, pod }) => {
      if (pod === undefined) return [];
      const objects = [
        `${resourceName(pod.kind)}/${name}`,
        ...(pod.service === undefined ? [] : [`service/${name}`]),
        ...(pod.kind === 'StatefulSet' ? [`service/${headlessServiceName(name)}`] : []),
        ...(pod.networkPolicy ? [`networkpolicy/${name}`] : []),
        ...(isSpread(pod) ? [`poddisruptionbudget/${name}`] : []),
      ];
      return objects.map((object) => ({ namespace, object }));
    }),
    ...model.serviceAccounts
      // eksctl finds no stack for a service account that it only annotated.
      .filter(({ owner, role }) => owner === 'manifest' || (owner === 'eksctl' && role.owner !== 'eksctl'))
      .map(({ namespace, serviceAccount }) => ({ namespace, object: `serviceaccount/${serviceAccount}` })),
  ];
  return [...groupBy(objects, ({ namespace }) => namespace)].map(([namespace, members]) => [
    'kubectl',
    '-n',
    namespace,
    'delete',
    ...members.map(({ object }) => object),
  ]);
}

function destroyTerraform({ roles, oidcProvider, spec }: AccessModel): readonly Command[] {
  const makes = oidcProvider?.owner === 'terraform' || roles.some((role) => role.owner === 'terraform');
  if (!makes || spec.terraform.layout === 'module') return [];
  const folder = spec.terraform.syntax === 'json' ? 'terraform-json' : 'terraform';
  return [['terraform', `-chdir=${folder}`, 'destroy']];
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
