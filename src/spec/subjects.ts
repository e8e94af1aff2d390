import { isPattern } from '../kubernetes/names.js';

/** A service account that may have a role, or a pattern of them: `*` and `?` in either name. */
export interface Subject {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** `<namespace>/<service account>`, as kubectl and eksctl print it. */
export function accountKey({ namespace, serviceAccount }: Subject): string {
  return `${namespace}/${serviceAccount}`;
}

/** Whether namespace and service account are a pattern of service accounts rather than one of them. */
export function isSubjectPattern({ namespace, serviceAccount }: Subject): boolean {
  return isPattern(namespace) || isPattern(serviceAccount);
}
