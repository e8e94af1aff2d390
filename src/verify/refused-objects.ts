import { onceFor } from '../collections.js';
import { fieldOf, type Node, type SourceDocument } from '../readers/index.js';
import { valueText } from './canonical.js';
import { type Difference, leavesOf } from './differences.js';
import { NO_ACCOUNTS } from './gives-access.js';
import { nameOf, typeOf } from './objects.js';

/** What an addition is judged by. */
export interface OfSpec {
  /** The service accounts of the spec, as `namespace/name`. */
  readonly accounts: ReadonlySet<string>;
  /** The paths of all outputs. */
  readonly files: ReadonlySet<string>;
}

/** Groups of the Kubernetes API, and those that end in them, whose objects are refused, by what they do (November 2026). */
const GIVING_GROUPS: readonly string[] = [
  // Who may do what.
  ...['rbac.authorization.k8s.io', 'certificates.k8s.io', 'iamauthenticator.k8s.aws'],
  ...['authorization.openshift.io', 'user.openshift.io', 'security.openshift.io'],
  ...['management.cattle.io', 'rbacmanager.reactiveops.io', 'capsule.clastix.io', 'hnc.x-k8s.io'],
  // Changes of other objects.
  ...['admissionregistration.k8s.io', 'apiregistration.k8s.io', 'kyverno.io', 'mutations.gatekeeper.sh'],
  ...['metacontroller.k8s.io', 'kubewarden.io', 'jspolicy.com', 'policy.karmada.io'],
  // Resources of AWS, nodes and clusters.
  ...[
    'services.k8s.aws',
    'crossplane.io',
    'upbound.io',
    'cluster.x-k8s.io',
    'karpenter.k8s.aws',
    'karpenter.sh',
  ],
  ...[
    'iammanager.keikoproj.io',
    'irsa.voodoo.io',
    'app.terraform.io',
    'pulumi.com',
    'tf.galleybytes.com',
    'infra.contrib.fluxcd.io',
  ],
  // Further objects, from wherever.
  ...['toolkit.fluxcd.io', 'helm.cattle.io', 'fleet.cattle.io', 'operators.coreos.com', 'kro.run'],
  ...['kappctrl.k14s.io', 'packaging.carvel.dev', 'core.oam.dev', 'template.openshift.io'],
  ...['open-cluster-management.io', 'flux.weave.works', 'work.karmada.io'],
];

/** The same by `apiVersion kind`. */
const GIVING =
  /^v1 ServiceAccount$|^\S+ \w*List$|^argoproj\.io\/\S+ App|^eks\.amazonaws\.com\/\S+ NodeClass$|^apps\.kruise\.io\/\S+ (?:SidecarSet|ResourceDistribution)$/;

function isGiving(type: string): boolean {
  const group = type.replace(/\/.*/s, '');
  return GIVING.test(type) || GIVING_GROUPS.some((known) => group === known || group.endsWith(`.${known}`));
}

/** Why no template may add an object at all. */
export function refusedObject(document: SourceDocument): readonly string[] {
  const { kind, root, file, index } = document;
  if (kind === 'eksctl')
    return [
      `${file} has a second ClusterConfig${index === 0 ? '' : ', after the first one'}, and there is one cluster`,
    ];
  const type = typeOf(document);
  if (kind !== 'kubernetes') return [];
  if (type === 'v1 ConfigMap' && valueText(fieldOf(fieldOf(root, 'metadata'), 'name')) === 'aws-auth')
    return [`${nameOf(document)} says who is who in the cluster, and is for nobody's templates`];
  if (!isGiving(type)) return [];
  return [`${nameOf(document)}: no template may add objects of ${type}`];
}

/** A field that no template may set, by path, unless it is of one of these values; and why. */
interface Kept {
  readonly path: RegExp;
  readonly unless?: RegExp;
  /** Only where a value of the spec's own is replaced. */
  readonly changed?: true;
  readonly why: string;
}

const OF_PODS: readonly Kept[] = [
  {
    path: /(?:^|\.)host(?:Network|PID|IPC)$|windowsOptions\.hostProcess$|securityContext\.(?:privileged|allowPrivilegeEscalation)$/,
    unless: /^false$/,
    why: 'lets the pod out onto its node',
  },
  {
    path: /(?:^|\.)hostPath\.|^spec\.local\.path$|securityContext\.capabilities\.add\[/,
    why: 'lets the pod out onto its node',
  },
  { path: /\.serviceAccountToken\./, why: 'is another identity of the pod' },
  {
    path: /\.env\[AWS_(?!(?:(?:DEFAULT_)?REGION|MAX_ATTEMPTS|RETRY_MODE|EMF_\w+|XRAY_\w+)\])\w*\]/,
    why: 'gives the pod other credentials, or another end to send them to',
  },
  { path: /annotations\["(?:iam|eks)\.amazonaws\.com\//, why: 'is another identity of the pod' },
  { path: /ontainers\[[^\]]*\]\.image$/, changed: true, why: 'is not the image of the spec' },
  {
    path: /^spec\..*ontainers\[[^\]]*\]\.envFrom\[/,
    changed: true,
    why: 'gives the pod variables that nobody sees',
  },
  {
    path: /^type$/,
    unless: /^(?!kubernetes\.io\/service-account-token|bootstrap\.kubernetes\.io\/token)/,
    why: 'is a token that lets somebody into the cluster',
  },
];

/** A container of the spec, or its image: another one in its place would run another image. */
const OWN_CONTAINER = /(?:^|\.)containers(?:\[[^\]]*\](?:\.image)?)?$/;

