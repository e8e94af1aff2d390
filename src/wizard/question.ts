import type { Value } from './paths.js';
import type { Surroundings } from './surroundings.js';

/** What a question may look at: everything answered so far. */
export interface Scope {
  /** The list elements that the question is about, outermost first. */
  readonly indexes: readonly number[];
  readonly surroundings: Surroundings;
  /** The value of another question or field; `[]` in its path means the same element. */
  get(template: string): Value | undefined;
  /** What the file, `IRSA_FORGE_SET` or `--set` says, whatever has been answered. */
  given(template: string): Value | undefined;
  /** Whether something stands in the file that is changed. */
  inFile(template: string): boolean;
  /** What the standard gives. */
  standard(template: string): Fallback | undefined;
}

/** An answer that Enter takes, and where it comes from, such as `AWS_REGION`. */
export interface Fallback {
  readonly value: Value;
  readonly origin?: string;
  /** The standard that gives it, which then need not be repeated in the spec; nobody may change what it locks. */
  readonly standard?: { readonly name: string; readonly locked: boolean };
}

/** How much is asked: always, when the user wants to customise, or only from the review. */
export type Level = 'always' | 'customise' | 'review';

/** One of a few answers. */
export interface Choice {
  readonly value: Value;
  readonly name: string;
  /** What it means, shown while it is under the cursor. */
  readonly note?: string;
}

/** How a value is typed and shown when it is not plain text. */
export interface Form {
  parse(text: string): Value;
  format(value: Value): string;
}

interface Common {
  /** A path of the spec with `[]` for each list element, or a name of our own that begins with `@`. */
  readonly key: string;
  readonly topic: string | ((scope: Scope) => string);
  /** In the review. */
  readonly label: string;
  readonly message: string | ((scope: Scope) => string);
  /** One line that says why it is asked. */
  readonly help: string | ((scope: Scope) => string);
  readonly example?: string | ((scope: Scope) => string | undefined);
  readonly asked: Level | ((scope: Scope) => Level);
  /** What must hold besides what its field needs. */
  readonly when?: (scope: Scope) => boolean;
  readonly fallback?: (scope: Scope) => Fallback | undefined;
  /** Whether it may be left empty. */
  readonly optional?: boolean | ((scope: Scope) => boolean);
  /** What goes when the question no longer applies or is answered by leaving it out; by default its own field. */
  readonly owns?: string;
  /** For a name of our own: what a spec says about it. */
  readonly read?: (scope: Scope) => Value | undefined;
  /** For a name of our own: why an answer is refused. */
  readonly check?: (scope: Scope, value: Value) => string | undefined;
  /** What a typed text answers besides, by the keys of other questions: a cluster's ARN holds its region and account. */
  readonly implies?: (text: string, scope: Scope) => Readonly<Record<string, Value>>;
  /** Not a line of the review. */
  readonly hidden?: true;
}

export interface TextQuestion extends Common {
  readonly kind: 'text';
  readonly form?: Form;
}

export interface ChoiceQuestion extends Common {
  readonly kind: 'choice' | 'search';
  readonly choices: (scope: Scope) => readonly Choice[];
}

export interface SeveralQuestion extends Common {
  readonly kind: 'several';
  readonly choices: (scope: Scope) => readonly Choice[];
  /** How the words that are marked are written; by default as a list of them. */
  readonly form?: Form;
}

export interface ConfirmQuestion extends Common {
  readonly kind: 'confirm';
  /** Where it asks whether a list goes on: what an element is, and what the one before is called. */
  readonly element?: { readonly noun: string; readonly called: (scope: Scope) => Value | undefined };
}

/** A question as data; what it asks of the terminal is in `ask.ts`. */
export type Question = TextQuestion | ChoiceQuestion | SeveralQuestion | ConfirmQuestion;

/** Whole numbers; anything else stays text, which the spec's own check refuses. */
export const NUMBER: Form = {
  parse: (text) => (/^\d{1,15}$/.test(text) ? Number(text) : text),
  format: String,
};

/** Words separated by commas or blanks, and what is made of each. */
export const wordsAs = (read: (word: string) => string): Form => ({
  parse: (text) =>
    text
      .split(/[\s,]+/)
      .filter((word) => word !== '')
      .map(read),
  format: (value) => (Array.isArray(value) ? value.join(', ') : String(value)),
});

export const WORDS = wordsAs((word) => word);

/** `key=value` pairs separated by commas. */
export const PAIRS: Form = {
  parse: (text) =>
    Object.fromEntries(
      text
        .split(',')
        .filter((pair) => pair.trim() !== '')
        .map((pair) => {
          const [key = '', ...rest] = pair.split('=');
          return [key.trim(), rest.join('=').trim()];
        }),
    ),
  format: (value) =>
    Object.entries(value ?? {})
      .map(([key, item]) => `${key}=${item}`)
      .join(', '),
};

/** What was answered in the last run. */
export function lastAnswer({ surroundings }: Scope, key: string): Fallback | undefined {
  const value = surroundings.last[key];
  return value === undefined ? undefined : { value, origin: 'your last answer' };
}

/** A property that may depend on the answers so far. */
export function given<T>(property: T | ((scope: Scope) => T), scope: Scope): T {
  return typeof property === 'function' ? (property as (scope: Scope) => T)(scope) : property;
}
