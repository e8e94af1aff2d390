/**
 * Names of the parameters that AWS publishes, such as ids of AMIs; their ARNs have no account:
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html (2026-11)
 */
const PUBLIC = /^\/aws\/service(?:\/|$)/;

export function isPublicParameter(name: string): boolean {
  return PUBLIC.test(name);
}
