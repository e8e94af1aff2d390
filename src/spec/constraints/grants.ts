import { parseArn } from '../../aws/arns.js';
import { partitionOf } from '../../aws/partitions.js';
import type { FieldPath } from '../../diagnostics.js';
import {
  accountOfThing,
  GRANT_KINDS,
  type GrantEntry,
  type GrantField,
  type GrantKind,
  type Home,
  mustLetIn,
  textOf,
  thingOf,
  wordsAcross,
} from '../../grants/index.js';
import { listWords, quote, withArticle } from '../../text/quote.js';
import { forEach, whileReadable } from '../readable.js';
import type { Cluster } from '../types.js';
import { checkPartition } from './partition.js';
import { eachWorkload, type Rule, type RuleContext } from './rule.js';

/** An entry with all that a rule about it needs. */
interface Grant {
  readonly kind: GrantKind<GrantField>;
  readonly entry: GrantEntry;
  /** The existing role of the workload. */
  readonly roleArn: string | undefined;
  readonly path: FieldPath;
  readonly context: RuleContext;
}

/** A rule that asks every entry of every kind; fields that were refused end it for their kind alone. */
function eachGrant(rule: (grant: Grant) => void): Rule {
  return eachWorkload((workload, path, context) => {
    for (const kind of GRANT_KINDS) {
      whileReadable(() => {
        forEach(workload[kind.field], (entry, index) => {
          rule({ kind, entry, roleArn: workload.roleArn, path: [...path, kind.field, index], context });
        });
      });
    }
  });
}

/** An entry says by name or by ARN what it is about, never both. */
export function checkGrantNames({ kind, entry, path, context: { report } }: Omit<Grant, 'roleArn'>): void {
  const names = Object.keys(kind.names);
  if (kind.arn === undefined || names.length === 0) return;
  const missing = names.filter((name) => entry[name] === undefined);
  const given = names.find((name) => entry[name] !== undefined);
  if (entry['arn'] === undefined) {
    for (const name of missing) {
      const help = `write the ${name} of the ${kind.noun}${given === undefined ? ', or its arn' : ''}`;
      report.error('spec/missing-field', [...path, name], 'is missing', help);
    }
    return;
  }
  for (const name of [...names, 'region', 'accountId']) {
    if (entry[name] === undefined) continue;
    const message = `${quote(entry[name])} says again what arn says`;
    report.error('spec/named-twice', [...path, name], message, 'take one of the two out');
  }
}

const namedOnce = eachGrant(checkGrantNames);

const inPartition = eachGrant(({ entry, path, context }) => {
  for (const field of ['kmsKeyArn', 'arn']) {
    const arn = textOf(entry, field);
    if (arn !== undefined) checkPartition(arn, [...path, field], context);
  }
  const region = textOf(entry, 'region');
  const { cluster } = context.spec;
  const [own, wanted] = [partitionOf(region ?? cluster.region)?.name, partitionOf(cluster.region)?.name];
  if (region === undefined || own === undefined || own === wanted) return;
  const message = `${quote(region)} is in the partition ${own}, but ${cluster.region} is in ${wanted}`;
  context.report.error(
    'spec/partition',
    [...path, 'region'],
    message,
    'credentials of one partition mean nothing in another',
  );
});

const keyUsed = eachGrant(({ kind, entry, path, context: { report } }) => {
  const key = textOf(entry, 'kmsKeyArn');
  const using = Object.keys(kind.words).filter((word) => kind.words[word]?.kms !== undefined);
  if (key === undefined || entry.access.some((word) => using.includes(word))) return;
  report.warning(
    'spec/unused-kms-key',
    [...path, 'kmsKeyArn'],
    `${quote(key)} adds nothing: only ${listWords(using)} ${using.length === 1 ? 'uses' : 'use'} the key`,
    `take kmsKeyArn out, or add ${listWords(using, 'or')} to access`,
  );
});

