import type { AccessLevel, CatalogAction, ConditionKey, KeyKind, ResourceType, Service } from './types.js';

/** `s3:prefix text` as a key. */
export function readKey(text: string): ConditionKey {
  const [name = '', kind = ''] = text.split(' ');
  return { name, kind: kind as KeyKind };
}

const LEVELS: Readonly<Record<string, AccessLevel>> = {
  r: 'read',
  l: 'list',
  w: 'write',
  t: 'tagging',
  p: 'permissions-management',
};

type ServiceLine = readonly [
  prefix: string,
  types: readonly (readonly [name: string, arn: string, keys: number])[],
  /** Numbers of keys, separated by spaces. */
  sets: readonly string[],
  names: string,
  levels: string,
  /** For each action the numbers of its resource types, `!` after required ones. */
  resources: string,
  /** For each action the number of its set of keys. */
  keys: string,
];

/** A service's line: its actions stand column by column. */
export function readService(line: string, keys: readonly ConditionKey[]): Service {
  const [prefix, types, sets, names, levels, resources, keyColumn] = JSON.parse(line) as ServiceLine;
  const keySets = sets.map((set) => new Set(numbers(set).flatMap((at) => keys[at] ?? [])));
  const setAt = (at: number) => keySets[at] ?? new Set<ConditionKey>();
  const resourceTypes = types.map(([name, arn, set]): ResourceType => ({ name, arn, keys: setAt(set) }));
  const resourceColumn = resources.split(' ');
  const setColumn = numbers(keyColumn);
  const actions = words(names).map(
    (name, at): CatalogAction => ({
      service: prefix,
      name,
      lower: name.toLowerCase(),
      level: LEVELS[levels.charAt(at)] ?? 'write',
      resources: resourcesOf(resourceColumn[at] ?? '', resourceTypes),
      keys: setAt(setColumn[at] ?? -1),
    }),
  );
  return { prefix, actions, resourceTypes };
}

function resourcesOf(text: string, types: readonly ResourceType[]): CatalogAction['resources'] {
  return text.split(',').flatMap((entry) => {
    const type = entry === '' ? undefined : types[Number.parseInt(entry, 10)];
    return type === undefined ? [] : [{ type, required: entry.endsWith('!') }];
  });
}

const words = (text: string) => (text === '' ? [] : text.split(' '));

const numbers = (text: string) => words(text).map(Number);
