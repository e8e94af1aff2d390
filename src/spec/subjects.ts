import { isPattern } from '../kubernetes/names.js';

/** Whether namespace and service account are a pattern of service accounts rather than one of them. */
export function isSubjectPattern({
  namespace,
  serviceAccount,
}: {
  readonly namespace: string;
  readonly serviceAccount: string;
}): boolean {
  return isPattern(namespace) || isPattern(serviceAccount);
}
