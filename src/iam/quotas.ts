/**
 * A limit on IAM objects: what every account has, and what AWS grants on request.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export interface Quota {
  readonly name: string;
  readonly byDefault: number;
  /** Equal to the default where AWS does not raise it. */
  readonly atMost: number;
}

/** Characters of a managed policy without white space; AWS does not raise it. */
export const MANAGED_POLICY_SIZE: Quota = {
  name: 'characters in a managed policy',
  byDefault: 6144,
  atMost: 6144,
};

/** Characters of all inline policies of a role together, without white space; AWS does not raise it. */
export const INLINE_POLICIES_SIZE: Quota = {
  name: 'characters in the inline policies of a role',
  byDefault: 10_240,
  atMost: 10_240,
};

/** Characters of a role's trust policy without white space (`ACLSizePerRole`). */
export const TRUST_POLICY_SIZE: Quota = {
  name: 'characters in a trust policy',
  byDefault: 2048,
  atMost: 8192,
};

/**
 * Characters of a session policy, white space included; AWS does not raise it, and packs it into less still.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (`Policy`)
 */
export const SESSION_POLICY_SIZE: Quota = {
  name: 'characters in a session policy',
  byDefault: 2048,
  atMost: 2048,
};

/** Managed policies attached to a role (`PoliciesPerRole`). */
export const POLICIES_PER_ROLE: Quota = { name: 'managed policies on a role', byDefault: 10, atMost: 25 };

/** Tags on a role, a policy or a provider; AWS does not raise it. */
export const TAGS_PER_RESOURCE: Quota = { name: 'tags on a resource', byDefault: 50, atMost: 50 };

/** How an amount stands to a quota: `raise` needs a request to AWS, `exceeded` is beyond any. */
export function compareWithQuota(amount: number, quota: Quota): 'within' | 'raise' | 'exceeded' {
  if (amount <= quota.byDefault) return 'within';
  return amount <= quota.atMost ? 'raise' : 'exceeded';
}

/** How many characters of a policy document IAM counts: all but white space. */
export function countCharacters(document: unknown): number {
  return JSON.stringify(document).replace(/\s/g, '').length;
}
