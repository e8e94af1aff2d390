import { isTypo, nearest } from '../../text/nearest.js';

/** The name of a policy of AWS's own without its path, by which ARNs differ from it most. */
export const nameIn = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** Policies of service-linked roles: AWS attaches them, and nobody else can. */
export const isOfLinkedRole = (path: string) => path.startsWith('aws-service-role/');

export function haveSameName(path: string, other: string): boolean {
  return nameIn(path).toLowerCase() === nameIn(other).toLowerCase();
}

/**
 * The path and name that was probably meant: the same name under another path, one with a slip in it, or one that is longer or
 * shorter. The names have so many words in common that no others are near.
 */
export function meantPolicy(path: string, paths: readonly string[]): string | undefined {
  const wanted = nameIn(path);
  const near = paths.filter((each) => isNear(wanted, nameIn(each)));
  const guess = nearest(wanted, near.map(nameIn));
  return near.find((each) => nameIn(each) === guess);
}

function isNear(wanted: string, name: string): boolean {
  const [a, b] = [wanted.toLowerCase(), name.toLowerCase()];
  return a.includes(b) || b.includes(a) || isTypo(a, b);
}
