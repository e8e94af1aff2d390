import fc from 'fast-check';
import type { SpecInput } from '../../src/spec/schema.js';
import type { Setting } from './arbitrary-spec.js';
import { policyText, prefixText, resourceText } from './arbitrary-texts.js';
import type { Chooser } from './chooser.js';

type Workload = SpecInput['workloads'][number];
type Statement = NonNullable<Workload['statements']>[number];
type Bucket = NonNullable<Workload['buckets']>[number];

const LEVELS = ['list', 'get', 'put', 'delete', 'read', 'write', 'read-write', 'full'] as const;

/** Condition keys, and what their operators compare with. */
const OPERATORS = [
  'StringEquals',
  'StringLike',
  'ForAnyValue:StringLike',
  'StringNotEqualsIfExists',
] as const;
const KEYS = [
  'aws:PrincipalTag/team',
  's3:prefix',
  'aws:RequestTag/a b',
  's3:${x}',
  's3:%{if}',
  's3:"quoted\\"',
  'aws:é',
];

/** What a workload may do: at least one thing where that is needed. */
export function arbitraryGrants(
  choose: Chooser,
  setting: Setting,
  { index, needed }: { readonly index: number; readonly needed: boolean },
): Pick<Workload, 'buckets' | 'policyArns' | 'statements'> {
  const { partition, accountId } = setting;
  const buckets = choose.list(3, () => chooseBucket(choose, setting));
  const statements = choose.list(2, (position) =>
    chooseStatement(choose, setting, `Own${index}x${position}`),
  );
  const policyArns = ['a', 'teams/b'].flatMap((name) =>
    choose.odds(0.3) ? [`arn:${partition}:iam::${choose.of(accountId, 'aws')}:policy/${name}`] : [],
  );
  const nothing = buckets.length + statements.length + policyArns.length === 0;
  return {
    buckets: nothing && needed ? [chooseBucket(choose, setting)] : buckets,
    ...(policyArns.length > 0 ? { policyArns } : {}),
    ...(statements.length > 0 ? { statements } : {}),
  };
}

function chooseBucket(choose: Chooser, { partition, region, accountId }: Setting): Bucket {
  const one = choose.of(...LEVELS);
  const key = choose.of('1234abcd-12ab-34cd-56ef-1234567890ab', 'mrk-1234abcd12ab34cd56ef1234567890ab');
  return {
    name: choose.of('data', 'logs.2026', '0on', 'a-b-c'),
    access: choose.odds(0.5) ? one : [one, choose.of(...LEVELS)],
    ...choose.maybe(0.5, () => ({
      prefix: choose.odds(0.5) ? choose.from(prefixText) : choose.of('a/', 'a/b/', 'b'),
    })),
    ...choose.maybe(0.4, () => ({ kmsKeyArn: `arn:${partition}:kms:${region}:${accountId}:key/${key}` })),
  };
}

function chooseStatement(choose: Chooser, { partition }: Setting, sid: string): Statement {
  const values = fc.oneof(policyText, fc.array(policyText, { minLength: 1, maxLength: 3 }));
  return {
    ...choose.maybe(0.6, () => ({ sid })),
    actions: [
      choose.of('s3:GetObject', 's3:*', 'eks:Describe*', '*'),
      choose.of('sqs:SendMessage', 's3:GetObject'),
    ],
    resources: [
      `arn:${partition}:s3:::bucket/${choose.from(resourceText)}`,
      choose.of(
        '*',
        `arn:${partition}:s3:::b/\${aws:username}/*`,
        `arn:${partition}:sqs:*:*:${choose.of('q', '*')}`,
      ),
    ],
    ...choose.maybe(0.6, () => ({
      conditions: choose.record(
        fc.constantFrom(...OPERATORS),
        fc
          .dictionary(fc.constantFrom(...KEYS), values, { minKeys: 1, maxKeys: 2 })
          .map((keys) => ({ ...keys })),
        2,
      ),
    })),
  };
}
