import type { ChainLink, Verdict } from './types.js';

/** Denied by one broken link, unknown by one unknown link. */
export function verdict(links: readonly ChainLink[]): Verdict {
  if (links.some(({ status }) => status === 'broken')) return 'denied';
  return links.some(({ status }) => status === 'unknown') ? 'unknown' : 'allowed';
}
