import { isTemplate, readTemplates } from './cloudformation/read-templates.js';
import { isClusterConfig, readClusterConfigDocument } from './eksctl/read-eksctl.js';
import type { Given } from './given.js';
import { isPolicyDocument, readPolicyFile } from './iam/read-policy.js';
import type { DocumentKind, MutableInventory } from './inventory.js';
import { readKubernetesObject } from './kubernetes/facts.js';
import { isKustomizationFile } from './kubernetes/kustomize.js';
import { isKubernetesObject, objectsIn } from './kubernetes/objects.js';
import type { Node } from './node.js';
import { isAnswer, readAnswers } from './observed/aws.js';
import { isSnapshotIndex, readSnapshotIndex } from './observed/snapshot.js';
import { isPlanOrState, isReadableVersion, readPlanOrState } from './observed/terraform.js';
import { folderOf } from './paths.js';
import { isHelmfile } from './releases/declared.js';
import { hasPolicies, isSpec, readSpecs } from './spec/read-spec.js';

/** One document of a YAML or JSON file. */
export interface ReadDocument {
  readonly file: string;
  /** From 0, in its file. */
  readonly index: number;
  readonly root: Node;
}

/** What readers of documents work with. */
export interface DocumentContext {
  readonly inventory: MutableInventory;
  readonly given: Given;
  /** Whether the Terraform configuration of a folder declares an object at an address. */
  isDeclared(scope: string, address: string): boolean;
  /** The files that kustomize takes in, whose objects it makes. */
  readonly usedByKustomize: ReadonlySet<string>;
}

/** A kind of document that is told by sight, and read with all others of its kind. */
export interface DocumentReader {
  readonly kind: DocumentKind;
  isDocument(root: Node, file: string): boolean;
  /** Whether a document of the kind holds something that is checked; all do where this is absent. */
  isRelevant?(root: Node): boolean;
  read?(documents: readonly ReadDocument[], context: DocumentContext): void;
}

/** Every kind of document, the more telling first: the first that fits names a document. */
export const DOCUMENT_READERS: readonly DocumentReader[] = [
  {
    kind: 'snapshot',
    isDocument: isSnapshotIndex,
    isRelevant: () => false,
    read: forEach(({ root, file }, { inventory }) => readSnapshotIndex(root, file, inventory)),
  },
  { kind: 'kustomization', isDocument: (_, file) => isKustomizationFile(file) },
  { kind: 'helmfile', isDocument: isHelmfile },
  {
    kind: 'eksctl',
    isDocument: isClusterConfig,
    read: forEach((document, { inventory }) =>
      readClusterConfigDocument(document.root, scopeOf(document), inventory),
    ),
  },
  {
    kind: 'kubernetes',
    isDocument: isKubernetesObject,
    read: forEach(({ root, file, index }, { inventory, usedByKustomize }) => {
      if (usedByKustomize.has(file)) return;
      for (const object of objectsIn(root, `${file}#${index}`))
        readKubernetesObject(object, folderOf(file), inventory);
    }),
  },
  {
    kind: 'policy',
    isDocument: isPolicyDocument,
    read: forEach(({ root, file }, { inventory }) => readPolicyFile(root, file, inventory)),
  },
  {
    kind: 'spec',
    isDocument: isSpec,
    isRelevant: hasPolicies,
    read: (documents, { inventory }) => readSpecs(documents, inventory),
  },
  {
    kind: 'cloudformation',
    isDocument: isTemplate,
    read: (documents, { inventory, given }) =>
      readTemplates(
        documents.map((document) => ({ ...document, scope: scopeOf(document) })),
        inventory,
        given,
      ),
  },
  {
    kind: 'terraform-values',
    isDocument: isPlanOrState,
    isRelevant: isReadableVersion,
    read: forEach(({ root, file }, context) => readPlanOrState(root, file, context)),
  },
  {
    kind: 'aws',
    isDocument: isAnswer,
    read: (documents, { inventory, given }) =>
      readAnswers(
        documents.map((document) => ({ ...document, scope: scopeOf(document) })),
        inventory,
        given,
      ),
  },
];

/** The reader of a document, if any. */
export const readerOf = (root: Node, file: string): DocumentReader | undefined =>
  DOCUMENT_READERS.find(({ isDocument }) => isDocument(root, file));

/** What the facts of a document belong to: its file, with its number where it is not the first. */
const scopeOf = ({ file, index }: ReadDocument) => (index === 0 ? file : `${file}#${index}`);

function forEach(read: (document: ReadDocument, context: DocumentContext) => void) {
  return (documents: readonly ReadDocument[], context: DocumentContext): void => {
    for (const document of documents) read(document, context);
  };
}
