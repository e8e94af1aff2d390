/** Something to be shown and answered; everything in it is ready to print. */
export type Prompt = TextPrompt | ChoicePrompt | SeveralPrompt | ConfirmPrompt | PagePrompt;

interface Common {
  /** Names the question for tests and drafts; never shown. */
  readonly key: string;
  readonly message: string;
  readonly help: string;
  readonly example?: string;
  /** Why it is asked again. */
  readonly problem?: string;
}

export interface TextPrompt extends Common {
  readonly kind: 'text';
  /** What Enter takes when nothing is typed. */
  readonly fallback?: { readonly text: string; readonly origin?: string };
  /** Text to begin with, to be edited in place. */
  readonly initial?: string;
  readonly optional: boolean;
  /** Why a text is refused; undefined when it is taken. */
  readonly check: (text: string) => string | undefined;
}

/** A line of a list; the value is for the program alone. */
export interface PromptChoice {
  readonly value: string;
  readonly name: string;
  /** Shown faintly after the name, where there is room. */
  readonly aside?: string;
  /** Whether something about it has to be changed. */
  readonly wrong?: boolean;
  /** What it means, shown while it is under the cursor. */
  readonly note?: string;
}

/** A line between the choices. */
export interface Heading {
  readonly heading: string;
}

export interface ChoicePrompt extends Common {
  readonly kind: 'choice' | 'search';
  readonly choices: readonly (PromptChoice | Heading)[];
  readonly initial?: string;
  /** As many lines as the terminal has. */
  readonly tall?: boolean;
  readonly check: (value: string) => string | undefined;
}

/** Any number of lines; the answer is their values with commas between. */
export interface SeveralPrompt extends Common {
  readonly kind: 'several';
  readonly choices: readonly PromptChoice[];
  /** The values that are marked to begin with. */
  readonly initial: readonly string[];
  readonly check: (value: string) => string | undefined;
}

export interface ConfirmPrompt extends Common {
  readonly kind: 'confirm';
  readonly initial: boolean;
  readonly check: (value: 'true' | 'false') => string | undefined;
}

/** Text to be read, page by page. */
export interface PagePrompt {
  readonly kind: 'page';
  readonly key: string;
  readonly title: string;
  readonly lines: readonly string[];
  /** By the file's extension, for colours. */
  readonly language: string;
}

/** An answer as text (a choice's value, several with commas between, `true` or `false`), or the wish to go back. */
export type Reply = { readonly kind: 'answer'; readonly value: string } | { readonly kind: 'back' };

/** A question that needs no more asking. */
export interface SettledLine {
  readonly topic: string;
  readonly label: string;
  readonly value: string;
  /** Who settled it, when that was not the user. */
  readonly by?: string | undefined;
}

/** Whoever answers: a person at a terminal, or a test. */
export interface Prompter {
  readonly columns: number;
  ask(prompt: Prompt): Promise<Reply>;
  /** Leaves a settled question on the screen, under its topic. */
  settled(line: SettledLine): void;
  /** Takes the last answered question off the screen, and whatever others settled around it. */
  retract(): void;
  /** Prints lines that stay. */
  note(text: string): void;
}

/** The user left (Ctrl-C, a closed terminal); what was answered so far is kept. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
