import type { ShownStatus, WordStanding } from '../explain/index.js';

/** How a standing is shown: a mark that is no emoji, so that every font has it, and a letter for the page's data. */
export interface StandingLook {
  readonly standing: WordStanding;
  readonly letter: string;
  readonly mark: string;
  /** Of CSS classes. */
  readonly slug: string;
}

/** In the order in which people look for them. */
export const STANDING_LOOKS: readonly StandingLook[] = [
  { standing: 'allowed', letter: 'a', mark: '\u2713', slug: 'allowed' },
  { standing: 'assumed', letter: 's', mark: '\u2248', slug: 'assumed' },
  { standing: 'partly', letter: 'p', mark: '\u00b1', slug: 'partly' },
  { standing: 'unknown', letter: 'u', mark: '?', slug: 'unknown' },
  { standing: 'denied', letter: 'd', mark: '\u2717', slug: 'denied' },
  { standing: 'not granted', letter: 'n', mark: '\u2013', slug: 'not-granted' },
];

/** The mark of each standing, in a page and on a terminal that shows Unicode. */
export const STANDING_MARKS = Object.fromEntries(
  STANDING_LOOKS.map(({ standing, mark }) => [standing, mark]),
) as Readonly<Record<WordStanding, string>>;

/** The look of a letter of the page's data. */
export function lookOf(letter: string): StandingLook {
  const found = STANDING_LOOKS.find((look) => look.letter === letter);
  if (found === undefined) throw new Error(`no standing has the letter ${letter}`);
  return found;
}

/** The look of a standing. */
export function lookOfStanding(standing: WordStanding): StandingLook {
  const found = STANDING_LOOKS.find((look) => look.standing === standing);
  if (found === undefined) throw new Error(`no look is that of ${standing}`);
  return found;
}

/** The marks of links, which are those of answers. */
export function linkMarks(marks: typeof STANDING_MARKS): Readonly<Record<ShownStatus, string>> {
  return { ok: marks.allowed, assumed: marks.assumed, broken: marks.denied, unknown: marks.unknown };
}

export const LINK_MARKS = linkMarks(STANDING_MARKS);

export const SEVERITIES = ['error', 'warning', 'info'] as const;
