import type { KubernetesObjectFact } from '../inventory.js';
import { textField } from '../kubernetes/objects.js';
import type { Node } from '../node.js';
import { fieldOf, isList, isString, itemsOf, knownBoolean } from '../node-access.js';
import { joinPath } from '../paths.js';
import { parametersOf } from './argo-generators.js';
import { substituted } from './argo-template.js';
import type { Release, Unread } from './release.js';
import { missingFile, type Repository } from './repository.js';

/** The charts of an `Application`, or of those that an `ApplicationSet` makes. */
export function releasesOfArgo(fact: KubernetesObjectFact, repository: Repository): readonly Release[] {
  const { node, objectKind } = fact;
  if (!objectKind.known) return [];
  if (objectKind.value === 'Application') return ofApplication(fact, node, repository, 'Application');
  if (objectKind.value !== 'ApplicationSet') return [];
  const spec = fieldOf(node, 'spec');
  const template = fieldOf(spec, 'template');
  const patch = fieldOf(spec, 'templatePatch');
  if (template === undefined) return [];
  const sets = parametersOf(fieldOf(spec, 'generators'), fact.place.file, repository);
  const name = textField(node, 'metadata', 'name') ?? '';
  return sets.flatMap(({ values, isOpen }, index) => {
    const address = `ApplicationSet ${name}${sets.length === 1 ? '' : `[${index}]`}`;
    const releases = ofApplication(fact, substituted(template, values), repository, address);
    const unread =
      patch === undefined || index > 0 ? [] : [{ what: 'templatePatch is not read', place: patch.place }];
    return releases.map((release, at) => ({
      ...release,
      ...(isOpen ? { conditional: true as const } : {}),
      unread: [...(at === 0 ? unread : []), ...release.unread],
    }));
  });
}

function ofApplication(
  of: KubernetesObjectFact,
  application: Node,
  repository: Repository,
  called: string,
): readonly Release[] {
  const spec = fieldOf(application, 'spec');
  const name = fieldOf(fieldOf(application, 'metadata'), 'name');
  const address = called === 'Application' ? `${called} ${isString(name) ? name.value : ''}` : called;
  const sources = [...itemsOf(fieldOf(spec, 'sources')), ...itemsOf(fieldOf(spec, 'source'))];
  return sources.flatMap((source, index): readonly Release[] => {
    const release = ofSource(source, of.place.file, repository);
    if (release === undefined) return [];
    const given = fieldOf(fieldOf(source, 'helm'), 'releaseName');
    return [
      {
        ...{ of, ...release, name: given ?? name },
        address: sources.length === 1 ? address : `${address} source ${index + 1}`,
        namespace: fieldOf(fieldOf(spec, 'destination'), 'namespace'),
      },
    ];
  });
}

type OfSource = Pick<Release, 'chart' | 'values' | 'set' | 'unread'>;

/** The chart of a source, if it is one; the strongest of its values comes last. */
function ofSource(source: Node, file: string, repository: Repository): OfSource | undefined {
  const [helm, path] = [fieldOf(source, 'helm'), fieldOf(source, 'path')];
  const chart = fieldOf(source, 'chart');
  const folder = isString(path) && chart === undefined ? repository.chart(path.value, file) : undefined;
  if (helm === undefined && folder === undefined) return undefined;
  const files = itemsOf(fieldOf(helm, 'valueFiles')).map((each) => valuesIn(each, folder, file, repository));
  const inline = ['values', 'valuesObject'].flatMap((key) => fieldOf(helm, key) ?? []);
  const isLenient = knownBoolean(fieldOf(helm, 'ignoreMissingValueFiles'));
  const missing = files.flatMap(({ unread }) => unread ?? []);
  const byFile = fieldOf(helm, 'fileParameters');
  return {
    chart: chart ?? path,
    values: [
      ...(folder === undefined ? [] : repository.ownValues(folder)),
      ...files.flatMap(({ values }) => values ?? []),
      ...inline,
    ],
    set: itemsOf(fieldOf(helm, 'parameters')),
    unread: [
      ...(isLenient?.known === true && isLenient.value ? [] : missing),
      ...(isList(byFile) ? [{ what: 'fileParameters are not read', place: byFile.place }] : []),
    ],
  };
}

/** `$ref/path` and `/path` begin at the root of a repository, others at the chart. */
function valuesIn(
  named: Node,
  folder: string | undefined,
  file: string,
  repository: Repository,
): { readonly values?: Node; readonly unread?: Unread } {
  if (!isString(named))
    return { unread: { what: `a file of values is not known: ${reasonOf(named)}`, place: named.place } };
  const path = named.value.replace(/^\$[^/]+\//, '/');
  const found =
    path.startsWith('/') || folder === undefined ? repository.file(path, file) : joinPath(folder, path);
  const values = found === undefined ? undefined : repository.values(found);
  return values === undefined
    ? { unread: { what: missingFile(named.value), place: named.place } }
    : { values };
}

const reasonOf = (node: Node) => (node.kind === 'unknown' ? node.reason : 'it is no path');
