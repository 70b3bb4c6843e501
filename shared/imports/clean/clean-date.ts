import type { Conventions } from './cleaned.ts';

interface Moment {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Milliseconds as written: `.5` or `.001`. */
  readonly fraction?: string | undefined;
  readonly offset: string | undefined;
}

const clock =
  /^(?:[T ]\s*|\s*)(\d{1,2})[:时点](\d{1,2})?(?:[:分](\d{1,2})?(?:(\.\d{1,3})\d*)?)?[秒]?\s*([ap]m)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
const yearFirst = /^(\d{4})(?:-|\/|\.|年\s*)(\d{1,2})(?:-|\/|\.|月\s*)(\d{1,2})日?/;
const yearLast = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})/;
const serial = /^\d{5}(?:\.\d+)?$/;

/** Days from Excel's day 0 (1899-12-30, which makes up for its 29 February 1900) to 1970. */
const excelEpochDays = 25_569;

/** Reads a day as `YYYY-MM-DD`; undefined where it is none or could be two. */
export function parseDay(text: string, conventions: Conventions): string | undefined {
  const moment = parseMoment(text, conventions);
  return moment && dayOf(moment);
}

/** Reads a time as UTC in ISO-8601; a day alone means its midnight, in the file's offset. */
export function parseTime(text: string, conventions: Conventions): string | undefined {
  const moment = parseMoment(text, conventions);
  if (!moment) return undefined;
  const { hour, minute, second, fraction = '', offset } = moment;
  const zone = (offset ?? conventions.utcOffset).replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const time = [hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':');
  return new Date(`${dayOf(moment)}T${time}${fraction}${zone}`).toISOString();
}

function dayOf({ year, month, day }: Moment): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function parseMoment(text: string, { dateOrder }: Conventions): Moment | undefined {
  const bare = text.normalize('NFKC').trim();
  if (serial.test(bare)) return fromSerial(Number(bare));
  const first = yearFirst.exec(bare);
  if (first) {
    const [all, year, month, day] = first;
    return moment([Number(year), Number(month), Number(day)], bare.slice(all.length));
  }
  const last = yearLast.exec(bare);
  if (!last) return undefined;
  const [all, one, mark, two, year] = last;
  const [a, b] = [Number(one), Number(two)];
  const order = mark === '.' || a > 12 ? 'dmy' : b > 12 || a === b ? 'mdy' : dateOrder;
  if (!order) return undefined;
  const [month, day] = order === 'dmy' ? [b, a] : [a, b];
  return moment([Number(year), month, day], bare.slice(all.length));
}

function moment(
  [year, month, day]: readonly [number, number, number],
  rest: string,
): Moment | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  // The calendar itself decides: 30 February becomes March and is no date.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || year < 1000)
    return undefined;
  if (rest.trim() === '')
    return { year, month, day, hour: 0, minute: 0, second: 0, offset: undefined };
  const time = clock.exec(rest);
  if (!time) return undefined;
  const half = time[5]?.toLowerCase();
  const twelve = Number(time[1]);
  const hour = half === undefined ? twelve : (twelve % 12) + (half === 'pm' ? 12 : 0);
  const minute = Number(time[2] ?? 0);
  const second = Number(time[3] ?? 0);
  if (hour > 23 || minute > 59 || second > 59 || (half !== undefined && twelve > 12))
    return undefined;
  const [fraction, offset] = [time[4], time[6]?.toUpperCase()];
  return { year, month, day, hour, minute, second, fraction, offset };
}

/** A day as Excel counts it, from 1954 to 2119: below and above, five digits are something else. */
function fromSerial(days: number): Moment | undefined {
  if (days < 20_000 || days > 80_000) return undefined;
  const date = new Date(Math.round((days - excelEpochDays) * 86_400) * 1_000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    offset: undefined,
  };
}
