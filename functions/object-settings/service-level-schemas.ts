import * as z from 'zod';
import { TimeZone } from '#shared/auth/credentials';
import {
  type Calendar,
  minutesOfDay,
  minutesOfWeek,
  weekdays,
} from '#shared/objects/business-hours';
import { line } from '#shared/objects/field-schema';
import { priorities } from '#shared/objects/priorities';
import { Code, distinctCodes, distinctLabels, Labels } from './named-schemas.ts';

/** A year: what is later is no promise. */
const Minutes = z.int().min(1).max(525_600);

const Level = z
  .strictObject({
    firstResponseMinutes: Minutes,
    resolutionMinutes: Minutes,
    during: Code.optional().meta({
      description: 'The code of the calendar in which the minutes count; absent: day and night.',
      examples: ['office'],
    }),
  })
  .refine(
    ({ firstResponseMinutes, resolutionMinutes }) => firstResponseMinutes <= resolutionMinutes,
    { path: ['resolutionMinutes'], error: 'Nobody resolves before they answer.' },
  );

/** The promise per priority, as administrators send it. */
export const Levels = z.record(z.enum(priorities), Level);

const TimeOfDay = z
  .string()
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'Send a time of the day as 09:30; 24:00 ends it.')
  .meta({ examples: ['09:30'] });

const Shifts = z
  .array(z.strictObject({ from: TimeOfDay, to: TimeOfDay }))
  .max(6)
  .refine(
    (shifts) =>
      shifts.every(({ from, to }, index) => {
        const before = shifts[index - 1];
        return (
          minutesOfDay(from) < minutesOfDay(to) &&
          (!before || minutesOfDay(before.to) <= minutesOfDay(from))
        );
      }),
    'Send times in order, each ending after it begins.',
  )
  .meta({ examples: [[{ from: '09:00', to: '18:00' }]] });

const Exception = z.strictObject({
  date: z.iso.date('Send a day as YYYY-MM-DD.'),
  name: line(60).optional(),
  shifts: Shifts.meta({ description: 'What is worked on that day: nothing on a holiday.' }),
});

/** When somebody works, as administrators send it. */
const WorkingHours = z
  .strictObject({
    code: Code.meta({ description: 'What service levels name it by.', examples: ['office'] }),
    labels: Labels,
    timeZone: TimeZone.meta({ examples: ['Asia/Shanghai'] }),
    week: z
      .partialRecord(z.enum(weekdays), Shifts)
      .meta({ description: 'What is worked on each day of the week; days left out are free.' }),
    exceptions: z
      .array(Exception)
      .max(400)
      .refine(
        (days) => new Set(days.map(({ date }) => date)).size === days.length,
        'Name each day once.',
      )
      .meta({ description: 'Holidays, and weekends that are worked instead.' }),
  })
  .refine((hours) => minutesOfWeek(hours) > 0, { path: ['week'], error: 'Work on some day.' })
  .meta({ id: 'Calendar', description: 'Business hours of a place, in its time zone.' });

export const Calendars = z
  .array(WorkingHours)
  .max(20)
  .refine(distinctCodes, 'Give each code once.')
  .refine(distinctLabels, 'Give each label once.')
  .meta({ description: 'The business hours that service levels count in.' });

/** A promise that is kept later than this is none, and takes too long to count. */
const weeksAhead = 104;

export const ServiceLevelsBody = z
  .strictObject({ serviceLevels: Levels, calendars: Calendars.optional() })
  .superRefine(({ serviceLevels, calendars = [] }, context) => {
    for (const [priority, { during, resolutionMinutes }] of Object.entries(serviceLevels)) {
      if (during === undefined) continue;
      const calendar = calendars.find(({ code }) => code === during);
      const reach = calendar ? minutesOfWeek(calendar) * weeksAhead : 0;
      if (resolutionMinutes <= reach) continue;
      const message = calendar
        ? 'In these business hours it takes longer than two years.'
        : 'There is no such calendar.';
      context.addIssue({
        code: 'custom',
        path: ['serviceLevels', priority, calendar ? 'resolutionMinutes' : 'during'],
        message,
      });
    }
  });

export const LevelsView = z
  .object({ serviceLevels: Levels, calendars: Calendars, version: z.int() })
  .meta({
    id: 'ServiceLevels',
    description:
      'How soon tickets have to be answered and resolved, in minutes, and when they count.',
  });

/** Calendars as a response schema takes them: with lists of its own. */
export function copyOfCalendars(calendars: readonly Calendar[]) {
  return calendars.map(({ week, exceptions, ...calendar }) => {
    const days = Object.entries(week).map(([day, shifts]) => [day, [...shifts]] as const);
    return {
      ...calendar,
      week: Object.fromEntries(days),
      exceptions: exceptions.map(({ shifts, ...day }) => ({ ...day, shifts: [...shifts] })),
    };
  });
}
