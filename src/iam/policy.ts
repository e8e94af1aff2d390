import { mapSorted } from '../collections.js';

/** Condition operator → condition key → values, as IAM spells it. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** What may be done with which resources; without a Sid, one is made for it. */
export interface AllowStatement {
  readonly sid?: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: Conditions;
}

/** A statement of an identity policy. */
export interface PermissionStatement extends AllowStatement {
  /** `[0-9A-Za-z]*`, unique in its policy. */
  readonly sid: string;
  readonly effect: 'Allow' | 'Deny';
}

/** A statement of a role's trust policy: who may assume the role. */
export interface TrustStatement {
  readonly principal: { readonly type: 'Federated' | 'Service'; readonly identifier: string };
  readonly actions: readonly string[];
  readonly conditions: Conditions;
}

/** A statement of a resource's own policy, or of another role's trust policy: what a role of this account may do. */
export interface ResourceStatement extends PermissionStatement {
  /** The ARN of the role. */
  readonly principal: string;
}

/** IAM's JSON: one value as a string, several as a list. */
export type JsonStatement = Readonly<Record<string, unknown>>;

/** A policy document as IAM reads it. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export interface JsonPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly JsonStatement[];
}

/** The permissions policy as IAM's JSON. */
export function permissionsDocument(statements: readonly PermissionStatement[]): JsonPolicy {
  return {
    Version: '2012-10-17',
    Statement: statements.map(({ sid, effect, actions, resources, conditions }) => ({
      Sid: sid,
      Effect: effect,
      Action: oneOrMany(actions),
      Resource: oneOrMany(resources),
      ...conditionElement(conditions),
    })),
  };
}

/** The trust policy as IAM's JSON. */
export function trustDocument(statements: readonly TrustStatement[]): JsonPolicy {
  return {
    Version: '2012-10-17',
    Statement: statements.map(({ principal, actions, conditions }) => ({
      Effect: 'Allow',
      Principal: { [principal.type]: principal.identifier },
      Action: oneOrMany(actions),
      ...conditionElement(conditions),
    })),
  };
}

/** Statements of a resource's own policy as IAM's JSON; those of a trust policy name no resource. */
export function resourceDocument(statements: readonly ResourceStatement[]): JsonPolicy {
  return {
    Version: '2012-10-17',
    Statement: statements.map(({ sid, effect, principal, actions, resources, conditions }) => ({
      Sid: sid,
      Effect: effect,
      Principal: { AWS: principal },
      Action: oneOrMany(actions),
      ...(resources.length === 0 ? {} : { Resource: oneOrMany(resources) }),
      ...conditionElement(conditions),
    })),
  };
}

function conditionElement(conditions: Conditions): { readonly Condition?: unknown } {
  if (Object.keys(conditions).length === 0) return {};
  return { Condition: mapSorted(conditions, (keys) => mapSorted(keys, oneOrMany)) };
}

function oneOrMany(values: readonly string[]): string | readonly string[] {
  return values.length === 1 ? (values[0] as string) : values;
}
