import { permissionsDocument } from '../iam/policy.js';
import type { PodSession } from './types.js';

/** The policy of a session as EKS takes it: JSON in one line, since white space counts; undefined where there is none. */
export function sessionPolicyText({ policy }: PodSession): string | undefined {
  return policy.length === 0 ? undefined : JSON.stringify(permissionsDocument(policy));
}
