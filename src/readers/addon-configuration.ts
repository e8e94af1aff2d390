import type { Node } from './node.js';
import { isNull, isString } from './node-access.js';

/** Whether the configuration of an EKS add-on, JSON or YAML in a string, may say what its service accounts are called. */
export function namesServiceAccount(configuration: Node | undefined): boolean {
  if (configuration === undefined || isNull(configuration)) return false;
  return !isString(configuration) || /serviceAccount/i.test(configuration.value);
}
