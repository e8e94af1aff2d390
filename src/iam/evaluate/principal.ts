import { parseIamArn, splitArn } from '../../aws/arns.js';
import type { PrincipalElement, PrincipalIdentifier } from '../document.js';
import { traceElement } from './element.js';
import type { ElementTrace } from './types.js';

/**
 * Whether Principal or NotPrincipal of a trust policy covers the caller.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function evaluatePrincipal(element: PrincipalElement, caller: string): ElementTrace {
  const values = element.identifiers.map((identifier) => ({
    value: identifier.type === 'Everyone' ? '*' : `${identifier.type}: ${identifier.value}`,
    matched: isNamed(identifier, caller),
  }));
  return traceElement(element, values, caller);
}

/** No part of a name may be a wildcard; a lone asterisk is everybody, or everybody of its type. */
function isNamed({ type, value }: PrincipalIdentifier, caller: string): boolean {
  switch (type) {
    case 'Everyone':
      return true;
    case 'AWS':
      return (
        value === '*' ||
        isSameAwsPrincipal(value, caller) ||
        isAccountOf(value, caller) ||
        isRoleOf(value, caller)
      );
    case 'Federated':
      return isFederated(caller) && (value === '*' || value === caller);
    case 'Service':
      return value === caller || (value === '*' && isService(caller));
    case 'CanonicalUser':
      return value === caller;
  }
}

/** A provider's ARN under `AWS` names nobody: whoever comes through a provider is `Federated`. */
function isSameAwsPrincipal(value: string, caller: string): boolean {
  return value === caller && !isProvider(caller);
}

interface CallerArn {
  readonly partition: string;
  readonly account: string;
  readonly resource: string;
}

/** The ARN of a caller that belongs to an account: a root user, user, role or session, but no provider. */
function parseCaller(text: string): CallerArn | undefined {
  const [arn, partition = '', service = '', , account = '', resource = ''] = splitArn(text);
  if (arn !== 'arn' || !['iam', 'sts'].includes(service) || isProvider(text)) return undefined;
  return { partition, account, resource };
}

/** An account, by its id or its root's ARN, stands for every principal in it. */
function isAccountOf(value: string, caller: string): boolean {
  const arn = parseCaller(caller);
  if (arn === undefined || arn.account === '') return false;
  return value === arn.account || value === `arn:${arn.partition}:iam::${arn.account}:root`;
}

/** A role stands for its sessions, whose ARN leaves the role's path out. */
function isRoleOf(value: string, caller: string): boolean {
  const role = parseCaller(value);
  const session = parseCaller(caller);
  const roleName = /^role\/(?:.*\/)?([^/]+)$/.exec(role?.resource ?? '')?.[1];
  const sessionRole = /^assumed-role\/([^/]+)\/[^/]+$/.exec(session?.resource ?? '')?.[1];
  if (role === undefined || session === undefined || roleName === undefined) return false;
  return roleName === sessionRole && role.account === session.account && role.partition === session.partition;
}

function isProvider(caller: string): boolean {
  return /^(?:oidc|saml)-provider$/.test(parseIamArn(caller)?.kind ?? '');
}

/** A provider by its ARN, or one that AWS knows by its domain, such as `accounts.google.com`. */
function isFederated(caller: string): boolean {
  return isProvider(caller) || isService(caller);
}

function isService(caller: string): boolean {
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(caller);
}
