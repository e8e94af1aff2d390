import { splitArn } from '../../aws/arns.js';
import type { AuthorizationRequest } from './types.js';

/** An outcome that no policy changes. */
export interface BeyondPolicies {
  readonly allowed: boolean;
  readonly reason: string;
}

/**
 * Actions of STS that policies neither give nor take.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html
 */
export function decideBeyondPolicies({
  principal,
  action,
}: Pick<AuthorizationRequest, 'principal' | 'action'>): BeyondPolicies | undefined {
  const name = action.toLowerCase();
  if (name === 'sts:getcalleridentity')
    return { allowed: true, reason: `${action} needs no permission, and no policy can deny it` };
  if (name !== 'sts:getsessiontoken' && name !== 'sts:getfederationtoken') return undefined;
  const caller = splitArn(principal)[5] ?? '';
  if (/^(?:role|assumed-role)\//.test(caller))
    return {
      allowed: false,
      reason: `${action} takes the long-term credentials of users alone, never a role`,
    };
  if (name === 'sts:getsessiontoken' && (caller === 'root' || caller.startsWith('user/')))
    return { allowed: true, reason: `${action} authenticates a user: no policy gives or denies it` };
  return undefined;
}
