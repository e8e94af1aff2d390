import type { ParameterName } from '../catalog/parameters.js';

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
