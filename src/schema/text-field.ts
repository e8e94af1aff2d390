/** A grammar: undefined for a value that meets it, otherwise what is allowed. */
export type Check = (value: string) => string | undefined;

/** What a field's schema says of itself in the JSON Schema and the reference. */
export interface Documentation {
  readonly description: string;
  readonly examples?: readonly unknown[];
}

/** A text field's grammar and documentation. */
export interface TextField extends Documentation {
  /** Completes `"x" is not …`, such as `a valid S3 bucket name`. */
  readonly noun: string;
  readonly check: Check;
  /** No stricter than the check; the JSON Schema has it. */
  readonly pattern?: RegExp;
}
