import * as v from 'valibot';
import { PARAMETERS, type ParameterName, PROGRAMS } from '../../catalog/index.js';
import { kindOf } from '../../grants/index.js';
import { choice, list, object, text } from '../../schema/field.js';
import { entryFields } from './grants.js';

/** A bucket of a program as users write it: as in `buckets`, without `access`. */
export interface ProgramBucketInput {
  readonly name?: string;
  readonly arn?: string;
  readonly prefix?: string;
  readonly kmsKeyArn?: string;
  readonly region?: string;
  readonly accountId?: string;
}

/** What `with` may hold. */
export type WithInput = {
  readonly [N in ParameterName]?: string | readonly string[] | readonly ProgramBucketInput[] | undefined;
};

/** The schema of `workloads[].uses`. */
export const usesSchema = choice(
  PROGRAMS.map(({ name }) => name),
  {
    description:
      'A well-known program of the catalogue (irsa-forge catalog): gives name, namespace, serviceAccount and what it may do, as far as they are left out.',
    examples: ['external-dns'],
  },
);

/** The schema of `workloads[].with`: what any program takes; which of them this one takes is a constraint. */
export const withSchema = object(
  'The parameters of the program that uses names.',
  Object.fromEntries(
    Object.entries(PARAMETERS).map(([name, { type, field }]) => [
      name,
      v.optional(
        type === 'string'
          ? text(field)
          : list<unknown>(type === 'list of buckets' ? bucketSchema() : text(field), {
              description: field.description,
              atLeastOne: 'give at least one, or leave it out',
            }),
      ),
    ]),
  ),
) as unknown as v.GenericSchema<WithInput>;

function bucketSchema(): v.GenericSchema {
  const kind = kindOf('buckets');
  return object('A bucket that the program uses.', kind === undefined ? {} : entryFields(kind));
}
