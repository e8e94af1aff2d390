import { isRoleArn } from './assume-role.js';
import type { Caller } from './caller.js';
import { trustedProviders } from './issuers.js';
import { readPolicy } from './policy.js';
import { providerLink } from './provider.js';
import { webIdentityTrust } from './trust.js';
import type { ChainLink, Question } from './types.js';
import { findRole, type World } from './world.js';

/** Whether a question is about a role that the pod's own token may assume: IAM asks for no permission then. */
export function isWebIdentity({ action, resource }: Question): boolean {
  return action.toLowerCase() === 'sts:assumerolewithwebidentity' && isRoleArn(resource);
}

/**
 * What the role's trust policy says to the token.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export function webIdentityLinks(
  world: World,
  { token }: Caller,
  { resource }: Question,
): readonly ChainLink[] {
  const role = findRole(world, resource, undefined)?.role;
  const unknown = (reason: string): readonly ChainLink[] => [{ kind: 'trust', status: 'unknown', reason }];
  if (role?.trust === undefined)
    return unknown(`the trust policy of ${resource} decides, and is not in the files`);
  if (token === undefined)
    return unknown('the token of the pod is for EKS Pod Identity: whether it has another one is not known');
  const trust = readPolicy(role.trust, 'the trust policy', 'trust', world.texts);
  const trusted = trustedProviders(trust, token.subject);
  return [providerLink(world, role, token, trusted), webIdentityTrust(world, role, trust, token, trusted)];
}
