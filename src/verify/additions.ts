import { groupOf } from '../artifacts/index.js';
import { groupBy } from '../collections.js';
import { type Diagnostic, type Place, startOf } from '../diagnostics.js';
import { type Inventory, type SourceDocument, unreadIn } from '../readers/index.js';
import type { RenderedFile } from '../rendered-file.js';
import { type Difference, differencesOf } from './differences.js';
import { type Found, leftOut, matched, type Said, wordsFor } from './found.js';
import { nameOf, objectKey, placeKey, takenNames } from './objects.js';
import { type OfSpec, refusedObject, refusedOf } from './refused-objects.js';
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

/** The paths of files that are the same on both sides. */
export function sameFiles(
  own: readonly RenderedFile[],
  builtIn: readonly RenderedFile[],
): ReadonlySet<string> {
  const texts = new Map(own.map(({ path, content }) => [path, content]));
  return new Set(builtIn.filter(({ path, content }) => texts.get(path) === content).map(({ path }) => path));
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
