import { quote } from '../text/quote.js';

interface CronField {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Names in place of numbers, the first standing for `from`. */
  readonly words: readonly string[];
}

/** The five fields of a schedule. Source: robfig/cron v3 `ParseStandard`, which Kubernetes uses. */
const FIELDS: readonly CronField[] = [
  { name: 'minute', from: 0, to: 59, words: [] },
  { name: 'hour', from: 0, to: 23, words: [] },
  { name: 'day of the month', from: 1, to: 31, words: [] },
  {
    name: 'month',
    from: 1,
    to: 12,
    words: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { name: 'day of the week', from: 0, to: 6, words: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

const MACROS = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

const WANT =
  'use five fields, minute hour day month weekday, such as "0 3 * * *", or @hourly, @daily, @weekly …';

/** Why Kubernetes would refuse a CronJob's schedule. */
export function checkSchedule(schedule: string): string | undefined {
  if (/TZ=/.test(schedule)) return 'a schedule names no time zone: it runs in UTC';
  if (schedule.startsWith('@')) {
    return MACROS.includes(schedule) || /^@every (?:\d+(?:\.\d+)?(?:h|m|s))+$/.test(schedule)
      ? undefined
      : WANT;
  }
  const parts = schedule.split(' ').filter((part) => part !== '');
  if (parts.length !== FIELDS.length || /[^\S ]/.test(schedule)) return WANT;
  for (const [index, field] of FIELDS.entries()) {
    const refused = checkField(field, parts[index] ?? '');
    if (refused !== undefined) return refused;
  }
  return undefined;
}

function checkField(field: CronField, text: string): string | undefined {
  const fault = text.split(',').find((range) => !isRange(field, range));
  if (fault === undefined) return undefined;
  return `the ${field.name} is ${field.from}-${field.to}, not ${quote(fault)}`;
}

function isRange(field: CronField, text: string): boolean {
  const [, whole = '', first, last, step] = /^(\*|\?|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(text) ?? [];
  if (whole === '' || step === '0' || Number(step ?? 1) === 0) return false;
  if (first === undefined) return true;
  const from = numberOf(field, first);
  const to = last === undefined ? from : numberOf(field, last);
  return from >= field.from && to <= field.to && from <= to;
}

function numberOf(field: CronField, text: string): number {
  const word = field.words.indexOf(text.toLowerCase());
  return word >= 0 ? field.from + word : /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
