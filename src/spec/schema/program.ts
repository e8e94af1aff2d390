import * as v from 'valibot';
import { PARAMETERS, PROGRAMS } from '../../catalog/index.js';
import { kindOf } from '../../grants/index.js';
import { choice, later, list, object, text } from '../../schema/field.js';
import type { WithInput } from '../program-input.js';
import { entryFields } from './grants.js';

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
export const withSchema = later(() =>
  object(
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
  ),
) as unknown as v.GenericSchema<WithInput>;

function bucketSchema(): v.GenericSchema {
  const kind = kindOf('buckets');
  return object('A bucket that the program uses.', kind === undefined ? {} : entryFields(kind));
}
