import { usesPodIdentity } from '../spec/mechanism.js';
import { associationsOf } from './associations.js';
import type { AccessModel } from './types.js';

/** The lowest AWS provider that takes the output, and what needs it. */
export interface ProviderBound {
  readonly version: string;
  readonly reason: string;
}

/** The first major version that the output was not written for. */
const PROVIDER_UPPER_BOUND = '7.0';

/**
 * Lower bounds from the provider's changelog: https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md
 * (`thumbprint_list` became optional in 5.81.0; Pod Identity associations came with 5.29.0, their `target_role_arn` and
 * `disable_session_tags` with 6.2.0, their `policy` with 6.57.1).
 */
export function providerBound(model: AccessModel): ProviderBound {
  const sessions = model.roles
    .filter(({ owner }) => owner === 'terraform')
    .flatMap((role) => associationsOf(role, model).flatMap(({ subject }) => subject.session ?? []));
  if (sessions.some(({ policy }) => policy.length > 0))
    return { version: '6.57.1', reason: 'session policies of associations need the AWS provider 6.57.1' };
  if (sessions.length > 0)
    return {
      version: '6.2',
      reason: 'target roles and session tags of associations need the AWS provider 6.2',
    };
  if (model.oidcProvider?.owner === 'terraform') {
    return { version: '5.81', reason: 'an OIDC provider without thumbprints needs the AWS provider 5.81' };
  }
  if (model.roles.some((role) => role.owner === 'terraform' && usesPodIdentity(role.mechanism))) {
    return { version: '5.29', reason: 'Pod Identity associations need the AWS provider 5.29' };
  }
  return { version: '5.0', reason: 'the output is written for the AWS provider 5' };
}

/** The constraint that the output carries. */
export function providerConstraint(model: AccessModel): string {
  return (
    model.spec.terraform.awsProviderVersion ?? `>= ${providerBound(model).version}, < ${PROVIDER_UPPER_BOUND}`
  );
}

/** Whether one of the lower bounds that a constraint states is at least `version`; without any there is none to judge. */
export function satisfiesBound(constraint: string, version: string): boolean {
  const bounds = constraint
    .split(',')
    .flatMap((term) => /^\s*(?:>=|>|~>|=)?\s*([\d.]+)\s*$/.exec(term)?.[1] ?? []);
  return bounds.length === 0 || bounds.some((bound) => isAtLeast(bound, version));
}

function isAtLeast(a: string, b: string): boolean {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
