import { parseArn } from '../../aws/arns.js';
import { groupBy, sortedUnique } from '../../collections.js';
import { mainArn } from '../../grants/index.js';
import { isRoleArn } from '../assume-role.js';
import { isWhole } from '../known-text.js';
import { accountOfResource } from '../other-account.js';
import { policiesOfResource } from '../resource-policies.js';
import type { Question } from '../types.js';
import type { World } from '../world.js';
import type { Scope } from './scopes.js';
import { wholeOf } from './touch.js';
import type { MatrixRow } from './types.js';

/** A word's question about one action on one resource. */
export type Asked = Pick<Question, 'action' | 'resource' | 'context'>;

/** What must be allowed of a thing for a word to be. */
export function questionsOf({ kind, thing }: Pick<Scope, 'kind' | 'thing'>, word: string): readonly Asked[] {
  return Object.entries(kind.words[word]?.on ?? {}).flatMap(([name, actions]) => {
    const context = kind.resources[name]?.keys?.(thing);
    const more = context === undefined ? {} : { context };
    return (kind.resources[name]?.arns(thing) ?? []).flatMap((resource) =>
      actions.map((action) => ({ action, resource, ...more })),
    );
  });
}

/** A thing with all that the rows of all service accounts share. */
export interface Prepared extends Scope {
  readonly row: Pick<MatrixRow, 'kind' | 'resource' | 'arn'>;
  /** Whether the files tell all of its name. */
  readonly known: boolean;
  readonly whole: string;
  /** Its kind and account. */
  readonly place: string;
  /** Whether more than the role's own policies may tell it from others of its kind. */
  readonly special: boolean;
  readonly questions: Readonly<Record<string, readonly Asked[]>>;
  /** What it may be asked for by. */
  readonly texts: readonly string[];
}

export function prepare(world: World, scope: Scope): Prepared {
  const { kind, thing, label } = scope;
  const questions = Object.fromEntries(
    Object.keys(kind.words).map((word) => [word, questionsOf(scope, word)]),
  );
  const arns = sortedUnique(Object.values(questions).flatMap((all) => all.map(({ resource }) => resource)));
  const arn = mainArn(kind, thing);
  const shown = world.texts.shown(label);
  return {
    ...{ ...scope, questions },
    row: { kind: kind.field, resource: shown, ...(arn === undefined ? {} : { arn: world.texts.shown(arn) }) },
    known: isWhole(label),
    whole: wholeOf(kind, thing),
    place: JSON.stringify([kind.field, thing.partition, thing.accountId]),
    special: arns.some((each) => isSpecial(world, each)),
    texts: [shown, ...arns.filter((each) => each !== '*')],
  };
}

function isSpecial(world: World, arn: string): boolean {
  return isRoleArn(arn) || policiesOfResource(world, arn).length > 0 || isOwnedElsewhere(world, arn);
}

/** Whether the files tell the account of a resource better than its ARN does. */
function isOwnedElsewhere(world: World, arn: string): boolean {
  return accountOfResource(world, arn) !== (parseArn(arn)?.accountId || undefined);
}

/** Things that differ for a role only in whether its policies name them. */
export interface Alike {
  readonly scopes: readonly Prepared[];
  readonly byWhole: ReadonlyMap<string, readonly Prepared[]>;
}

/** The things of a table by how they are judged, so that a role is not asked about each of thousands. */
export interface Grouped {
  readonly alike: readonly Alike[];
  /** Those that are to be looked at one by one. */
  readonly apart: readonly Prepared[];
  orderOf(scope: Prepared): number;
}

export function groupScopes(scopes: readonly Prepared[]): Grouped {
  const order = new Map(scopes.map((scope, index) => [scope, index] as const));
  const groups = groupBy(scopes.filter(isPlain), ({ place }) => place);
  return {
    alike: [...groups.values()].map((own) => ({ scopes: own, byWhole: groupBy(own, ({ whole }) => whole) })),
    apart: scopes.filter((scope) => !isPlain(scope)),
    orderOf: (scope) => order.get(scope) ?? 0,
  };
}

const isPlain = ({ known, special }: Prepared) => known && !special;
