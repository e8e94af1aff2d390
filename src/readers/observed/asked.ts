import { parseIamArn } from '../../aws/arns.js';
import type { MutableInventory } from '../inventory.js';
import { commandOf, optionOf, type SnapshotCall, whyNotKnown } from '../snapshot-index.js';
import { filesOf } from './snapshot.js';

/** What was asked for, where a snapshot has the answer: it says what the answer does not. */
export interface Asked {
  readonly call: SnapshotCall;
  /** All calls of the snapshot. */
  readonly calls: readonly SnapshotCall[];
  readonly account: string;
  readonly region: string;
}

/** What each file of the snapshots answers. */
export function askedByFile({ snapshots }: MutableInventory): ReadonlyMap<string, Asked> {
  return new Map(
    snapshots.flatMap(({ folder, calls, account, region }) =>
      calls.flatMap((call) =>
        filesOf(folder, call).map((file) => [file, { call, calls, account, region }] as const),
      ),
    ),
  );
}

/** The value of an option of the call. */
export const optionIn = (asked: Asked | undefined, name: string) =>
  asked === undefined ? undefined : optionOf(asked.call, name);

/** The call of a command with these options, in the snapshot that an answer is from. */
export function callWith(
  asked: Asked | undefined,
  command: string,
  options: Readonly<Record<string, string>>,
): SnapshotCall | undefined {
  const wanted = Object.entries(options);
  return asked?.calls.find(
    (call) => commandOf(call) === command && wanted.every(([name, value]) => optionOf(call, name) === value),
  );
}

/** Whether a snapshot has every policy of a role that is asked for by itself. */
export function tellsAll(asked: Asked): boolean {
  const role = { 'role-name': optionIn(asked, 'role-name') ?? '' };
  return ['iam list-attached-role-policies', 'iam list-role-policies'].every(
    (command) => callWith(asked, command, role)?.outcome === 'answered',
  );
}

/** Why the document of a managed policy is not known; those of AWS's own are known anyway. */
export function whyHidden(asked: Asked, arn: string): string | undefined {
  if (parseIamArn(arn)?.accountId === 'aws') return undefined;
  const found = ['iam get-policy', 'iam get-policy-version'].flatMap(
    (command) => callWith(asked, command, { 'policy-arn': arn }) ?? [],
  );
  return found.flatMap((call) => whyNotKnown(call) ?? [])[0];
}
