/**
 * What is kept of a JSON value. Everything is left out that a shape does not name, so that what a program adds one day, or
 * somebody puts where nobody looks for it, never reaches a snapshot.
 */
export type Shape =
  /** All of it. */
  | 'whole'
  /** That it is there: an empty list in its place. */
  | 'presence'
  /** Each item of a list. */
  | { readonly each: Shape }
  /** These fields of an object. */
  | { readonly fields: Readonly<Record<string, Shape>>; readonly unless?: ValueRule }
  /** The fields of an object whose names match, each as it is. */
  | { readonly named: string }
  /** A word, where the text holds it in any case, and else nothing. */
  | { readonly mentions: string };

/** A field that is kept where it is empty, or another field's text matches. */
export interface ValueRule {
  readonly field: string;
  readonly by: string;
  readonly matches: string;
}

/** What a shape keeps of a value; undefined where nothing of it is. */
export function keep(value: unknown, shape: Shape): unknown {
  if (shape === 'whole') return value;
  if (value === undefined || value === null) return undefined;
  if (shape === 'presence') return [];
  if ('each' in shape) return Array.isArray(value) ? value.map((item) => keep(item, shape.each)) : undefined;
  if ('mentions' in shape)
    return String(value).toLowerCase().includes(shape.mentions.toLowerCase()) ? shape.mentions : '';
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  const given = new Map(Object.entries(value));
  if ('named' in shape) {
    const pattern = new RegExp(shape.named);
    return Object.fromEntries([...given].filter(([name]) => pattern.test(name)));
  }
  const { fields, unless } = shape;
  const kept = Object.entries(fields).flatMap(([name, inner]) => {
    const found =
      given.has(name) && !isHidden(given, name, unless) ? keep(given.get(name), inner) : undefined;
    return found === undefined || found === null ? [] : [[name, found] as const];
  });
  return Object.fromEntries(kept);
}

function isHidden(given: ReadonlyMap<string, unknown>, name: string, rule: ValueRule | undefined): boolean {
  if (name !== rule?.field || given.get(name) === '') return false;
  return !new RegExp(rule.matches).test(String(given.get(rule.by)));
}

/** The same as a filter of jq, for those who run the commands by hand. */
export function jqOf(shape: Shape): string {
  if (shape === 'whole') return '.';
  if (shape === 'presence') return '[]';
  if ('each' in shape) return `map(${jqOf(shape.each)})`;
  if ('mentions' in shape) {
    const word = JSON.stringify(shape.mentions);
    return `(if ascii_downcase | contains(${JSON.stringify(shape.mentions.toLowerCase())}) then ${word} else "" end)`;
  }
  if ('named' in shape) return `with_entries(select(.key | test(${JSON.stringify(shape.named)})))`;
  const { fields, unless } = shape;
  const names = Object.keys(fields).map((name) => JSON.stringify(name));
  const picked = `with_entries(select((.key | IN(${names.join(',')})) and .value != null))`;
  const hidden =
    unless === undefined
      ? []
      : [
          `(if .${unless.field} == "" or ((.${unless.by} // "") | test(${JSON.stringify(unless.matches)})) then . else del(.${unless.field}) end)`,
        ];
  const inner = Object.entries(fields).flatMap(([name, field]) =>
    field === 'whole' ? [] : [`(if has(${JSON.stringify(name)}) then .${name} |= ${jqOf(field)} else . end)`],
  );
  return `(${[picked, ...hidden, ...inner].join(' | ')})`;
}
