import { type AssumptionData, PLACEHOLDERS, type ReportData } from './data.js';

/** A report lists so many kinds of what is taken as given; each answer names its own. */
const MOST_KINDS = 200;
/** Cases that are named. */
const FIRST = 20;

const ANY_NAME = new RegExp(`(?:${PLACEHOLDERS.map(([, mark]) => mark).join('|')})+`, 'g');

/** What answers take as given: the same for many service accounts and things is one kind. */
export class Assumptions {
  readonly #kinds = new Map<string, { readonly texts: Set<string>; readonly accounts: Set<string> }>();

  /** Takes a text, the same with placeholders for names, and the service account in whose answer it stands. */
  add(text: string, template: string, account: string): void {
    const kind = template.replace(ANY_NAME, '…');
    const found = this.#kinds.get(kind) ?? { texts: new Set(), accounts: new Set() };
    this.#kinds.set(kind, found);
    found.texts.add(text);
    found.accounts.add(account);
  }

  told(): Pick<ReportData, 'assumptions' | 'assumed'> {
    const kinds = [...this.#kinds].slice(0, MOST_KINDS).map(([, { texts, accounts }]): AssumptionData => {
      const [text = '', ...others] = texts;
      return { text, others: others.length, first: others.slice(0, FIRST), accounts: accounts.size };
    });
    return { assumptions: kinds, assumed: this.#kinds.size };
  }
}
