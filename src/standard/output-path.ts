import { quote } from '../text/quote.js';

/** What is wrong with a path below the output folder; undefined when nothing is. Written as `/`-separated names. */
export function findOutputPathFault(path: string): string | undefined {
  const parts = path.split('/');
  if (path === '' || /[\u0000-\u001f\u007f]/.test(path)) return `${quote(path)} is no path`;
  if (path.includes('\\')) return `${quote(path)} holds a backslash`;
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return `${quote(path)} is absolute`;
  if (parts.includes('..')) return `${quote(path)} leaves the output folder`;
  if (parts.includes('.') || parts.includes('')) return `${quote(path)} is not in its plain form`;
  if (/^\.irsa-forge/i.test(path)) return `${quote(path)} is reserved for irsa-forge itself`;
  return undefined;
}