/** Parts of a ClusterConfig that a template may add to; its roles are compared with the model. */
const OPEN =
  /^(?:metadata\.(?:tags|labels|annotations)|iam|vpc|cloudWatch|availabilityZones|localZones|kubernetesNetworkConfig|upgradePolicy|zonalShiftConfig|deletionProtection|managedNodeGroups|nodeGroups|addons|addonsConfig)\b/;

const OF_CLUSTERS: readonly Kept[] = [
  {
    path: /^addonsConfig\.autoApplyPodIdentityAssociations$/,
    unless: /^false$/,
    why: 'gives add-ons roles that the spec does not know',
  },
  {
    path: /(?:[rR]oleARN|BootstrapCommands?(?:\[[^\]]*\])?|instanceProfileARN|\.ami)$|\.ssh\.|\.launchTemplate\.|\.bottlerocket\..*(?:AdminContainer|(?:host|bootstrap)-(?:containers|commands))/,
    why: 'gives nodes another role or program',
  },
  {
    path: /\.configurationValues$/,
    unless: NO_ACCOUNTS,
    why: 'has a say in the service accounts of an add-on',
  },
];

/** Who runs or acts as which service account, in whatever object. */
const ACTS_AS = /(?:^|\.)serviceAccount(?:Name|Ref)?(?:\.name)?$/i;

/** The text of every field of an object, by path. */
const textsIn = onceFor((root: Node) => new Map(leavesOf(root, '').map(({ path, text }) => [path, text])));

/** Whether a name is that of a service account of the spec, in the namespace beside it, in that of the object, or, without either, in any. */
function isAccount(
  { path, text }: ReturnType<typeof leavesOf>[number],
  root: Node,
  accounts: ReadonlySet<string>,
): boolean {
  const beside = path.endsWith('.name') ? `${path.slice(0, -'name'.length)}namespace` : '';
  const all = textsIn(root);
  const namespace = all.get(beside) ?? all.get('metadata.namespace');
  return namespace === undefined
    ? [...accounts].some((account) => account.endsWith(`/${text}`))
    : accounts.has(`${namespace}/${text}`);
}

/** What kustomize may not generate: tokens, and who is who in the cluster. */
const GENERATED: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^secretGenerator\[.*\]\.type$/,
    /^(?:kubernetes\.io\/service-account-token|bootstrap\.kubernetes\.io\/token)$/,
  ],
  [/^configMapGenerator\[.*\]\.name$/, /^aws-auth$/],
];

function refusedByKustomize(
  leaves: ReturnType<typeof leavesOf>,
  isOwn: (resource: string) => boolean,
): readonly string[] {
  const patches = new Set(leaves.flatMap(({ path }) => /^patches\w*/.exec(path)?.[0] ?? []));
  return [
    ...[...patches].map((field) => `${field} would change manifests behind the back of their templates`),
    ...leaves
      .filter(({ path, text }) => GENERATED.some(([at, is]) => at.test(path) && is.test(text)))
      .map(({ path, text }) => `${path} = ${text} lets somebody into the cluster`),
    ...leaves
      .filter(({ path, text }) => path.startsWith('resources[') && !isOwn(text))
      .map(({ text }) => `${text} comes from elsewhere, and nobody reads it back`),
  ];
}

/** Why no template may make a difference. */
export function refusedOf(
  { kind, root, file }: SourceDocument,
  { how, path, node }: Difference,
  { accounts, files }: OfSpec,
): readonly string[] {
  if (how === 'removed')
    return OWN_CONTAINER.test(path)
      ? [`${path} is what the spec runs, and not for templates to leave out`]
      : [];
  const leaves = leavesOf(node, path);
  if (kind === 'kustomization')
    return refusedByKustomize(
      leaves,
      (resource) => /\.(?:ya?ml|json)$/.test(resource) && files.has(file.replace(/[^/]*$/, resource)),
    );
  const isWhole = path === '';
  const closed =
    kind === 'eksctl' && !isWhole && !OPEN.test(path) ? [`${path} is not for templates to set`] : [];
  const kept = kind === 'eksctl' ? OF_CLUSTERS : kind === 'kubernetes' ? OF_PODS : [];
  return [
    ...closed,
    ...leaves
      .filter((leaf) => ACTS_AS.test(leaf.path) && isAccount(leaf, root, accounts))
      .map((leaf) => `${leaf.path} = ${leaf.text} is a service account of the spec`),
    ...leaves.flatMap((leaf) =>
      kept
        .filter(({ path: pattern, unless, changed }) => {
          // Beside the spec's own containers, one of the standard has what it needs.
          const isOwn = how === 'added' && (isWhole || /ontainers\[[^\]]*\]$/.test(path));
          return pattern.test(leaf.path) && unless?.test(leaf.text) !== true && !(changed && isOwn);
        })
        .map(({ why }) => `${leaf.path} = ${leaf.text} ${why}`),
    ),
  ];
}
