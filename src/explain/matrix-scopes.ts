import { parseS3Arn } from '../aws/arns.js';
import { compareText } from '../collections.js';
import type { PolicyStatement } from '../iam/document.js';
import { type Caller, requestKeysOf } from './caller.js';
import type { Chain } from './chain.js';
import { isWhole } from './known-text.js';
import { policiesOf } from './permissions.js';
import type { RequestKeys } from './request.js';
import type { World } from './world.js';

/** A bucket, or a prefix of one; with marks where the files do not tell all of its name. */
export interface Scope {
  readonly partition: string;
  readonly bucket: string;
  readonly prefix: string;
}

/** Buckets and prefixes that the Allow statements of the roles name; patterns stand for themselves. */
export function scopesOf(chains: readonly Chain[]): readonly Scope[] {
  const named = new Map<string, Scope>();
  const whole = new Map<string, Scope>();
  for (const { world, caller } of chains) {
    if (caller === undefined) continue;
    for (const scope of scopesOfCaller(world, caller))
      (scope.prefix === '' && scope.bucketOnly ? whole : named).set(`${scope.bucket}/${scope.prefix}`, scope);
  }
  const buckets = new Set([...named.values()].map(({ bucket }) => bucket));
  for (const [key, scope] of whole) if (!buckets.has(scope.bucket)) named.set(key, scope);
  return [...named].sort(([a], [b]) => compareText(a, b)).map(([, scope]) => scope);
}

type NamedScope = Scope & { readonly bucketOnly: boolean };

function scopesOfCaller(world: World, caller: Caller): readonly NamedScope[] {
  const keys = requestKeysOf(world, caller, {
    ...{ namespace: '', serviceAccount: '', action: 's3:GetObject', resource: '*' },
  });
  return policiesOf(world, caller.role).policies.flatMap(({ document }) =>
    document.statements.flatMap((statement) =>
      scopesOfStatement(statement, document.version === '2012-10-17', keys),
    ),
  );
}

function scopesOfStatement(
  { effect, action, resource, conditions }: PolicyStatement,
  variables: boolean,
  keys: RequestKeys,
): readonly NamedScope[] {
  if (effect !== 'Allow' || resource === undefined || resource.negated) return [];
  const expand = (value: string) => (variables ? filledIn(value, keys) : [value]);
  const prefixes = conditions
    .filter(({ key }) => key.toLowerCase() === 's3:prefix')
    .flatMap(({ values }) => values.flatMap(expand).map(trimStar));
  const coversS3 = action.negated || action.values.some((value) => /^(?:\*|s3:)/i.test(value));
  return resource.values.flatMap(expand).flatMap((value) => {
    if (value === '*' && coversS3) return [{ partition: 'aws', bucket: '*', prefix: '', bucketOnly: false }];
    return scopesIn(value, prefixes);
  });
}

function scopesIn(arn: string, prefixes: readonly string[]): readonly NamedScope[] {
  const found = parseS3Arn(arn);
  if (found === undefined) return [];
  const { partition: written, bucket, key } = found;
  const partition = isWhole(written) ? written : 'aws';
  if (key !== undefined) return [{ partition, bucket, prefix: trimStar(key), bucketOnly: false }];
  if (prefixes.length > 0)
    return prefixes.map((prefix) => ({ partition, bucket, prefix, bucketOnly: false }));
  return [{ partition, bucket, prefix: '', bucketOnly: true }];
}

const trimStar = (pattern: string) => pattern.replace(/\*+$/, '');

/** Tags of the session in place of their variables; text with a variable that the session certainly lacks names nothing. */
function filledIn(text: string, keys: RequestKeys): readonly string[] {
  const context = new Map(Object.entries(keys.context).map(([key, value]) => [key.toLowerCase(), value]));
  let absent = false;
  const filled = text.replace(/\$\{([^{}',]+)\}/g, (variable, name: string) => {
    const key = name.trim().toLowerCase();
    const value = context.get(key);
    if (typeof value === 'string') return value;
    if (/^aws:principaltag\//.test(key) && keys.stateOf(key) === 'absent') absent = true;
    return variable;
  });
  return absent ? [] : [filled];
}
