import { Cron } from 'croner';

/** Gives the first moment after `after` (milliseconds), or undefined where there is none. */
export type Schedule = (after: number) => number | undefined;

const units: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

function fail(expression: string, reason: string): never {
  throw new Error(`ScheduleExpression “${expression}” is not valid: ${reason}.`);
}

/** Runs at whole multiples since 1970, so that a restart does not put a run off. */
function rate(expression: string, text: string): Schedule {
  const [, count = '', unit = '', plural = ''] =
    /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(text) ?? [];
  const interval = Number(count) * (units[unit] ?? 0);
  if (interval === 0) return fail(expression, 'write rate(5 minutes)');
  if ((count === '1') === (plural === 's')) return fail(expression, 'one minute, but two minutes');
  return (after) => (Math.floor(after / interval) + 1) * interval;
}

/** AWS counts weekdays from Sunday = 1, croner from Sunday = 0. */
function weekdays(field: string): string {
  return field
    .split(',')
    .map((part) => {
      const [days = '', ...rest] = part.split(/(?=[#/L])/);
      return days.replaceAll(/\d/g, (digit) => String(Number(digit) - 1)) + lastDay(rest.join(''));
    })
    .join(',');
}

/** `6L` is the last Friday in AWS and `5#L` in croner. */
const lastDay = (suffix: string) => (suffix === 'L' ? '#L' : suffix);

function cron(expression: string, text: string, timezone: string): Schedule {
  const fields = text.trim().split(/\s+/);
  const [minute, hour, day, month, weekday, year] = fields;
  if (!minute || !hour || !day || !month || !weekday || !year || fields.length !== 6)
    return fail(expression, 'six fields are needed: minute hour day month weekday year');
  if ((day === '?') === (weekday === '?'))
    return fail(expression, 'exactly one of day and weekday must be ?');
  const any = (field: string) => (field === '?' ? '*' : field);
  const pattern = ['0', minute, hour, any(day), month, weekdays(any(weekday)), year].join(' ');
  const job = new Cron(pattern, { timezone, paused: true });
  return (after) => job.nextRun(new Date(after))?.getTime();
}

function at(expression: string, text: string, timezone: string): Schedule {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text))
    return fail(expression, 'write at(2026-01-31T13:00:00)');
  const job = new Cron(text, { timezone, paused: true });
  return (after) => job.nextRun(new Date(after))?.getTime();
}

/** Reads `rate(…)`, `cron(…)` and, where allowed, `at(…)`. Throws where AWS would refuse it. */
export function compileSchedule(
  expression: string,
  options: { readonly timezone?: string; readonly once?: boolean } = {},
): Schedule {
  const [, kind, text = ''] = /^(rate|cron|at)\((.*)\)$/.exec(expression) ?? [];
  const timezone = options.timezone ?? 'UTC';
  if (kind === 'rate') return rate(expression, text);
  if (kind === 'cron') return cron(expression, text, timezone);
  if (kind === 'at' && options.once) return at(expression, text, timezone);
  return fail(expression, options.once ? 'use rate, cron or at' : 'use rate or cron');
}
