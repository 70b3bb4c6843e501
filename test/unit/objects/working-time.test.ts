import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { type BusinessHours, shiftsOn, weekdays } from '#shared/objects/business-hours';
import { afterWorking, workedBetween } from '#shared/objects/rules/working-time';

const office = [{ from: '09:00', to: '17:00' }];
const berlin: BusinessHours = {
  timeZone: 'Europe/Berlin',
  week: { mon: office, tue: office, wed: office, thu: office, fri: office },
  exceptions: [
    { date: '2026-10-26', name: 'Brückentag', shifts: [] },
    { date: '2026-10-31', shifts: [{ from: '10:00', to: '12:00' }] },
  ],
};

/** Minute by minute, by another library: slow and plain. */
function counted(from: number, minutes: number, hours: BusinessHours): number {
  let zoned = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(hours.timeZone);
  for (let sum = 0; sum < minutes; zoned = zoned.add({ minutes: 1 })) {
    const time = (zoned.hour * 60 + zoned.minute) * 60_000;
    const shifts = shiftsOn(hours, zoned.toPlainDate().toString());
    if (shifts.some(([opens, closes]) => opens <= time && time < closes)) sum += 1;
  }
  return zoned.epochMilliseconds;
}

describe('working time', () => {
  it.each([
    ['within a day', '2026-10-21T07:00:00.000Z', 60, '2026-10-21T08:00:00.000Z'],
    ['to the end of a shift', '2026-10-21T07:00:00.000Z', 480, '2026-10-21T15:00:00.000Z'],
    ['from the evening', '2026-10-21T20:00:00.000Z', 30, '2026-10-22T07:30:00.000Z'],
    [
      'over a weekend in which clocks are changed, and a holiday',
      '2026-10-23T14:00:00.000Z',
      120,
      '2026-10-27T09:00:00.000Z',
    ],
    ['into a Saturday that is worked', '2026-10-30T16:30:00.000Z', 60, '2026-10-31T10:00:00.000Z'],
  ])('goes on %s', (_name, from, minutes, expected) => {
    expect(afterWorking(from, minutes * 60, berlin)).toBe(expected);
    expect(workedBetween(from, expected, berlin)).toBe(minutes * 60);
  });

  it('has the hours that a day and night really has', () => {
    const allDay = [{ from: '00:00', to: '24:00' }];
    const always: BusinessHours = {
      timeZone: 'Europe/Berlin',
      week: Object.fromEntries(weekdays.map((day) => [day, allDay])),
      exceptions: [],
    };
    fc.assert(
      fc.property(fc.nat(366 * 24 * 60), fc.integer({ min: 1, max: 9_000 }), (start, minutes) => {
        const from = Date.UTC(2026, 0) + start * 60_000;
        const to = new Date(from + minutes * 60_000).toISOString();
        expect(afterWorking(new Date(from).toISOString(), minutes * 60, always)).toBe(to);
      }),
    );
  });

  it('is what counting minute by minute finds, in every zone and week', () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 24 * 4 }), {
      minLength: 2,
      maxLength: 4,
    });
    const clock = (quarter: number) =>
      `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
    const shifts = times.map((all) => {
      const sorted = [...all].sort((one, other) => one - other);
      return sorted.flatMap((from, index) => {
        const to = sorted[index + 1];
        return index % 2 === 0 && to !== undefined ? [{ from: clock(from), to: clock(to) }] : [];
      });
    });
    // Shifts here keep clear of the hour that clocks show twice, which has two readings.
    const late = shifts.map((all) => all.filter(({ from }) => from >= '03:00'));
    const hours = fc.record({
      timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Shanghai', 'America/New_York'),
      week: fc.record({ mon: late, wed: late, sun: late, fri: fc.constant(office) }),
      exceptions: fc.constant([{ date: '2026-03-27', shifts: [] }]),
    });
    const start = fc.nat(20 * 24 * 60).map((minutes) => Date.UTC(2026, 2, 20) + minutes * 60_000);
    fc.assert(
      fc.property(hours, start, fc.integer({ min: 1, max: 900 }), (when, from, minutes) => {
        const begins = new Date(from).toISOString();
        const ends = afterWorking(begins, minutes * 60, when);
        expect(Date.parse(ends)).toBe(counted(from, minutes, when));
        expect(workedBetween(begins, ends, when)).toBe(minutes * 60);
      }),
      { numRuns: 30 },
    );
  });

  it('adds up: two stretches of work are as long as both together', () => {
    const seconds = fc.nat(200_000);
    fc.assert(
      fc.property(fc.nat(400 * 24 * 60), seconds, seconds, (start, first, second) => {
        const from = new Date(Date.UTC(2026, 0) + start * 60_000).toISOString();
        const between = afterWorking(from, first, berlin);
        const to = afterWorking(from, first + second, berlin);
        expect(afterWorking(between, second, berlin)).toBe(second === 0 ? between : to);
        expect(workedBetween(from, between, berlin) + workedBetween(between, to, berlin)).toBe(
          workedBetween(from, to, berlin),
        );
      }),
    );
  });
});
