import type { Diagnostic, Place } from '../diagnostics.js';
import type { Span } from '../readers/text/source-text.js';

/** A mechanical change; with `--fix` only safe ones are made, the others are suggestions for editors. */
export interface Fix {
  /** Set when it may take away what the user meant, such as an element in the wrong place. */
  readonly unsafe?: true;
  /** What it does: `add /* to the bucket's ARN`. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** Replaces a stretch of a file; offsets in UTF-16 code units, `end` exclusive. */
export interface TextEdit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** One finding of the linter: a diagnostic with the end of its place, and a fix where one is safe. */
export interface Finding extends Diagnostic {
  readonly place: Place;
  /** Where the place ends, exclusive. */
  readonly end: { readonly line: number; readonly column: number };
  /** The rule's name, such as `policy-version`; absent for what readers found. */
  readonly rule?: string;
  readonly fix?: Fix;
  readonly related?: readonly { readonly place: Span; readonly message: string }[];
}

/** A finding that a comment in the file accepts. */
export interface Suppressed {
  readonly finding: Finding;
  /** As the comment gives it. */
  readonly reason: string;
}

/** What could not be judged, with the reason. */
export interface NotChecked {
  readonly place: Place;
  readonly reason: string;
}

/** What the linter found, and what it could not check; all in the order of files and lines. */
export interface LintResult {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  readonly notChecked: readonly NotChecked[];
}
