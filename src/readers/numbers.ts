/** Characters of a number of which JavaScript's has every digit. */
export const LONGEST_NUMBER = 15;

/** A number in plain digits, as Terraform writes it; undefined where JavaScript does not know them all. */
export function plainDigits(written: string): string | undefined {
  const digits = String(Number(written));
  return written.length <= LONGEST_NUMBER && /^-?[\d.]+$/.test(digits) ? digits : undefined;
}
