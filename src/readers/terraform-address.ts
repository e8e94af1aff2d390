import type { Fact, TerraformObjectFact } from './facts.js';

/** The address of a Terraform object: `module.a["x"].aws_iam_role.this`. */
export function addressOf({ id, scope }: Fact): string {
  return id.slice(`terraform:${scope}:`.length);
}

/** Why an object of `terraformNotMade` makes nothing: words that end a sentence about what it would make. */
export function whyNotMade({ address, place }: TerraformObjectFact): string {
  return `since the count or for_each of ${address}, ${place.file}:${place.line}, makes none`;
}
