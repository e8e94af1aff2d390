import * as v from 'valibot';
import { checkTagKey, checkTagValue } from '../iam/names.js';
import { line, list, map, object, text, version } from '../schema/field.js';
import { clusterSchema } from './schema/cluster.js';
import { identitySchema } from './schema/identity.js';
import { terraformSchema } from './schema/terraform.js';
import { workloadSchema } from './schema/workload.js';

/** What users may write: every field with its type and grammar; what they mean together is in `constraints`. */
export const specSchema = object('What irsa-forge generates from.', {
  version: version(1, {
    description: 'The version of this format.',
    help: 'write version: 1, without quotes; for a file of a later version update irsa-forge',
  }),
  extends: v.optional(
    line({
      description:
        'A file that comes first, relative to this one, over which this one lies: maps are joined, lists of things with a name by that, null takes away.',
      examples: ['../base/irsa.yaml'],
    }),
  ),
  standard: v.optional(
    line({
      description: "The platform team's standard: a folder relative to this file, or an npm package.",
      examples: ['./platform'],
    }),
  ),
  cluster: clusterSchema,
  identity: v.optional(identitySchema),
  terraform: v.optional(terraformSchema),
  tags: v.optional(
    map(
      text({ description: "A tag's key.", noun: 'a tag key', check: checkTagKey }),
      text({ description: "A tag's value.", noun: 'a tag value', check: checkTagValue }),
      { description: 'Tags of every AWS resource that takes tags.', examples: [{ team: 'web' }] },
    ),
  ),
  workloads: list(workloadSchema, {
    description: 'What runs on the cluster, and what it may do; at least one workload.',
    atLeastOne: 'give at least one, with name, namespace and serviceAccount',
  }),
});

/** A spec as users write it, its shape already checked. */
export type SpecInput = v.InferInput<typeof specSchema>;
