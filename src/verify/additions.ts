import { groupOf } from '../artifacts/index.js';
import { groupBy, onceFor } from '../collections.js';
import { type Diagnostic, type Place, startOf } from '../diagnostics.js';
import { fieldOf, type Inventory, type Node, type SourceDocument, unreadIn } from '../readers/index.js';
import type { RenderedFile } from '../rendered-file.js';
import { valueText } from './canonical.js';
import { type Difference, differencesOf, leavesOf } from './differences.js';
import { type Found, leftOut, matched, type Said, wordsFor } from './found.js';
import { NO_ACCOUNTS } from './read-facts.js';
import { inTerraform } from './terraform-additions.js';
import { unclearParts } from './unclear.js';

/** One thing that templates say beyond what the built-in ones do, or in its place. */
export interface Addition {
  /** What it is in: `Deployment web`, `aws_iam_role.web`; empty for a whole file or object. */
  readonly of: string;
  /** What it is, for people: `spec.template.spec.priorityClassName`, `the file docs/web.md`. */
  readonly what: string;
}

/** What templates add, and what of it none may. */
export interface Additions {
  readonly adds: readonly Addition[];
  readonly refused: readonly Diagnostic[];
}

/** What the built-in templates say, with all their manifests, which nobody reads where nothing is added. */
export interface BuiltIn extends Said {
  objects(): readonly SourceDocument[];
}

/** What an addition is judged by. */
interface OfSpec {
  /** The service accounts of the spec, as `namespace/name`. */
  readonly accounts: ReadonlySet<string>;
  /** The paths of all outputs. */
  readonly files: ReadonlySet<string>;
}

/**
 * Compares what templates of a standard made with what the built-in ones would have made of the same model, whose
 * service accounts are given as `namespace/name`.
 */
export function findAdditions(own: Said, builtIn: BuiltIn, accounts: ReadonlySet<string>): Additions {
  const same = sameFiles(own.files, builtIn.files);
  const spec: OfSpec = { accounts, files: new Set(own.files.map(({ path }) => path)) };
  const found = [
    ...newFiles(own.files, builtIn.files),
    ...unread(own.inventory),
    ...unclear(own, same),
    ...documents(own, builtIn, same, spec),
    ...inTerraform(own, builtIn),
  ];
  return {
    adds: found.flatMap(({ of, what }) => (what === undefined ? [] : [{ of, what }])),
    refused: found.flatMap(({ refused = [], place }) => refused.map((reason) => refusal(reason, place))),
  };
}

function refusal(message: string, { file, line, column }: Place): Diagnostic {
  const help = 'a standard is data: what a template may not say, a field of irsa.yaml says, or nobody';
  return { code: 'verify/standard', severity: 'error', message, help, place: { file, line, column } };
}

/** Files whose very names make some program do something. */
const ACTING: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)kustomization(?:\.ya?ml)?$/i, 'is a second kustomization, and kubectl takes one'],
  [/\.tofu(?:\.json)?$/i, 'is read by OpenTofu in the place of the file for Terraform'],
  [
    /\.(?:tf|tofu)(?:test|stack|deploy|component|query)\.(?:hcl|json)$/i,
    'is read by Terraform, and by nobody else',
  ],
  [/\.tfstate(?:$|[./])/i, 'would be taken for what Terraform has made'],
  [/(?:^|\/)terragrunt(?:\.stack)?\.hcl(?:\.json)?$/i, 'has Terragrunt run what it likes'],
  [/^other-accounts\//i, 'would be handed to another account as what the spec needs'],
];

function newFiles(files: readonly RenderedFile[], builtIn: readonly RenderedFile[]): readonly Found[] {
  const known = new Map(builtIn.map(({ path, content }) => [path, content]));
  return files.flatMap(({ path, content }): readonly Found[] => {
    const place = startOf(path);
    if (known.has(path)) {
      const isText = path.endsWith('.md') && known.get(path) !== content;
      return isText ? [{ of: '', what: `the text of ${path}`, place }] : [];
    }
    const refused = ACTING.filter(([pattern]) => pattern.test(path)).map(([, why]) => `${path} ${why}`);
    return [{ of: '', what: `the file ${path}`, refused, place }];
  });
}

/** What other programs may well read, and we do not. */
function unread(inventory: Inventory): readonly Found[] {
  return unreadIn(inventory)
    .filter(({ file }) => groupOf(file) !== 'docs')
    .map(({ file, reason }) => ({
      of: '',
      refused: [`${file} is not read back: ${reason}`],
      place: startOf(file),
    }));
}

