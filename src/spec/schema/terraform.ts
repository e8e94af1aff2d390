import * as v from 'valibot';
import { choice, line, map, number, object, text } from '../../schema/field.js';
import { only } from '../../schema/need.js';
import { oneOf } from '../../text/nearest.js';
import { TERRAFORM_DEFAULTS } from '../built-in.js';
import { IN_ROOT_MODULE } from './needs.js';

/** The words of `syntax`. */
const SYNTAXES = ['hcl', 'json', 'both'] as const;
/** The words of `layout`. */
const LAYOUTS = ['root', 'module'] as const;

/** Terraform's backends (1.15); OpenTofu's are the same. */
const BACKENDS = [
  's3',
  'azurerm',
  'consul',
  'cos',
  'gcs',
  'http',
  'kubernetes',
  'local',
  'oci',
  'oss',
  'pg',
  'remote',
] as const;

const backendKey = text({
  description: "An argument's name.",
  noun: 'an argument of a backend',
  check: (key) =>
    /^[a-z][a-z0-9_]*$/.test(key) ? undefined : 'use lowercase letters, digits and underscores',
  pattern: /^[a-z][a-z0-9_]*$/,
});

const backendValue = v.union([line({ description: "An argument's value." }), number(), v.boolean()]);

const COMPARISON = /^\s*(?:(?:=|!=|>=|<=|>|<|~>)\s*)?\d+(?:\.\d+){0,2}(?:-[0-9A-Za-z.-]+)?\s*$/;

function checkVersionConstraint(constraint: string): string | undefined {
  if (constraint.split(',').every((part) => COMPARISON.test(part))) return undefined;
  return 'use comparisons with versions, separated by commas, such as ">= 5.0, < 7.0"';
}

/** The schema of `terraform`. */
export const terraformSchema = object('What the Terraform configuration looks like.', {
  syntax: v.optional(
    choice(SYNTAXES, {
      description: 'HCL, JSON, or both: two views of the same roles, of which you apply one.',
    }),
    TERRAFORM_DEFAULTS.syntax,
  ),
  layout: v.optional(
    choice(LAYOUTS, { description: 'A root module with a provider block, or a module to be called.' }),
    TERRAFORM_DEFAULTS.layout,
  ),
  backend: only(
    [IN_ROOT_MODULE],
    v.optional(
      object('Where Terraform keeps its state.', {
        type: text({
          description: "The backend's type.",
          examples: ['s3'],
          noun: 'a Terraform backend',
          check: (type) =>
            (BACKENDS as readonly string[]).includes(type) ? undefined : oneOf(type, BACKENDS),
          pattern: new RegExp(`^(?:${BACKENDS.join('|')})$`),
        }),
        config: v.optional(
          map(backendKey, backendValue, {
            description:
              "The backend's arguments; no secrets. A bucket of S3 without a key gets one, after cluster and first workload.",
          }),
        ),
      }),
    ),
  ),
  awsProviderVersion: v.optional(
    text({
      description: 'The version constraint of the AWS provider; absent: follows from what is written.',
      examples: ['>= 5.0, < 7.0'],
      noun: 'a version constraint',
      check: checkVersionConstraint,
    }),
  ),
});
