import { type ChainLink, LINK_KINDS, type ShownStatus, type Verdict } from './types.js';

/** The links that speak of the role which the binding gives. */
const OF_ROLE = new Set(LINK_KINDS.slice(LINK_KINDS.indexOf('binding') + 1));

/** Denied by one broken link, unknown by one unknown link; where the role is not known, that one is refused says nothing. */
export function verdict(links: readonly ChainLink[]): Verdict {
  const isOpen = links.some(({ kind, status }) => kind === 'binding' && status === 'unknown');
  if (links.some(({ kind, status }) => status === 'broken' && !(isOpen && OF_ROLE.has(kind))))
    return 'denied';
  return links.some(({ status }) => status === 'unknown') ? 'unknown' : 'allowed';
}

export function shownStatus({ status, assumes }: Pick<ChainLink, 'status' | 'assumes'>): ShownStatus {
  return status === 'ok' && assumes !== undefined ? 'assumed' : status;
}

/** With `--strict`, what is taken as given counts as unknown. */
export function asUnknown<T extends ChainLink>(link: T): T {
  if (shownStatus(link) !== 'assumed') return link;
  const reason = `${link.reason}; only taken as given: ${link.assumes}`;
  return { ...link, status: 'unknown', reason };
}
