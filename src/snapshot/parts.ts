/** Characters of an answer beyond which it is kept in several parts; readers take files of 25 MB. */
const FULL = 8_000_000;

/** An answer in parts of a readable size: its lists are spread over them, and everything else is in each. */
export function partsOf(answer: unknown, full = FULL): readonly unknown[] {
  if (typeof answer !== 'object' || answer === null || JSON.stringify(answer).length <= full) return [answer];
  const entries = Object.entries(answer);
  const empty = () =>
    Object.fromEntries(entries.map(([key, value]) => [key, Array.isArray(value) ? [] : value]));
  let part = empty();
  const parts = [part];
  let length = 0;
  for (const [key, value] of entries) {
    for (const item of Array.isArray(value) ? value : []) {
      const size = JSON.stringify(item).length;
      if (length > 0 && length + size > full) {
        part = empty();
        parts.push(part);
        length = 0;
      }
      length += size;
      part[key] = [...(part[key] as readonly unknown[]), item];
    }
  }
  return parts;
}
