import type { Catalog } from '../../src/iam/catalog/types.js';

const SEED = 20_261_127;

/** Numbers below a bound, the same in every run. */
function randomly(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Every action of IAM, as policies spell it. */
export const everyAction = (from: Catalog): readonly string[] =>
  from.services.flatMap((prefix) =>
    (from.service(prefix)?.actions ?? []).map(({ name }) => `${prefix}:${name}`),
  );

/** Some of a list, the same in every run. */
export function sample<T>(list: readonly T[], size: number): readonly T[] {
  const random = randomly(SEED);
  const rest = [...list];
  return Array.from({ length: size }, () => rest.splice(random(rest.length), 1)[0] as T);
}

/** Actions with one wrong letter, which are none. */
export function misspeltActions(catalog: Catalog, size: number): readonly string[] {
  const random = randomly(SEED + 1);
  return sample(everyAction(catalog), size + 20)
    .flatMap((action) => misspelt(catalog, action, random))
    .slice(0, size);
}

/** The action with one letter of its name left out, doubled, exchanged or replaced; none when that is an action, too. */
function misspelt(catalog: Catalog, action: string, random: (below: number) => number): readonly string[] {
  const [service = '', name = ''] = action.split(':');
  const at = random(name.length);
  const letter = 'abcdefghijklmnopqrstuvwxyz'.charAt(random(26));
  const before = name.slice(0, at);
  const after = name.slice(at + 1);
  const kinds = [
    before + after,
    before + name.charAt(at) + name.charAt(at) + after,
    before + letter + after,
    before + name.charAt(at) + letter + after,
  ];
  const changed = kinds[random(kinds.length)] ?? '';
  const exists = changed === '' || (catalog.actions(service, changed) ?? []).length > 0;
  return exists ? [] : [`${service}:${changed}`];
}
