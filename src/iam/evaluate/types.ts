import type { FieldPath } from '../../diagnostics.js';
import type { ConditionEntry, ListElement, PolicyDocument, PrincipalElement } from '../document.js';

/** Context key → its value; a list is a key with several values. Key names ignore case. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

/**
 * What is asked of AWS.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-reqcontext.html
 */
export interface AuthorizationRequest {
  /** ARN of the caller; with web identity, of the OIDC provider; a service's name for a service. */
  readonly principal: string;
  /** Such as `s3:GetObject`. */
  readonly action: string;
  /** An ARN, or `*` for actions without a resource. */
  readonly resource: string;
  readonly context: RequestContext;
}

/** A policy under the name by which explanations call it. */
export interface NamedPolicy {
  readonly name: string;
  readonly document: PolicyDocument;
}

/** What a policy is attached to, which decides what it can do. */
export type PolicyKind = 'identity' | 'boundary' | 'session' | 'trust' | 'resource';

/** The policies that decide: what a principal may do, who may assume a role, or who may use a resource. */
export type PolicySet =
  | { readonly kind: 'identity'; readonly identity: readonly NamedPolicy[]; readonly boundary?: NamedPolicy }
  | { readonly kind: 'trust'; readonly trust: NamedPolicy }
  | { readonly kind: 'resource'; readonly resource: NamedPolicy };

/** How one value of a policy did against the request. */
export interface ValueTrace {
  /** As the policy spells it. */
  readonly value: string;
  /** With its variables filled in, where it has any. */
  readonly resolved?: string;
  /** Variables that have no value in this request: the value then matches nothing. */
  readonly unresolved?: readonly string[];
  readonly matched: boolean;
  /** AWS does not say whether it matches: an ARN that breaks off, or what the operator cannot compare. */
  readonly open?: boolean;
}

/** Whether Action, Resource or Principal (or its negation) covers the request, and why. */
export interface ElementTrace {
  readonly element: ListElement['element'] | PrincipalElement['element'];
  /** Whether it certainly covers the request. */
  readonly covers: boolean;
  /** Whether AWS leaves open that it covers the request. */
  readonly open: boolean;
  readonly values: readonly ValueTrace[];
  readonly explanation: string;
}

/** How a condition came out: met where it matched, or where its operator takes the lack of a key or of values for a match. */
export type ConditionCode =
  | 'matched'
  | 'not-matched'
  | 'key-missing'
  | 'key-missing-accepted'
  | 'no-values'
  | 'no-values-accepted'
  | OpenConditionCode;

/** What AWS's guide does not decide, or decides in two ways. */
export type OpenConditionCode = 'several-values' | 'unresolved' | 'not-comparable' | 'no-policy-values';

/** Whether one key under one operator is met, and why. */
export interface ConditionTrace {
  readonly operator: ConditionEntry['operator'];
  readonly key: string;
  readonly path: FieldPath;
  readonly policyValues: readonly ValueTrace[];
  /** Undefined when the request has no such key. */
  readonly contextValues: readonly string[] | undefined;
  /** Whether it is certainly met. */
  readonly met: boolean;
  /** Whether AWS leaves open that it is met. */
  readonly open: boolean;
  readonly code: ConditionCode;
  readonly explanation: string;
}

/** What kept a statement from applying, if anything did. */
export type StatementCode =
  | 'applies'
  | 'action-not-covered'
  | 'resource-not-covered'
  | 'principal-not-covered'
  | 'condition-not-met'
  | 'left-open';

/** Why one statement applies to the request or does not. */
export interface StatementTrace {
  readonly policy: { readonly kind: PolicyKind; readonly name: string };
  readonly index: number;
  readonly path: FieldPath;
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  /** What AWS leaves open counts against the request: a Deny then applies, an Allow does not. */
  readonly applies: boolean;
  /** The first thing that kept it from applying, or that AWS leaves it open. */
  readonly code: StatementCode;
  readonly explanation: string;
  readonly action: ElementTrace;
  readonly resource: ElementTrace | undefined;
  readonly principal: ElementTrace | undefined;
  readonly conditions: readonly ConditionTrace[];
}

/** What a decision rests on; `beyond-policies` where no policy has a say, as for `sts:GetCallerIdentity`. */
export type DecisionCode =
  | 'allowed'
  | 'beyond-policies'
  | 'denied-by-statement'
  | 'not-allowed-by-identity'
  | 'not-allowed-by-boundary'
  | 'not-allowed-by-trust'
  | 'not-allowed-by-resource';

/** The outcome with its grounds; everything that is not allowed is denied. */
export interface Decision {
  readonly decision: 'allow' | 'implicitDeny' | 'explicitDeny';
  readonly code: DecisionCode;
  /** Sentences, the most telling first. */
  readonly reasons: readonly string[];
  /** The statements that brought it about; none when nothing applies. */
  readonly deciding: readonly StatementTrace[];
  /** Every statement of every policy, in the order given. */
  readonly statements: readonly StatementTrace[];
}
