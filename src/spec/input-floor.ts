/** Characters that no value and no key may hold, whatever the field: they hide, reorder or end text in some output. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/[\u0000-\u0008\u000b-\u001f\u007f-\u0084\u0086-\u009f]/, 'a control character'],
  [/[\u0085\u2028\u2029]/, 'a Unicode line break'],
  [/\p{Surrogate}/u, 'half of a surrogate pair'],
  [/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/, 'a mark that changes the direction of text'],
  [/[\u00ad\u180e\u200b-\u200d\u2060-\u2065\ufeff\u{e0000}-\u{e007f}]/u, 'an invisible character'],
  [/[\ufffd-\uffff]/, 'a character that stands for unreadable bytes'],
];

/** One test for all of them, since nearly every string passes. */
const ANY = new RegExp(REFUSED.map(([pattern]) => pattern.source).join('|'), 'u');

/** What text holds that no spec may hold, such as `a control character (U+0007)`; line feed and tab are allowed. */
export function findRefusedCharacter(text: string): string | undefined {
  if (!ANY.test(text)) return undefined;
  for (const [pattern, name] of REFUSED) {
    const found = pattern.exec(text)?.[0].codePointAt(0);
    if (found !== undefined) return `${name} (U+${found.toString(16).toUpperCase().padStart(4, '0')})`;
  }
  return undefined;
}
