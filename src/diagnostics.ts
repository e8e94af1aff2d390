/** How much a finding matters: errors stop the run, warnings and infos never do by themselves. */
export type Severity = 'error' | 'warning' | 'info';

/** Where a finding is: lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The place of what concerns a whole file. */
export function startOf(file: string): Place {
  return { file, line: 1, column: 1 };
}

/** One finding about one place; everything that judges anything reports this shape. */
export interface Diagnostic {
  /** Stable identifier, such as `spec/unknown-field` or a lint rule's id. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong, with the wrong value quoted; lower case, no full stop. */
  readonly message: string;
  /** What is allowed, or what to change. */
  readonly help?: string;
  /** The field, such as `workloads[0].buckets[0].name`. */
  readonly path?: string;
  readonly place?: Place;
  /** The rule of a standard that it is about, as the standard's exceptions name it: `allowed.cluster.region`. */
  readonly rule?: string;
  /** The exception from that rule, as long as it lasts and afterwards. */
  readonly exception?: RuleException;
}

/** The code of a breach that a standard makes an exception for. */
export const EXCEPTION = 'standard/exception';

/** An exception that a standard makes from one of its rules, as it says it. */
export interface RuleException {
  readonly standard: string;
  readonly rule: string;
  /** Globs by the field of the spec that they are for. */
  readonly match: Readonly<Record<string, readonly string[]>>;
  readonly reason: string;
  readonly owner?: string;
  /** Its last day, as `2027-01-31`. */
  readonly until: string;
  /** Set where that day is over. */
  readonly ended?: true;
}

/** A value with what was found on the way to it, or only the findings. */
export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Whether any finding stops the run. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** Whose turn it is: change the input, change the machine, or report a bug. */
export type FailureTurn = 'user' | 'environment' | 'internal';

/** A run that cannot go on; findings about content are diagnostics, never failures. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    /** Stable identifier, such as `output-not-writable`. */
    readonly code: string,
    readonly turn: FailureTurn,
    message: string,
    options: { readonly help?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    if (options.help !== undefined) this.help = options.help;
  }

  readonly help?: string;
}

/** A path into a document: field names and list indexes. */
export type FieldPath = readonly (string | number)[];

/** `['workloads', 0, 'name']` as `workloads[0].name`; keys that are no plain words are quoted. */
export function formatPath(path: FieldPath): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(part)) text += text === '' ? part : `.${part}`;
    else text += `[${JSON.stringify(part)}]`;
  }
  return text;
}
