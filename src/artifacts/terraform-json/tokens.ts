/** What CDKTF's markers for values yet to be resolved (`${TfToken[…]}`, `#{TfToken[…]}`) have in common. */
const MARKER = 'TfToken[';

/** No spec holds this character, so nothing but a guard is taken out again. */
const GUARD = '\u0000';

/** Text that CDKTF takes for no token of its own, whatever a user wrote. */
export function guardTokens(text: string): string {
  return text.replaceAll(MARKER, `${MARKER.slice(0, -1)}${GUARD}${MARKER.slice(-1)}`);
}

/** The text as it was before `guardTokens`. */
export function unguardTokens(text: string): string {
  return text.replaceAll(GUARD, '');
}
