import { ARTIFACT_GROUPS, type ArtifactGroup, groupOf } from '../artifacts/index.js';
import { type Diagnostic, type Place, startOf } from '../diagnostics.js';
import type { AccessModel } from '../model/types.js';
import {
  type Alike,
  AlikeParser,
  AlikeTrees,
  type Inventory,
  isOverrideFile,
  readFiles,
} from '../readers/index.js';
import type { RenderedFile } from '../rendered-file.js';
import { accountKey } from '../spec/subjects.js';
import { type Addition, findAdditions, sameFiles } from './additions.js';
import { builtInDocuments } from './built-in-documents.js';
import { plainText } from './canonical.js';
import { expectedFacts } from './expected-facts.js';
import { type AccessFact, chartAccountText, readFacts } from './read-facts.js';

const HELP = 'an output may look as you like, but must say what irsa.yaml says: change the template';

export { loadHclParser } from '../readers/index.js';
export { type Addition, describeAdditions } from './additions.js';

/**
 * Reads rendered files back, as `lint` reads anybody's, and compares what they say about access with the model:
 * roles, trust, permissions, boundaries, providers, associations, service accounts and what runs as them.
 */
export async function verifyFiles(
  files: readonly RenderedFile[],
  model: AccessModel,
  groups: readonly ArtifactGroup[] = ARTIFACT_GROUPS,
): Promise<readonly Diagnostic[]> {
  return compareWithModel(files, await read(files), expectedIn(groups, model), model);
}

const expectedIn = (groups: readonly ArtifactGroup[], model: AccessModel) =>
  expectedFacts(model).filter(({ where }) => groups.includes(groupOf(`${where}/`)));

const read = (files: readonly RenderedFile[], alike = newAlike()) =>
  readFiles(files, { placeholders: 'text', alike });

/** Outputs of one template differ in names alone. */
const newAlike = (): Alike => ({ yaml: new AlikeParser(), hcl: new AlikeTrees() });

/** What files that templates of a standard had a part in say. */
export interface Verified {
  readonly diagnostics: readonly Diagnostic[];
  /** What the templates add, by name. */
  readonly adds: readonly Addition[];
}

/**
 * As `verifyFiles`, for files with templates of a standard, beside those of the built-in templates alone: what no template may say is
 * refused, whatever else they add is named. Groups that came out the same need no reading, since ours are proven.
 */
export async function verifyTemplates(
  files: readonly RenderedFile[],
  builtIn: readonly RenderedFile[],
  model: AccessModel,
  groups: readonly ArtifactGroup[] = ARTIFACT_GROUPS,
): Promise<Verified> {
  const touched = groups.filter((group) => !isSame(filesOf(group, files), filesOf(group, builtIn)));
  if (touched.length === 0) return { diagnostics: [], adds: [] };
  const isTouched = ({ path }: RenderedFile) => touched.includes(groupOf(path));
  const [own, ours] = [files.filter(isTouched), builtIn.filter(isTouched)];
  const same = sameFiles(own, ours);
  const proven = provenManifests(same);
  const alike = newAlike();
  const inventory = await read(
    own.filter(({ path }) => !proven.has(path)),
    alike,
  );
  // Files of Terraform say what they say together; any other one that is the same says the same.
  const terraform = await read(filesOf('terraform', ours), alike);
  const documents = (files: readonly RenderedFile[]) => builtInDocuments(files, alike.yaml.parseValues);
  const changed = documents(ours.filter(({ path }) => !same.has(path)));
  const { adds, refused } = findAdditions(
    { files: own, inventory },
    {
      files: ours,
      inventory: { ...terraform, documents: changed },
      objects: () => documents(ours),
    },
    new Set(model.serviceAccounts.map(accountKey)),
  );
  const wanted = expectedIn(touched, model).filter(({ at }) => at === undefined || !proven.has(at.file));
  return { diagnostics: [...refused, ...compareWithModel(own, inventory, wanted, model)], adds };
}

/** Of the files that came out the same, the manifests: while no kustomization but ours changes them, each says by itself what ours says. */
function provenManifests(same: ReadonlySet<string>): ReadonlySet<string> {
  const manifests = [...same].filter((path) => path.startsWith('kubernetes/'));
  return new Set(same.has('kubernetes/kustomization.yaml') ? manifests : []);
}

function filesOf(group: ArtifactGroup, files: readonly RenderedFile[]): readonly RenderedFile[] {
  return files.filter(({ path }) => groupOf(path) === group);
}

function isSame(files: readonly RenderedFile[], others: readonly RenderedFile[]): boolean {
  return files.length === others.length && sameFiles(files, others).size === files.length;
}

function compareWithModel(
  files: readonly RenderedFile[],
  inventory: Inventory,
  wanted: readonly AccessFact[],
  model: AccessModel,
): readonly Diagnostic[] {
  const accounts = new Set(model.serviceAccounts.map(accountKey));
  const charted = new Set(
    model.serviceAccounts.map(({ serviceAccount, annotations }) =>
      chartAccountText(serviceAccount, plainText(annotations)),
    ),
  );
  const found = readFacts(inventory).filter((fact) => isOfModel(fact, accounts, charted));
  const broken = inventory.diagnostics.filter(({ severity }) => severity === 'error');
  return [
    ...broken.map((diagnostic) => ({ ...diagnostic, help: diagnostic.help ?? HELP })),
    ...files
      .filter(({ path }) => isOverrideFile(path))
      .map(({ path }) => finding(`Terraform would lay ${path} over other files`, startOf(path))),
    ...without(found, wanted).map(({ says, where, at }) =>
      finding(`${where}: ${says}, which is not what the spec asks for`, at ?? startOf(where)),
    ),
    ...without(wanted, found).map(({ says, where }) => finding(`${where} lacks: ${says}`, startOf(where))),
  ];
}

/**
 * Manifests of a standard may have service accounts and pods of their own, as long as they get no role; values for a chart
 * of its own may give a service account of the model the role that it has.
 */
function isOfModel(
  { where, says, at, onlyFor }: AccessFact,
  accounts: ReadonlySet<string>,
  charted: ReadonlySet<string>,
): boolean {
  if (where === 'helm') return at?.file.startsWith('helm/') === true || !charted.has(says);
  return where !== 'kubernetes' || onlyFor === undefined || accounts.has(onlyFor);
}

/** Those of `facts` that are not among `others`; each as often as it is there more. */
function without(facts: readonly AccessFact[], others: readonly AccessFact[]): readonly AccessFact[] {
  const key = ({ where, says }: AccessFact) => `${where}\n${says}`;
  const left = new Map<string, number>();
  for (const other of others) left.set(key(other), (left.get(key(other)) ?? 0) + 1);
  return facts.filter((fact) => {
    const count = left.get(key(fact)) ?? 0;
    left.set(key(fact), count - 1);
    return count <= 0;
  });
}

function finding(message: string, place: Place): Diagnostic {
  return { code: 'verify/access', severity: 'error', message, help: HELP, place };
}
