/**
 * Whether some text is covered by two patterns, in both of which `*` stands for anything; policy variables and
 * `?` count as `*`. It walks the two side by side, in the product of their lengths.
 */
export function mayOverlap(a: string, b: string): boolean {
  const [left, right] = [tokensOf(a), tokensOf(b)];
  // reached[j]: what is read of `left` so far may meet the first j tokens of `right`.
  let reached: boolean[] = [true];
  for (let j = 0; j < right.length; j++) reached[j + 1] = reached[j] === true && right[j] === '*';
  for (const token of left) {
    const next: boolean[] = [token === '*' && reached[0] === true];
    for (let j = 0; j < right.length; j++) {
      const other = right[j];
      next[j + 1] =
        (token === other && reached[j] === true) ||
        (token === '*' && (reached[j + 1] === true || next[j] === true)) ||
        (other === '*' && (next[j] === true || reached[j + 1] === true));
    }
    reached = next;
  }
  return reached[right.length] === true;
}

function tokensOf(pattern: string): readonly string[] {
  return [...pattern.replace(/\$\{[^}]*\}|[?\uFFFC]/g, '*').replace(/\*+/g, '*')];
}
