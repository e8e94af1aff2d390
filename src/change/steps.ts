import { associateProvider, withEksctl } from '../artifacts/runbook/commands.js';
import { terraformFolder } from '../artifacts/terraform/view.js';
import type { AccessModel } from '../model/types.js';
import { usesPodIdentity } from '../spec/mechanism.js';
import { associateByHand, dissociateByHand } from './associations.js';
import { type Comparison, isNewIssuer, workloadKey } from './compare.js';
import { type EksctlWork, planEksctl, type Stack } from './eksctl.js';
import { annotateElsewhere, everywhere, isTrusted, joinClusters, leaveClusters } from './further-clusters.js';
import { applyManifests, clean, findNamespaces, restart, stop } from './manifests.js';
import { askOtherAccounts, releaseOtherAccounts } from './other-accounts.js';
import { findPauses } from './pauses.js';
import { type Step, sh } from './step.js';
import { planTerraform, type TerraformWork } from './terraform.js';
import { askForTrust, findLatecomers, releaseTrust } from './trust.js';

/** What a change asks of whoever applies it. */
export interface Steps {
  /** What stands still meanwhile, why, and what would avoid it. */
  readonly pauses: readonly { readonly workload: string; readonly reason: string }[];
  readonly steps: readonly Step[];
}

/**
 * The steps from what was generated last to what is now: what is new comes first, then the pods that use it, then what no pod uses
 * any more goes. Where a name can be had but once, the pods stop before.
 */
export function buildSteps(comparison: Comparison): Steps {
  if (comparison.changes.length === 0 || comparison.changes[0]?.kind === 'cluster')
    return { pauses: [], steps: [] };
  const terraform = planTerraform(comparison);
  const eksctl = planEksctl(comparison);
  const pauses = findPauses(comparison, terraform, eksctl);
  const inEachCluster = everywhere(comparison);
  const steps = [
    findNamespaces(comparison),
    ...findLatecomers(comparison),
    ...agent(comparison),
    ...askForTrust(comparison),
    handOver(comparison, terraform),
    ...leaveClusters(comparison),
    ...stop(pauses).map(inEachCluster),
    ...free(comparison, eksctl),
    applyEarly(comparison, terraform),
    ...create(comparison, eksctl),
    ...askOtherAccounts(comparison, eksctl),
    ...applyManifests(comparison, pauses).map(inEachCluster),
    ...restart(comparison, pauses).map(inEachCluster),
    ...clean(comparison, pauses).map(inEachCluster),
    ...joinClusters(comparison),
    ...finish(comparison, terraform, eksctl),
    ...releaseTrust(comparison),
    ...releaseOtherAccounts(comparison),
  ];
  return {
    pauses: pauses.flatMap(({ pair, reason }) =>
      pair.after === undefined ? [] : [{ workload: workloadKey(pair.after), reason }],
    ),
    steps: initOnce(
      steps.filter((step) => step !== undefined),
      terraformCommand(terraform, 'init'),
    ),
  };
}

/** Terraform is set up by the first step that needs it. */
function initOnce(steps: readonly Step[], init: string): readonly Step[] {
  let done = false;
  return steps.map((step) => ({
    ...step,
    commands: step.commands.filter((command) => {
      const again = done && command === init;
      done ||= command.startsWith(init);
      return !again;
    }),
  }));
}

/** The name under which the runbook calls the module. */
const MODULE = 'module.irsa.';

function terraformCommand({ folder = '', isModule }: TerraformWork, ...words: readonly string[]): string {
  return sh('terraform', ...(isModule ? [] : [`-chdir=${folder}`]), ...words);
}

/** A module is applied by a configuration that only its owner knows. */
function whereOf({ isModule }: TerraformWork): string {
  return isModule ? ' (Terraform: in the configuration that calls the module, here by the name irsa)' : '';
}

function addressIn({ isModule }: TerraformWork, address: string): string {
  return isModule ? `${MODULE}${address}` : address;
}

function handOver({ before, after, changes }: Comparison, work: TerraformWork): Step | undefined {
  const { moves, released, imported } = work;
  const state = changes.some(({ kind }) => kind === 'terraform') && !work.isModule;
  if (!state && moves.length + released.length + imported.length === 0) return undefined;
  const address = (each: string) => addressIn(work, each);
  return {
    title: `Tell Terraform what it has already, so that nothing is made twice or destroyed${whereOf(work)}`,
    commands: [
      ...(state ? moveState(before, after, work) : [terraformCommand(work, 'init')]),
      ...moves.map(([from, to]) => terraformCommand(work, 'state', 'mv', address(from), address(to))),
      ...(released.length > 0 ? [terraformCommand(work, 'state', 'rm', ...released.map(address))] : []),
      ...imported.map((each) => `${terraformCommand(work, 'import', address(each.address))} ${each.id}`),
    ],
  };
}

/** The state follows into another folder where it lies there, and to another backend. */
function moveState(before: AccessModel, after: AccessModel, work: TerraformWork): readonly string[] {
  const [was, is] = [before.spec.terraform, after.spec.terraform];
  const from = terraformFolder(was);
  const { folder = '' } = work;
  const isLocal = was.backend === undefined || was.backend.type === 'local';
  const moved = from !== folder && isLocal;
  const migrates = JSON.stringify(was.backend) !== JSON.stringify(is.backend);
  return [
    ...(moved ? [sh('mv', `${from}/terraform.tfstate`, `${folder}/terraform.tfstate`)] : []),
    terraformCommand(work, 'init', ...(migrates ? ['-migrate-state'] : [])),
  ];
}

