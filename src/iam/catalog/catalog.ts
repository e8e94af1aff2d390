import { matchesPattern, parsePattern } from '../evaluate/pattern.js';
import { readKey, readService } from './lines.js';
import type { Catalog, CatalogAction, ConditionKey, Service } from './types.js';

/** Reads the catalogue's text, as `scripts/iam-data.mjs` writes it; a service's line not before it is asked for. */
export function parseCatalog(text: string): Catalog {
  const [policies = '', keyLine = '', requestLine = '', arnLine = '', undocumentedLine = '', ...lines] =
    text.split('\n');
  const keys = keyLine.split('\t').map(readKey);
  const lineOf = new Map(lines.map((line) => [line.slice(2, line.indexOf('"', 2)), line]));
  const prefixesOf = new Map(
    arnLine.split(' ').map((entry) => {
      const [service = '', prefixes = ''] = entry.split('=');
      return [service, prefixes.split(',')] as const;
    }),
  );
  const service = remember((prefix: string) => {
    const line = lineOf.get(prefix.toLowerCase());
    return line === undefined ? undefined : readService(line, keys);
  });
  const undocumented = new Set(undocumentedLine.split(' '));
  // Every rule asks for the actions of every statement, and many statements name the same.
  const actions = remember((text: string) => {
    const [prefix = '', name = ''] = text.split(':');
    return actionsOf(service(prefix), name);
  });
  const byPrefix = groupKeys(keys);
  return {
    services: [...lineOf.keys()],
    managedPolicies: policies.split(' '),
    requestKeys: new Set(requestLine.split(' ').flatMap((at) => keys[Number(at)] ?? [])),
    service,
    actions: (prefix, name) => actions(`${prefix}:${name}`.toLowerCase()),
    isUndocumented: (prefix, name) => undocumented.has(`${prefix}:${name}`.toLowerCase()),
    key: remember((wanted: string) => findKey(byPrefix, wanted)),
    keysOf: (prefix) => byPrefix.get(prefix.toLowerCase()) ?? [],
    typesOfArn: (name) =>
      (prefixesOf.get(name) ?? []).flatMap((prefix) =>
        (service(prefix)?.resourceTypes ?? []).filter(({ arn }) => arn.split(':')[2] === name),
      ),
  };
}

function remember<T>(find: (text: string) => T): (text: string) => T {
  const found = new Map<string, T>();
  return (text) => {
    if (!found.has(text)) found.set(text, find(text));
    return found.get(text) as T;
  };
}

/** The name is in lower case. */
function actionsOf(service: Service | undefined, name: string): readonly CatalogAction[] | undefined {
  if (service === undefined) return undefined;
  if (!/[*?]/.test(name)) return service.actions.filter(({ lower }) => lower === name);
  const pattern = parsePattern(name);
  return service.actions.filter(({ lower }) => matchesPattern(pattern, lower));
}

/** By what stands before the last colon that a key of the user's own cannot move: `aws`, `s3`, `kms`. */
function groupKeys(keys: readonly ConditionKey[]): ReadonlyMap<string, readonly ConditionKey[]> {
  const groups = new Map<string, ConditionKey[]>();
  for (const key of keys) {
    const prefix = prefixOf(key.name);
    const group = groups.get(prefix);
    if (group === undefined) groups.set(prefix, [key]);
    else group.push(key);
  }
  return groups;
}

const prefixOf = (key: string) => key.slice(0, key.indexOf(':')).toLowerCase();

function findKey(
  groups: ReadonlyMap<string, readonly ConditionKey[]>,
  text: string,
): ConditionKey | undefined {
  const wanted = text.toLowerCase();
  const group = groups.get(prefixOf(text)) ?? [];
  const exact = group.find(({ name }) => name.toLowerCase() === wanted);
  return exact ?? group.find(({ name }) => name.includes('*') && coversKey(name.toLowerCase(), wanted));
}

/** Something must stand where the user's own name goes. */
function coversKey(name: string, wanted: string): boolean {
  return matchesPattern(parsePattern(name.replaceAll('*', '?*')), wanted);
}
