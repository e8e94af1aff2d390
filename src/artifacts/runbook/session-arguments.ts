import { sessionPolicyText } from '../../model/session-policy.js';
import type { RoleSubject } from '../../model/types.js';

/** What `aws eks create-pod-identity-association` takes for the sessions of a service account, as words. */
export function sessionArguments({ session }: RoleSubject): readonly string[] {
  if (session === undefined) return [];
  const { targetRoleArn, tagged } = session;
  const policy = sessionPolicyText(session);
  return [
    ...(targetRoleArn === undefined ? [] : ['--target-role-arn', targetRoleArn]),
    ...(tagged ? [] : ['--disable-session-tags']),
    ...(policy === undefined ? [] : ['--policy', policy]),
  ];
}
