import { associate, associateProvider, withEksctl } from '../artifacts/runbook/commands.js';
import { sessionArguments } from '../artifacts/runbook/session-arguments.js';
import { terraformFolder } from '../artifacts/terraform/view.js';
import { accountKey } from '../model/build.js';
import type { AccessModel, PodSession, ServiceAccount } from '../model/types.js';
import { usesPodIdentity } from '../spec/mechanism.js';
import { findAssociation, handMadeAssociations } from './associations.js';
import { type Comparison, isNewIssuer, workloadKey } from './compare.js';
import { type EksctlWork, planEksctl, type Stack } from './eksctl.js';
import { applyManifests, clean, findNamespaces, restart, stop } from './manifests.js';
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
  const steps = [
    findNamespaces(comparison),
    ...findLatecomers(comparison),
    ...agent(comparison),
    ...askForTrust(comparison),
    handOver(comparison, terraform),
    ...stop(pauses),
    ...free(comparison, eksctl),
    applyEarly(comparison, terraform),
    ...create(comparison, eksctl),
    ...applyManifests(comparison, pauses),
    ...restart(comparison, pauses),
    clean(comparison, pauses),
    ...finish(comparison, terraform, eksctl),
    ...releaseTrust(comparison),
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

function deleteAssociation(account: ServiceAccount, { spec }: AccessModel): string {
  const { region, name } = spec.cluster;
  const command = sh(
    'aws',
    'eks',
    'delete-pod-identity-association',
    '--region',
    region,
    '--cluster-name',
    name,
  );
  return `${command} --association-id ${findAssociation(account, spec)}`;
}

/** The hand-made associations that go: at once where the service account gets its role in another way. */
function goneAssociations({ before, after, accounts }: Comparison, at: 'early' | 'late') {
  const kept = handMadeAssociations(after);
  return [...handMadeAssociations(before)].flatMap(([key, account]) => {
    if (kept.has(key)) return [];
    const next = accounts.find((pair) => pair.key === key)?.after;
    if (next?.role.owner === 'terraform' && usesPodIdentity(next.role.mechanism)) return [];
    return (next === undefined) === (at === 'late') ? [account] : [];
  });
}

function free(comparison: Comparison, { early }: EksctlWork): readonly Step[] {
  const { before } = comparison;
  const associations = goneAssociations(comparison, 'early');
  if (early.length + associations.length === 0) return [];
  return [
    {
      title: 'Delete what is in the way of the new',
      commands: [
        ...early.map((stack) => deleteStack(stack, before)),
        ...associations.map((account) => deleteAssociation(account, before)),
      ],
    },
  ];
}

/** The agent is asked for where Pod Identity is new; add-ons of a cluster that we make are in its file. */
function agent({ before, after }: Comparison): readonly Step[] {
  const uses = ({ roles }: AccessModel) => roles.some(({ mechanism }) => usesPodIdentity(mechanism));
  if (uses(before) || !uses(after)) return [];
  const { region, name } = after.spec.cluster;
  const about = ['--region', region, '--cluster-name', name, '--addon-name', 'eks-pod-identity-agent'];
  return [
    {
      title: 'See that the Pod Identity agent runs; it must print ACTIVE',
      commands: [sh('aws', 'eks', 'describe-addon', ...about, '--query', 'addon.status', '--output', 'text')],
    },
    {
      title: 'Where there is no such add-on (clusters in Auto Mode have it built in)',
      commands: [sh('aws', 'eks', 'create-addon', ...about)],
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

/** What whoever follows the runbook makes or changes of an association. */
function associateByHand(account: ServiceAccount, { before, after }: Comparison): readonly string[] {
  const key = accountKey(account);
  const was = before.serviceAccounts.find((each) => accountKey(each) === key);
  // One that Terraform made stays as it is, if the role stays.
  const last =
    handMadeAssociations(before).get(key) ??
    (was !== undefined && usesPodIdentity(was.role.mechanism) && was.role.arn === account.role.arn
      ? was
      : undefined);
  const { name, region } = after.spec.cluster;
  const about = ['--region', region, '--cluster-name', name];
  const { role } = account;
  const make = sh(...associate({ subject: account, region, cluster: name }, role));
  if (last === undefined) return [make];
  const isSame = JSON.stringify(last.session) === JSON.stringify(account.session);
  if (last.role.arn === role.arn && isSame) return [];
  // How an update takes something away is not documented.
  if (loses(last.session, account.session)) return [deleteAssociation(account, after), make];
  const given = ['--role-arn', role.arn, ...sessionArguments(account)];
  const update = sh('aws', 'eks', 'update-pod-identity-association', ...about, ...given);
  return [`${update} --association-id ${findAssociation(account, after.spec)}`];
}

function loses(last: PodSession | undefined, now: PodSession | undefined): boolean {
  return (
    (last?.targetRoleArn !== undefined && now?.targetRoleArn === undefined) ||
    ((last?.policy.length ?? 0) > 0 && (now?.policy.length ?? 0) === 0) ||
    (last?.tagged === false && now?.tagged !== false)
  );
}

function create(comparison: Comparison, work: EksctlWork): readonly Step[] {
  const { after } = comparison;
  const byHand = [...handMadeAssociations(after).values()].flatMap((account) =>
    associateByHand(account, comparison),
  );
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
    ...byHand,
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
    ...goneAssociations(comparison, 'late').map((account) => deleteAssociation(account, before)),
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