const keyBeside = eachGrant(({ kind, entry, path, context: { spec, report } }) => {
  const key = textOf(entry, 'kmsKeyArn');
  const home = homeOf(spec.cluster);
  if (key === undefined || home === undefined || kind.arn?.without?.includes('region') !== undefined) return;
  const { region } = thingOf(kind, entry, home);
  const keyRegion = parseArn(key)?.region;
  if (keyRegion === region) return;
  const message = `${quote(key)} is in ${keyRegion}, but the ${kind.noun} is in ${region}`;
  report.error(
    'spec/kms-key-region',
    [...path, 'kmsKeyArn'],
    message,
    'services use keys of their own region alone',
  );
});

/** Across accounts both sides must allow: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html */
const otherSideKnown = eachGrant(({ kind, entry, roleArn, path, context: { spec, report } }) => {
  const own = accountOf(roleArn) ?? spec.cluster.accountId;
  const [name = ''] = Object.keys(kind.names);
  const home = homeOf(spec.cluster);
  const isImplied =
    kind.ownPolicy !== undefined &&
    kind.accountIn === undefined &&
    textOf(entry, name) !== undefined &&
    textOf(entry, 'accountId') === undefined;
  const named = [
    // A role of another account than the cluster's is in another one than the things that say nothing.
    [name, isImplied && home ? accountOfThing(kind, entry, home) : undefined],
    ['accountId', textOf(entry, 'accountId')],
    ['arn', accountOf(textOf(entry, 'arn'))],
    ['kmsKeyArn', accountOf(textOf(entry, 'kmsKeyArn'))],
  ] as const;
  for (const [field, account] of named) {
    if (!account || account === own) continue;
    const found =
      field === 'kmsKeyArn'
        ? [mustLetIn({ noun: 'key', policy: 'key policy' }, account, own)]
        : acrossAccounts(kind, entry, account, own);
    for (const { message, help } of found)
      report.warning('spec/other-account', [...path, field], message, help);
  }
});

interface Across {
  readonly message: string;
  readonly help: string;
}

/** What an entry takes of another account, by its words. */
function acrossAccounts(kind: GrantKind, entry: GrantEntry, account: string, own: string): readonly Across[] {
  const { noun, ownPolicy } = kind;
  const help = 'assume a role of that account, with roles, and let it do that there';
  if (ownPolicy === undefined)
    return [
      {
        message: `the ${noun} is in ${quote(account)}, and ${withArticle(noun)} has no policy that lets other accounts in`,
        help,
      },
    ];
  const { name, within = {}, needsKey, byArn } = ownPolicy;
  const lacksKey = needsKey === true && textOf(entry, 'kmsKeyArn') === undefined;
  return [
    ...(wordsAcross(kind, entry).length === 0 ? [] : [mustLetIn({ noun, policy: name }, account, own)]),
    ...entry.access.flatMap((word) => {
      const why = within[word];
      return why === undefined
        ? []
        : [{ message: `${word} does not reach the ${noun} in ${quote(account)}: ${why}`, help }];
    }),
    ...(byArn === true && textOf(entry, 'arn') === undefined
      ? [
          {
            message: `the ${noun} in ${quote(account)} is found by its ARN alone, and the entry has its name`,
            help: 'write its arn in place of the name, and call it by that',
          },
        ]
      : []),
    ...(lacksKey
      ? [
          {
            message: `a ${noun} without a KMS key of its own is of use to its own account alone, and this one is in ${quote(account)}`,
            help: 'write the ARN of its key as kmsKeyArn',
          },
        ]
      : []),
  ];
}

const accountOf = (arn: string | undefined) => (arn === undefined ? undefined : parseArn(arn)?.accountId);

const ofItsKind = eachGrant(({ kind, entry, path, context: { spec, report } }) => {
  const home = homeOf(spec.cluster);
  if (home === undefined) return;
  for (const { severity, code, field, message, help } of kind.check?.(entry, home) ?? [])
    report[severity](code, [...path, field], message, help);
});

function homeOf({ region, accountId }: Cluster): Home | undefined {
  const partition = partitionOf(region);
  return partition && { partition: partition.name, dnsSuffix: partition.dnsSuffix, region, accountId };
}

/** What must hold of every entry of a list of grants. */
export const grantRules: readonly Rule[] = [
  namedOnce,
  keyUsed,
  inPartition,
  keyBeside,
  otherSideKnown,
  ofItsKind,
];
