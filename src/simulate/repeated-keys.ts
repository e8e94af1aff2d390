import type { FieldPath } from '../diagnostics.js';

/** Strings with their escapes, and the marks between values; everything else of a JSON text says nothing here. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

/** An object or a list that is not closed yet. */
interface Open {
  /** Of an object: the keys so far. */
  readonly keys: Set<string> | undefined;
  /** The key, or the position in a list, of the value that is read. */
  at: string | number;
}

/** Paths of keys that stand twice in one object of a valid JSON text, of which `JSON.parse` keeps the last alone. */
export function repeatedKeysIn(json: string): readonly FieldPath[] {
  const found: FieldPath[] = [];
  const open: Open[] = [];
  let text = '';
  for (const [token] of json.matchAll(TOKEN)) {
    const inner = open.at(-1);
    if (token === '{') open.push({ keys: new Set(), at: '' });
    else if (token === '[') open.push({ keys: undefined, at: 0 });
    else if (token === '}' || token === ']') open.pop();
    else if (token === ',') {
      if (typeof inner?.at === 'number') inner.at += 1;
    } else if (token !== ':') text = token;
    else if (inner?.keys !== undefined) {
      inner.at = keyOf(text);
      if (inner.keys.has(inner.at)) found.push(open.map(({ at }) => at));
      inner.keys.add(inner.at);
    }
  }
  return found;
}

const keyOf = (quoted: string): string =>
  quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
