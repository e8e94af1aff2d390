import { parseArn } from '../aws/arns.js';
import { groupBy } from '../collections.js';
import { quote } from '../text/quote.js';
import { keys } from './keys.js';
import type { Draft, GrantEntry, GrantKind, Home, Thing } from './kind.js';
import { grantStatements, keyStatements } from './statements.js';
import { textOf } from './text.js';
import { mainArn, thingOf } from './thing.js';

type Given = { readonly kind: GrantKind; readonly entries: readonly GrantEntry[] };

/** A thing of another account than the role's, with what its own policy must let the role do. */
export interface ForeignThing {
  readonly kind: GrantKind;
  readonly thing: Thing;
  /** Of the thing itself. */
  readonly arn: string;
  readonly accountId: string;
  readonly drafts: readonly Draft[];
}

/**
 * The account of the thing that an entry names; undefined where nothing tells it, as with the bare name of a bucket: it is
 * then taken for one of the role's account.
 */
export function accountOfThing(kind: GrantKind, entry: GrantEntry, home: Home): string | undefined {
  const thing = thingOf(kind, entry, home);
  const stated = textOf(entry, 'accountId') ?? kind.accountIn?.(thing.names);
  if (stated !== undefined || kind.arn?.without?.includes('accountId') === true) return stated;
  return kind.arn === undefined ? undefined : thing.accountId;
}

/** What the other account must add for a thing of its own, or for the key of one. */
export function mustLetIn(
  { noun, policy }: { readonly noun: string; readonly policy: string },
  account: string,
  own: string,
): { readonly message: string; readonly help: string } {
  return {
    message: `the ${noun} is in ${quote(account)}, another account than the workload's role`,
    help: `the ${policy} must let ${own} in as well: other-accounts/${account}/ has the statements to add`,
  };
}

/** The words of an entry that the thing's own policy can give to another account. */
export function wordsAcross({ ownPolicy }: GrantKind, { access }: GrantEntry): readonly string[] {
  return ownPolicy === undefined ? [] : access.filter((word) => ownPolicy.within?.[word] === undefined);
}

/** What the policies of things and keys of other accounts than `own`, the role's, must say for these grants. */
export function foreignThings(given: readonly Given[], home: Home, own: string): readonly ForeignThing[] {
  const across = given.flatMap(({ kind, entries }) =>
    entries.flatMap((entry) => {
      const accountId = accountOfThing(kind, entry, home);
      const thing = thingOf(kind, entry, home);
      const arn = mainArn(kind, thing);
      const access = wordsAcross(kind, entry);
      if (accountId === undefined || accountId === own || arn === undefined || access.length === 0) return [];
      return [{ kind, thing, arn, accountId, entry: { ...withoutKey(entry), access } }];
    }),
  );
  const things = [...groupBy(across, ({ accountId, arn }) => `${accountId} ${arn}`).values()].flatMap(
    (same) =>
      same.slice(0, 1).map(({ entry: _, ...first }) => ({
        ...first,
        drafts: grantStatements([{ kind: first.kind, entries: same.map(({ entry }) => entry) }], home),
      })),
  );
  return [...things, ...foreignKeys(given, home, own)];
}

function foreignKeys(given: readonly Given[], home: Home, own: string): readonly ForeignThing[] {
  const used = given.flatMap(({ kind, entries }) => entries.map((entry) => ({ kind, entry })));
  const byKey = groupBy(used, ({ entry }) => textOf(entry, 'kmsKeyArn'));
  return [...byKey].flatMap(([arn, users]) => {
    const accountId = arn === undefined ? undefined : parseArn(arn)?.accountId;
    if (arn === undefined || accountId === undefined || accountId === own) return [];
    const drafts = keyStatements(
      users.map(({ kind, entry }) => ({ kind, entries: [entry] })),
      home,
    );
    return drafts.length === 0
      ? []
      : [{ kind: keys, thing: thingOf(keys, { arn, access: [] }, home), arn, accountId, drafts }];
  });
}

function withoutKey({ kmsKeyArn: _, ...entry }: GrantEntry): GrantEntry {
  return entry;
}