/** What is read and may be meant otherwise, in the files that programs obey. */
function unclear(own: Said, same: ReadonlySet<string>): readonly Found[] {
  const found = (place: Place, reason: string): Found => ({ of: '', refused: [reason], place });
  return own.inventory.documents
    .filter(({ file }) => ['eksctl', 'kubernetes'].includes(groupOf(file)) && !same.has(file))
    .flatMap((document): readonly Found[] => {
      const { kind, file, root } = document;
      const isStrange = !KINDS.has(kind) && !(kind === 'other' && file.startsWith('helm/'));
      return [
        ...(isStrange ? [found(root.place, `${file} holds what is no object of Kubernetes`)] : []),
        ...unclearParts(root).map(({ reason, place }) => found(place, `${nameOf(document)}: ${reason}`)),
      ];
    });
}

const KINDS: ReadonlySet<SourceDocument['kind']> = new Set([
  'kubernetes',
  'eksctl',
  'kustomization',
  'helm-values',
]);

function documents(own: Said, builtIn: BuiltIn, same: ReadonlySet<string>, spec: OfSpec): readonly Found[] {
  const differing = ({ inventory }: Said) =>
    inventory.documents.filter(({ kind, file }) => KINDS.has(kind) && !same.has(file));
  const { pairs, gone } = matched(differing(own), differing(builtIn), placeKey);
  const isAdded = pairs.some(([{ kind }, before]) => kind === 'kubernetes' && before === undefined);
  const taken = isAdded ? takenNames(builtIn.objects(), new Set(gone.map(placeKey))) : new Map();
  return [
    ...pairs.flatMap(([document, before]): readonly Found[] => {
      const name = nameOf(document);
      if (before !== undefined)
        return differencesOf(before.root, document.root).map((difference) => ({
          of: name,
          what: wordsFor(difference),
          refused: refusedOf(document, difference, spec).map((reason) => `${name}: ${reason}`),
          place: difference.place,
        }));
      const whole: Difference = { how: 'added', path: '', node: document.root, place: document.root.place };
      const there = document.kind === 'kubernetes' ? taken.get(objectKey(document)) : undefined;
      return [
        {
          of: '',
          // A file of values is named already.
          what: document.kind === 'helm-values' ? undefined : name,
          refused: [
            ...refusedObject(document),
            ...(there === undefined ? [] : [`${name} is in ${there}, and would be there twice`]),
            ...refusedOf(document, whole, spec).map((reason) => `${name}: ${reason}`),
          ],
          place: document.root.place,
        },
      ];
    }),
    ...leftOut(gone.map((document) => [nameOf(document), document.root])),
  ];
}

const placeKey = (document: SourceDocument) => `${document.file}#${document.index} ${typeOf(document)}`;

/** Group, kind, namespace and name of an object, by which the cluster knows it. */
function objectKey({ root }: SourceDocument, isAnywhere = false): string {
  const metadata = fieldOf(root, 'metadata');
  const namespace = isAnywhere ? undefined : fieldOf(metadata, 'namespace');
  const group = /^(?:(.*)\/)?/.exec(valueText(fieldOf(root, 'apiVersion')))?.[1];
  return [group, fieldOf(root, 'kind'), namespace, fieldOf(metadata, 'name')]
    .map((part) => (typeof part === 'string' ? part : valueText(part)))
    .join(' ');
}

/** The files of objects that stay; an object without a namespace may go into that of any of them. */
function takenNames(
  objects: readonly SourceDocument[],
  gone: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const left = objects.filter((object) => object.kind === 'kubernetes' && !gone.has(placeKey(object)));
  return new Map(
    left.flatMap((object) => [true, false].map((anywhere) => [objectKey(object, anywhere), object.file])),
  );
}

/** The paths of files that are the same on both sides. */
export function sameFiles(
  own: readonly RenderedFile[],
  builtIn: readonly RenderedFile[],
): ReadonlySet<string> {
  const texts = new Map(own.map(({ path, content }) => [path, content]));
  return new Set(builtIn.filter(({ path, content }) => texts.get(path) === content).map(({ path }) => path));
}

/** `apps/v1 Deployment`. */
function typeOf({ root }: SourceDocument): string {
  return `${valueText(fieldOf(root, 'apiVersion'))} ${valueText(fieldOf(root, 'kind'))}`;
}

function nameOf({ kind, root, file }: SourceDocument): string {
  if (kind === 'eksctl') return 'ClusterConfig';
  if (kind === 'helm-values') return file;
  const name = fieldOf(fieldOf(root, 'metadata'), 'name');
  return `${valueText(fieldOf(root, 'kind'))}${name === undefined ? '' : ` ${valueText(name)}`}`;
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

function refusedObject(document: SourceDocument): readonly string[] {
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

function refusedOf(
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

/** What is added in words, each thing once with what it is in: for a run's report. */
export function describeAdditions(adds: readonly Addition[]): readonly string[] {
  const byWhat = groupBy(adds, ({ what }) => what);
  return [...byWhat].map(([what, list]) => {
    const holders = [...new Set(list.map(({ of }) => of))].filter((of) => of !== '');
    if (holders.length === 0) return what;
    return `${what} in ${holders.length > 3 ? `${holders.length} objects` : holders.join(', ')}`;
  });
}
