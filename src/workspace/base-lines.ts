/**
 * The text of a file in a manifest of version 1, which kept the distinct lines of all files in one list and, for each file, a
 * reference to those of which it consists, such as `0-11 74 13-30`; nothing when the reference is not in order.
 */
export function unpackText(lines: readonly string[], reference: string): string | undefined {
  const found: string[] = [];
  for (const range of reference.split(' ')) {
    const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(range);
    if (match === null) return undefined;
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (first > last || last >= lines.length) return undefined;
    for (let index = first; index <= last; index++) found.push(lines[index] as string);
  }
  return found.join('\n');
}
