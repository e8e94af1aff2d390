import { isTypo, nearest } from '../../text/nearest.js';

/** The name of a policy of AWS's own without its path, by which ARNs differ from it most. */
export const nameIn = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** Why nobody can attach a policy of AWS's own of some path and name. */
export type NoPolicy =
  /** It is that of a service-linked role. */
  | { readonly why: 'linked' }
  /** `meant` has the name, under another path, or a name that differs by a slip. */
  | { readonly why: 'path' | 'slip'; readonly meant: string }
  /** It may be newer than what is known. */
  | { readonly why: 'unknown'; readonly meant?: string };

/** Looks a path and name up among those of all policies of AWS's own; undefined for one that can be attached. */
export function whyNoPolicy(path: string, all: readonly string[]): NoPolicy | undefined {
  const [linked, others] = [all.filter(isOfLinkedRole), all.filter((each) => !isOfLinkedRole(each))];
  if (others.includes(path)) return undefined;
  if (isOfLinkedRole(path) || linked.some((each) => haveSameName(path, each))) return { why: 'linked' };
  const meant = meantPolicy(path, others);
  if (meant === undefined) return { why: 'unknown' };
  if (haveSameName(path, meant)) return { why: 'path', meant };
  const isSlip = isTypo(nameIn(path), nameIn(meant)) && !isOtherVersion(path, meant);
  return { why: isSlip ? 'slip' : 'unknown', meant };
}

/** AWS adds a V3 to a V2: the next one may be newer than what is known. */
function isOtherVersion(path: string, meant: string): boolean {
  const [name, other] = [nameIn(path), nameIn(meant)].map((each) => each.replace(/(?:_?v\d+)?$/i, ''));
  return name === other;
}

/** Policies of service-linked roles: AWS attaches them, and nobody else can. */
export const isOfLinkedRole = (path: string) => path.startsWith('aws-service-role/');

function haveSameName(path: string, other: string): boolean {
  return nameIn(path).toLowerCase() === nameIn(other).toLowerCase();
}

/**
 * The path and name that was probably meant: the same name under another path, one with a slip in it, or one that is longer or
 * shorter. The names have so many words in common that no others are near.
 */
function meantPolicy(path: string, paths: readonly string[]): string | undefined {
  const wanted = nameIn(path);
  const near = paths.filter((each) => isNear(wanted, nameIn(each)));
  const guess = nearest(wanted, near.map(nameIn));
  return near.find((each) => nameIn(each) === guess);
}

function isNear(wanted: string, name: string): boolean {
  const [a, b] = [wanted.toLowerCase(), name.toLowerCase()];
  return a.includes(b) || b.includes(a) || isTypo(a, b);
}