function deleteStack({ kind, account }: Stack, { spec }: AccessModel): string {
  const { name, region } = spec.cluster;
  const { namespace, serviceAccount } = account;
  return sh(
    ...['eksctl', 'delete', kind, '--cluster', name, '--region', region, '--namespace', namespace],
    ...(kind === 'iamserviceaccount'
      ? ['--name', serviceAccount, '--wait']
      : ['--service-account-name', serviceAccount]),
  );
}

function free(comparison: Comparison, { early }: EksctlWork): readonly Step[] {
  const { before } = comparison;
  const commands = [
    ...early.map((stack) => deleteStack(stack, before)),
    ...dissociateByHand(comparison, 'early'),
  ];
  return commands.length === 0 ? [] : [{ title: 'Delete what is in the way of the new', commands }];
}

/** The agent is asked for where Pod Identity is new; add-ons of a cluster that we make are in its file. */
function agent({ before, after }: Comparison): readonly Step[] {
  const uses = ({ roles }: AccessModel) => roles.some(({ mechanism }) => usesPodIdentity(mechanism));
  if (uses(before) || !uses(after)) return [];
  const inEach = (verb: string, ...more: readonly string[]) =>
    after.clusters
      .filter(({ name }) => isTrusted(name, before))
      .map(({ region, name }) =>
        sh(
          ...['aws', 'eks', verb, '--region', region, '--cluster-name', name],
          ...['--addon-name', 'eks-pod-identity-agent', ...more],
        ),
      );
  return [
    {
      title: 'See that the Pod Identity agent runs; it must print ACTIVE',
      commands: inEach('describe-addon', '--query', 'addon.status', '--output', 'text'),
    },
    {
      title: 'Where there is no such add-on (clusters in Auto Mode have it built in)',
      commands: inEach('create-addon'),
    },
  ];
}

function applyEarly({ changes }: Comparison, work: TerraformWork): Step | undefined {
  const { early, late, destroys, moves, released } = work;
  const isHandedOver =
    !destroys && (moves.length + released.length > 0 || changes.some(({ kind }) => kind === 'terraform'));
  if (early.length === 0 && (late || !isHandedOver)) return undefined;
  const targets = late ? early.map((address) => `-target=${addressIn(work, address)}`) : [];
  const title = destroys
    ? 'Destroy what Terraform made, which is in the way of the new'
    : late
      ? 'Make and change with Terraform what pods will need; what they use now stays'
      : 'Apply Terraform';
  return { title: `${title}${whereOf(work)}`, commands: terraformRun(work, destroys, targets) };
}

function terraformRun(
  work: TerraformWork,
  destroys: boolean,
  targets: readonly string[] = [],
): readonly string[] {
  const init = terraformCommand(work, 'init');
  if (destroys) return [init, terraformCommand(work, 'destroy', ...targets)];
  return [
    init,
    terraformCommand(work, 'plan', ...targets, '-out=tfplan'),
    terraformCommand(work, 'apply', 'tfplan'),
  ];
}

function create(comparison: Comparison, work: EksctlWork): readonly Step[] {
  const { after } = comparison;
  const commands = [
    ...(work.makesProvider ? [sh(...associateProvider(after.spec.cluster))] : []),
    ...work.creates.map((kind) =>
      sh(
        ...withEksctl('create', kind),
        ...(kind === 'iamserviceaccount'
          ? [...(work.overrides ? ['--override-existing-serviceaccounts'] : []), '--approve']
          : []),
      ),
    ),
    ...work.updates.map((kind) =>
      sh(...withEksctl('update', kind, ...(kind === 'iamserviceaccount' ? ['--approve'] : []))),
    ),
    ...annotateElsewhere(comparison, work.annotates),
    ...associateByHand(comparison),
  ];
  return commands.length === 0
    ? []
    : [
        {
          title: `Make and change what pods will need${work.repeats ? '; eksctl complains of associations that it made before, and goes on' : ''}`,
          commands,
        },
      ];
}

function finish(comparison: Comparison, terraform: TerraformWork, eksctl: EksctlWork): readonly Step[] {
  const { before, after } = comparison;
  const commands = [
    ...(terraform.late ? terraformRun(terraform, terraform.destroys) : []),
    ...eksctl.late.map((stack) => deleteStack(stack, before)),
    ...dissociateByHand(comparison, 'late'),
  ];
  const provider = before.oidcProvider;
  return [
    ...(commands.length === 0
      ? []
      : [{ title: `Let go what no pod uses any more${terraform.late ? whereOf(terraform) : ''}`, commands }]),
    ...(terraform.destroys
      ? [
          {
            title: `Delete the folder ${terraform.folder}/, which holds nothing any more, and generate again`,
            commands: [],
          },
        ]
      : []),
    ...(isNewIssuer(before, after) && provider?.owner === 'eksctl' && provider.arn !== undefined
      ? [
          {
            title: `If the provider of the old issuer is still listed, ${before.spec.cluster.provision ? 'though the old cluster is gone' : 'and nothing uses the old cluster'}`,
            commands: [
              sh(
                'aws',
                'iam',
                'delete-open-id-connect-provider',
                '--open-id-connect-provider-arn',
                provider.arn,
              ),
            ],
          },
        ]
      : []),
  ];
}
