import type { Diagnostic, Place } from '../diagnostics.js';
import type {
  AddonFact,
  AttachmentFact,
  BoundaryFact,
  ClusterFact,
  ExclusivePoliciesFact,
  FargateProfileFact,
  KubernetesObjectFact,
  OidcProviderFact,
  PodFact,
  PodIdentityAssociationFact,
  PolicyFact,
  ResourceFact,
  ResourcePolicyFact,
  RoleFact,
  ServiceAccountFact,
  TerraformObjectFact,
  TerraformOutputFact,
  TerraformSettingFact,
} from './facts.js';
import type { Node } from './node.js';
import type { SnapshotFact } from './snapshot-index.js';
import type { SourceText } from './text/source-text.js';

export type * from './facts.js';

/** Everything that the files say, in the order of the files. */
export interface Inventory {
  readonly files: readonly InventoryFile[];
  readonly documents: readonly SourceDocument[];
  readonly roles: readonly RoleFact[];
  readonly policies: readonly PolicyFact[];
  readonly attachments: readonly AttachmentFact[];
  readonly boundaries: readonly BoundaryFact[];
  readonly exclusivePolicies: readonly ExclusivePoliciesFact[];
  readonly oidcProviders: readonly OidcProviderFact[];
  readonly podIdentityAssociations: readonly PodIdentityAssociationFact[];
  readonly clusters: readonly ClusterFact[];
  readonly addons: readonly AddonFact[];
  readonly fargateProfiles: readonly FargateProfileFact[];
  readonly resources: readonly ResourceFact[];
  readonly resourcePolicies: readonly ResourcePolicyFact[];
  readonly serviceAccounts: readonly ServiceAccountFact[];
  readonly pods: readonly PodFact[];
  readonly kubernetesObjects: readonly KubernetesObjectFact[];
  readonly terraformObjects: readonly TerraformObjectFact[];
  /** What stands in the files of Terraform and is not made: with `count = 0` or an empty `for_each`, or in a module with these. */
  readonly terraformNotMade: readonly TerraformObjectFact[];
  readonly terraformOutputs: readonly TerraformOutputFact[];
  readonly terraformSettings: readonly TerraformSettingFact[];
  readonly snapshots: readonly SnapshotFact[];
  /** The files that hold something that is checked; a file may be in it more than once. */
  readonly relevantFiles: readonly string[];
  /** What is of a kind that is known by sight, and not read yet. */
  readonly recognised: readonly RecognisedFile[];
  /** The files that were opened and not read, with the reason. */
  readonly leftOut: readonly LeftOut[];
  /** What the readers found wrong with the files. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A file that was not read, and why, in words that follow its name. */
export interface LeftOut {
  readonly file: string;
  readonly reason: string;
}

/** A document of a kind that no reader understands yet. */
export interface RecognisedFile {
  /** As `recognise/` names it. */
  readonly kind: string;
  readonly place: Place;
}

/** One file that was read. */
export interface InventoryFile {
  readonly path: string;
  readonly source: SourceText;
}

/** What a whole document is. */
export type DocumentKind =
  | 'eksctl'
  | 'kubernetes'
  | 'kustomization'
  | 'helmfile'
  | 'policy'
  | 'spec'
  | 'terraform'
  | 'cloudformation'
  | 'terraform-values'
  | 'aws'
  | 'snapshot'
  | 'helm-values'
  | 'other';

/** One raw document of a YAML or JSON file, as it stands there. */
export interface SourceDocument {
  readonly kind: DocumentKind;
  readonly file: string;
  /** From 0, in its file. */
  readonly index: number;
  readonly root: Node;
}

/** An inventory while it is collected. */
export type MutableInventory = { -readonly [K in keyof Inventory]: Inventory[K][number][] };

/** An inventory with nothing in it, for readers to fill. */
export function emptyInventory(): MutableInventory {
  return {
    files: [],
    documents: [],
    roles: [],
    policies: [],
    attachments: [],
    boundaries: [],
    exclusivePolicies: [],
    oidcProviders: [],
    podIdentityAssociations: [],
    clusters: [],
    addons: [],
    fargateProfiles: [],
    resources: [],
    resourcePolicies: [],
    serviceAccounts: [],
    pods: [],
    kubernetesObjects: [],
    terraformObjects: [],
    terraformNotMade: [],
    terraformOutputs: [],
    terraformSettings: [],
    snapshots: [],
    relevantFiles: [],
    recognised: [],
    leftOut: [],
    diagnostics: [],
  };
}
