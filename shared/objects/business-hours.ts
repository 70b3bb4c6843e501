import * as z from 'zod';
import { BothLanguages } from '#shared/text/both-languages';

/** The days of the week as business hours name them, Sunday first as `Date` counts them. */
export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** From one time on the clock to another, such as `09:00` to `17:30`; `24:00` is the end of the day. */
const Shift = z.object({ from: z.string(), to: z.string() }).readonly();

export type Shift = z.output<typeof Shift>;

const Shifts = z.array(Shift).readonly();

const hours = {
  /** IANA name, such as `Asia/Shanghai`. */
  timeZone: z.string(),
  /** Days that are not named are free. */
  week: z.partialRecord(z.enum(weekdays), Shifts).readonly(),
  /** Days that differ from their weekday: none for a holiday, some for a weekend that is worked. */
  exceptions: z
    .array(z.object({ date: z.string(), name: z.string().optional(), shifts: Shifts }).readonly())
    .readonly(),
};

/** When somebody works, as it is stored. */
export const BusinessHours = z.object(hours).readonly();

export type BusinessHours = z.output<typeof BusinessHours>;

/** Business hours of which there are several: service levels name them by their code. */
export const Calendar = z
  .object({ code: z.string(), labels: BothLanguages.readonly(), ...hours })
  .readonly();

export type Calendar = z.output<typeof Calendar>;

const minute = 60_000;

/** Minutes since midnight of a time such as `17:30`. */
export function minutesOfDay(time: string): number {
  const [hours, minutes] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** What is worked on a day (`2026-10-01`), as milliseconds since midnight on the clock. */
export function shiftsOn(
  { week, exceptions }: BusinessHours,
  date: string,
): readonly (readonly [number, number])[] {
  const exception = exceptions.find((each) => each.date === date);
  const weekday = weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()];
  const shifts = exception?.shifts ?? (weekday && week[weekday]) ?? [];
  return shifts.map(({ from, to }) => [minutesOfDay(from) * minute, minutesOfDay(to) * minute]);
}

/** Minutes that are worked in an ordinary week. */
export function minutesOfWeek({ week }: BusinessHours): number {
  const shifts = Object.values(week).flat();
  return shifts.reduce((sum, { from, to }) => sum + minutesOfDay(to) - minutesOfDay(from), 0);
}
