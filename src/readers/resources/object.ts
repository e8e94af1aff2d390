import type { Brought, Tool } from '../facts.js';
import type { Node } from '../node.js';
import type { Span } from '../text/source-text.js';
import type { AwsProvider } from './provider.js';

/** What an object is: something that is made, something that is looked up, or the call of a module. */
export type ObjectMode = 'resource' | 'data' | 'module';

/**
 * One object that some format declares, in the words of Terraform's providers, into which the other formats are
 * translated: `aws_iam_role` with `name` and `assume_role_policy`.
 */
export interface ResourceObject {
  readonly tool: Tool;
  readonly mode: ObjectMode;
  /** The resource type; empty for a module call. */
  readonly type: string;
  /** The type in the format's own words, where these are others: `AWS::IAM::Role`. */
  readonly kind?: string;
  /** What the format calls it: `module.irsa["a"].aws_iam_role.this`, a logical ID. */
  readonly address: string;
  /** The id of the fact that it becomes. */
  readonly fact: string;
  readonly place: Span;
  /** The arguments. */
  readonly body: Node;
  /** The arguments with the attributes that follow from them. */
  readonly value: Node;
  readonly provider: AwsProvider;
  /** Whether the object may be absent, or stand for several. */
  readonly conditional: boolean;
  /** As of a fact. */
  readonly observed?: true;
  /** As of a fact. */
  readonly ignoredChanges?: readonly string[];
  /** Set for a policy that a public module brings itself. */
  readonly brought?: Brought;
}
