/** The parts of a rule that any frequency may have, and those that only some have. */
const anyFrequency = ['INTERVAL', 'COUNT', 'UNTIL', 'WKST'];
const partsOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['DAILY', anyFrequency],
  ['WEEKLY', [...anyFrequency, 'BYDAY']],
  ['MONTHLY', [...anyFrequency, 'BYDAY', 'BYMONTHDAY', 'BYSETPOS']],
  ['YEARLY', [...anyFrequency, 'BYDAY', 'BYMONTHDAY', 'BYSETPOS', 'BYMONTH']],
]);

const listOf = (item: string) => new RegExp(`^${item}(?:,${item})*$`);
const weekday = '(?:MO|TU|WE|TH|FR|SA|SU)';
const forms: ReadonlyMap<string, RegExp> = new Map([
  ['INTERVAL', /^[1-9]\d{0,2}$/],
  ['COUNT', /^[1-9]\d{0,2}$/],
  ['UNTIL', /^\d{8}(?:T\d{6}Z)?$/],
  ['WKST', listOf(weekday)],
  ['BYDAY', listOf(`(?:[+-]?[1-5])?${weekday}`)],
  ['BYMONTHDAY', listOf('(?:-?(?:[1-9]|[12]\\d|3[01]))')],
  ['BYSETPOS', /^-?[1-5]$/],
  ['BYMONTH', listOf('(?:[1-9]|1[0-2])')],
]);

/** A rule by its parts; undefined for what is none. */
function partsIn(rule: string): ReadonlyMap<string, string> | undefined {
  const parts = new Map<string, string>();
  for (const part of rule.split(';')) {
    const [name = '', value, ...rest] = part.split('=');
    if (value === undefined || rest.length > 0 || parts.has(name)) return undefined;
    parts.set(name, value);
  }
  return parts;
}

/** The last day of a rule as `2026-12-31`, or its last moment as an ISO time; absent: it has no end. */
export function lastOf(rule: string): string | undefined {
  const until = partsIn(rule)?.get('UNTIL');
  if (until === undefined) return undefined;
  const [day = '', time] = until.split('T');
  const date = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
  if (time === undefined) return date;
  return `${date}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4, 6)}.000Z`;
}

const allMonths = Array.from({ length: 12 }, (_, index) => index + 1);
const leapYear = '2024-01-01';
/** Months after which the calendar repeats. */
const cycle = 400 * 12;

/** By months since the year 0. */
const daysIn = (month: number) => new Date(Date.UTC(0, month + 1, 0)).getUTCDate();

/**
 * Whether a series that begins on a day (`2026-02-28`) ever comes to a month that is long enough for its
 * rule: no February has a 30th, and of every second year after an odd one none has a 29th.
 */
export function comesEver(rule: string, begins: string): boolean {
  const parts = partsIn(rule);
  const frequency = parts?.get('FREQ');
  const [months, days] = [parts?.get('BYMONTH'), parts?.get('BYMONTHDAY')];
  // Where neither is said it is the day of the year or month on which it begins, if not one of the week.
  const isSure = days === undefined && (months === undefined || parts?.has('BYDAY'));
  if (!parts || !(frequency === 'MONTHLY' || frequency === 'YEARLY') || isSure) return true;
  const [year = 0, month = 1, day = 1] = begins.split('-').map(Number);
  const earliest = Math.min(...(days?.split(',') ?? [day]).map((each) => Math.abs(Number(each))));
  const named = months?.split(',').map(Number) ?? allMonths;
  const step = Number(parts.get('INTERVAL') ?? 1) * (frequency === 'YEARLY' ? 12 : 1);
  for (let count = 0; count < cycle; count += 1) {
    const at = year * 12 + month - 1 + count * step;
    const first = at - (at % 12);
    const reached = frequency === 'YEARLY' ? named.map((each) => first + each - 1) : [at];
    if (reached.some((each) => earliest <= daysIn(each))) return true;
  }
  return false;
}

function exists(date: string): boolean {
  const whole = date.length === 10 ? `${date}T00:00:00.000Z` : date;
  const moment = Date.parse(whole);
  return !Number.isNaN(moment) && new Date(moment).toISOString() === whole;
}

/**
 * Whether this is a rule by which tasks repeat: of RFC 5545 the frequencies from days to years with the
 * parts that calendars offer people.
 */
export function isRecurrence(rule: string): boolean {
  const parts = partsIn(rule);
  const frequency = parts?.get('FREQ');
  const allowed = frequency === undefined ? undefined : partsOf.get(frequency);
  if (!parts || !allowed) return false;
  for (const [name, value] of parts)
    if (name !== 'FREQ' && !(allowed.includes(name) && forms.get(name)?.test(value))) return false;
  const byDay = parts.get('BYDAY');
  if (frequency === 'WEEKLY' && byDay !== undefined && /\d/.test(byDay)) return false;
  if (parts.has('COUNT') && parts.has('UNTIL')) return false;
  if (parts.has('BYSETPOS') && byDay === undefined) return false;
  const last = lastOf(rule);
  return (last === undefined || exists(last)) && comesEver(rule, leapYear);
}

/** The rule as it is stored: capitals, without the name that calendar files put before it. */
export function cleanRecurrence(text: string): string {
  return text
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .replace(/;$/, '');
}
