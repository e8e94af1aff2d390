import type { ScalarNode } from '../node.js';

const NULLS = new Set(['', '~', 'null', 'Null', 'NULL']);
const TRUE = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']);
const FALSE = new Set(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']);
const NUMBER_START = /^[-+.0-9]/;
const DECIMAL = /^[-+]?(?:\d[\d_]*)(?:\.[\d_]*)?(?:[eE][-+]?\d+)?$|^[-+]?\.\d[\d_]*(?:[eE][-+]?\d+)?$/;

/** The value of a plain scalar the way kubectl and eksctl read it: YAML 1.1 booleans and octals, dates as text. */
export function resolvePlain(raw: string): ScalarNode['value'] {
  if (NULLS.has(raw)) return null;
  if (TRUE.has(raw)) return true;
  if (FALSE.has(raw)) return false;
  if (!NUMBER_START.test(raw)) return raw;
  return resolveNumber(raw) ?? raw;
}

function resolveNumber(raw: string): number | undefined {
  const sign = raw.startsWith('-') ? -1 : 1;
  const digits = raw.replace(/^[-+]/, '').replaceAll('_', '');
  if (/^\.(inf|Inf|INF)$/.test(digits)) return sign * Number.POSITIVE_INFINITY;
  if (/^\.(nan|NaN|NAN)$/.test(raw)) return Number.NaN;
  if (/^0x[0-9a-fA-F]+$/.test(digits)) return sign * Number.parseInt(digits.slice(2), 16);
  if (/^0b[01]+$/.test(digits)) return sign * Number.parseInt(digits.slice(2), 2);
  if (/^0o?[0-7]+$/.test(digits)) return sign * Number.parseInt(digits.replace(/^0o?/, ''), 8);
  return DECIMAL.test(raw) ? Number(raw.replaceAll('_', '')) : undefined;
}
