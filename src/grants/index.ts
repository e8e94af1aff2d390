import { buckets } from './buckets.js';
import { databases } from './databases.js';
import { deliveryStreams } from './delivery-streams.js';
import { eventBuses } from './event-buses.js';
import { fileSystems } from './file-systems.js';
import { functions } from './functions.js';
import { keys } from './keys.js';
import type { GrantEntry, GrantKind } from './kind.js';
import { logGroups } from './log-groups.js';
import { metrics } from './metrics.js';
import { models } from './models.js';
import { parameters } from './parameters.js';
import { queues } from './queues.js';
import { roles } from './roles.js';
import { secrets } from './secrets.js';
import { stateMachines } from './state-machines.js';
import { streams } from './streams.js';
import { tables } from './tables.js';
import { topics } from './topics.js';

/** Every kind of thing that a workload may be given access to, in the order in which people are offered them. */
const KINDS = [
  buckets,
  queues,
  topics,
  tables,
  secrets,
  parameters,
  keys,
  streams,
  deliveryStreams,
  eventBuses,
  stateMachines,
  functions,
  models,
  databases,
  logGroups,
  metrics,
  roles,
  fileSystems,
] as const;

/** A field of a workload that holds grants. */
export type GrantField = (typeof KINDS)[number]['field'];

/** What a workload is given, by kind. */
export type Grants = { readonly [F in GrantField]: readonly GrantEntry[] };

/** The registry: whatever is to be said or done for each kind goes through it. */
export const GRANT_KINDS: readonly GrantKind<GrantField>[] = KINDS;

/** The kind that a role is of which another role goes on to. */
export const ROLES: GrantKind<GrantField> = roles;

/** The kind of a field, if the field holds grants. */
export function kindOf(field: unknown): GrantKind<GrantField> | undefined {
  return GRANT_KINDS.find((kind) => kind.field === field);
}

/** The kinds that something is given of, with the entries. */
export function grantsOf(
  grants: Grants,
): readonly { readonly kind: GrantKind<GrantField>; readonly entries: readonly GrantEntry[] }[] {
  return GRANT_KINDS.flatMap((kind) => {
    const entries = grants[kind.field];
    return entries.length === 0 ? [] : [{ kind, entries }];
  });
}

export { accessWords, accessWordsOf, expandWords, sayWords } from './access.js';
export type { Command, GrantEntry, GrantKind, Home, Probe, Thing, Word } from './kind.js';
export { accountOfThing, type ForeignThing, foreignThings, mustLetIn, wordsAcross } from './other-side.js';
export { grantStatements } from './statements.js';
export { textOf } from './text.js';
export { labelOf, mainArn, thingNamed, thingOf } from './thing.js';
