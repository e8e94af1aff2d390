import { scalar, text, unknown } from '../node.js';
import { plainDigits } from '../numbers.js';
import type { Span } from '../text/source-text.js';
import type { PlainScalar } from './convert.js';
import { resolvePlain } from './scalars.js';

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$|^0x[0-9a-fA-F]+$|^0o[0-7]+$/;
const DATE = /^\d{4}-\d\d?-\d\d?$/;
const OTHER = /^\d{4}-\d\d?-\d\d?[Tt ]|^[-+]?\.(?:inf|nan)$/i;

/** What `yamldecode` makes of a plain scalar: no octals by a leading zero, no underscores, and dates become times. */
export const terraformScalar: PlainScalar = (written, place) => {
  const value = resolvePlain(written);
  if (value === null || typeof value === 'boolean')
    return { ...scalar(value, place, true), raw: String(value) };
  if (NUMBER.test(written)) {
    const raw = plainDigits(written);
    return raw === undefined ? unread(written, place) : { ...scalar(Number(raw), place, true), raw };
  }
  if (DATE.test(written)) return text(timeOf(written), place);
  return OTHER.test(written) ? unread(written, place) : text(written, place, true);
};

const unread = (written: string, place: Span) =>
  unknown(`what Terraform makes of ${written} is not known`, place);

/** The time that Go's parser makes of a date; what is none stays as it is. */
function timeOf(written: string): string {
  const [year = 0, month = 0, day = 0] = written.split('-').map(Number);
  const time = new Date(Date.UTC(year, month - 1, day));
  return time.getUTCMonth() === month - 1 && time.getUTCDate() === day
    ? `${time.toISOString().slice(0, 10)}T00:00:00Z`
    : written;
}
