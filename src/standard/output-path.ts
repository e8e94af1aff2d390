import { isDevice } from '../text/device.js';
import { quote } from '../text/quote.js';

/** What is wrong with a path below the output folder, as what goes on from it; undefined when nothing is. Written as `/`-separated names. */
export function findOutputPathFault(path: string): string | undefined {
  const parts = path.split('/');
  if (path === '' || /[\u0000-\u001f\u007f]/.test(path)) return 'is no path';
  if (path.includes('\\')) return 'holds a backslash';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'is absolute';
  if (parts.includes('..')) return 'leaves the output folder';
  if (parts.includes('.') || parts.includes('')) return 'is not in its plain form';
  return parts.map(nameFault).find((fault) => fault !== undefined);
}

/** Names that git, Terraform or we keep for ourselves. */
const KEPT: readonly (readonly [RegExp, string])[] = [
  [/^\.git[ .]*$/i, 'is in a folder of git'],
  [/^\.terraform[ .]*$/i, 'is in the working folder of Terraform'],
  [/^\.irsa-forge/i, 'is reserved for irsa-forge itself'],
];

/** A name of the old form of Windows, by which it knows another file as well: `GIT~1` is `.git`. */
const SHORT_NAME = /^(?=[^.]{1,8}(?:\.|$))[^.]+~\d+(?:\.[^.]{0,3})?$/;

/** Bytes of a name that every usual file system takes. */
const LONGEST_NAME = 255;

/** A name that is one and the same file on every machine, or what it is else. */
function nameFault(name: string): string | undefined {
  const kept = KEPT.find(([pattern]) => pattern.test(name));
  if (kept !== undefined) return kept[1];
  if (isDevice(name)) return 'is a device on Windows';
  if (SHORT_NAME.test(name)) return 'may be the short name of another file on Windows';
  if (Buffer.byteLength(name) > LONGEST_NAME) return `holds a name of more than ${LONGEST_NAME} bytes`;
  if (/[ .]$/.test(name)) return 'ends in a dot or a blank, which Windows leaves out';
  if (/[<>:"|?*]/.test(name))
    return `holds ${quote(/[<>:"|?*]/.exec(name)?.[0])}, which no file of Windows has`;
  return undefined;
}
