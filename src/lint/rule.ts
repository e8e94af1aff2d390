import type { Severity } from '../diagnostics.js';
import type { Catalog } from '../iam/catalog/types.js';
import type { Given, Inventory, SourceText, Span, TextFile } from '../readers/index.js';
import type { Fix } from './finding.js';
import type { Policy, Statement } from './policies.js';

/** What a rule is about; the documentation lists rules by it. */
export type Family =
  | 'policy-grammar'
  | 'actions'
  | 's3'
  | 'kms'
  | 'trust'
  | 'names-and-quotas'
  | 'service-account'
  | 'pod'
  | 'eksctl'
  | 'pod-identity'
  | 'cross-file';

/** A rule of the linter. Its examples are its tests and its page in the documentation. */
export interface Rule {
  /** `IRSA` and three digits, one more than the highest; never given to another rule. */
  readonly id: string;
  /** In kebab-case, the same as its file's name. */
  readonly name: string;
  /** Certain to break is an error, risky a warning, style an info. */
  readonly severity: Severity;
  readonly family: Family;
  /** One sentence: what is found. */
  readonly summary: string;
  /** Why it matters. */
  readonly why: string;
  /** What the user would have seen at run time, as AWS, Kubernetes or a tool words it. */
  readonly error: string;
  /** How to fix it. */
  readonly fix: string;
  /** Address of the documentation that the rule rests on. */
  readonly reference: string;
  /** Files in which the rule fires, and files in which nothing does. */
  readonly examples: { readonly bad: readonly TextFile[]; readonly good: readonly TextFile[] };
  /** Finds; must not throw, and must not report what rests on an unknown value. */
  check(context: RuleContext): Iterable<Report>;
}

/** What a rule looks at: all facts, and the policies among them taken apart. */
export interface RuleContext {
  readonly inventory: Inventory;
  /** What is known besides the files. */
  readonly given: Given;
  /** Every policy document of the inventory, each once. */
  readonly policies: readonly Policy[];
  /** The statements of all policies. */
  readonly statements: readonly Statement[];
  /** What AWS's services, actions and condition keys are. */
  readonly catalog: Catalog;
  /** The text of a file, for fixes. */
  source(file: string): SourceText | undefined;
  /** Counts what the rule could not decide, with the reason; it never counts as passed. */
  notChecked(place: Span, reason: string): void;
}

/** What a rule found. */
export interface Report {
  readonly place: Span;
  /** With the wrong value quoted; lower case, no full stop. */
  readonly message: string;
  /** What is allowed, or what to change. */
  readonly help?: string | undefined;
  readonly fix?: Fix | undefined;
  /** Milder than the rule's own, where this case is less certain. */
  readonly severity?: Severity | undefined;
  /** Other places that belong to it, such as the role that an annotation names. */
  readonly related?: readonly { readonly place: Span; readonly message: string }[];
}
