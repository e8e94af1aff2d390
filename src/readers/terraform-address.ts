import type { Fact } from './facts.js';

/** The address of a Terraform object: `module.a["x"].aws_iam_role.this`. */
export function addressOf({ id, scope }: Fact): string {
  return id.slice(`terraform:${scope}:`.length);
}
