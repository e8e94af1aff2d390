import type { Subject } from '../spec/subjects.js';
import { mayEqual } from './known-text.js';
import { nameOf, type World } from './world.js';

/** What is told by name; the rest is counted. */
const MOST_NAMED = 3;

/**
 * What may give a service account a role without the files telling it: associations whose names are not known, and modules,
 * charts and other files that are not read. Undefined where all is read.
 */
export function givenElsewhere({ inventory, texts }: World, subject: Subject): string | undefined {
  const associations = inventory.podIdentityAssociations.filter(
    ({ namespace, serviceAccount }) =>
      mayEqual(texts.of(namespace), subject.namespace) &&
      mayEqual(texts.of(serviceAccount), subject.serviceAccount),
  );
  if (associations.length > 0)
    return `${named(associations.map(nameOf))}, whose service account the files do not tell, may give it one`;
  const unread = [
    ...inventory.terraformObjects.flatMap(({ unread, address }) => (unread === true ? [address] : [])),
    ...inventory.recognised.map(({ kind, place }) => `${place.file} (${kind})`),
    ...inventory.diagnostics.flatMap(({ severity, place }) =>
      severity === 'error' && place !== undefined ? [place.file] : [],
    ),
  ];
  if (unread.length === 0) return undefined;
  return `${named(unread)} may annotate it or make an association for it, and ${unread.length === 1 ? 'is' : 'are'} not read`;
}

function named(all: readonly string[]): string {
  const [...names] = new Set(all);
  const more = names.length - MOST_NAMED;
  return more > 0 ? `${names.slice(0, MOST_NAMED).join(', ')} and ${more} more` : names.join(', ');
}
