import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { fromSettingsItem } from '#shared/definitions/settings-item';
import { type Calendar, shiftsOn } from '#shared/objects/business-hours';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { RecordValues } from '#shared/objects/field';
import { described } from '#shared/objects/object-settings';
import { mostPauses, withPause } from '#shared/objects/rules/pauses';
import { settle } from '#shared/objects/rules/settle';
import { defaultServiceLevels } from '#shared/objects/service-levels';
import { ticket } from '#shared/objects/ticket';

const office = [{ from: '09:00', to: '17:00' }];
const berlin: Calendar = {
  code: 'berlin',
  labels: { en: 'Berlin office', zh: '柏林办公室' },
  timeZone: 'Europe/Berlin',
  week: { mon: office, tue: office, wed: office, thu: office, fri: office },
  exceptions: [{ date: '2026-10-26', name: 'Brückentag', shifts: [] }],
};
const newYork: Calendar = {
  code: 'new-york',
  labels: { en: 'New York hotline', zh: '纽约热线' },
  timeZone: 'America/New_York',
  week: { sun: [{ from: '20:00', to: '24:00' }], mon: [{ from: '00:00', to: '06:00' }] },
  exceptions: [],
};
const object = {
  ...ticket,
  calendars: [berlin, newYork],
  serviceLevels: {
    ...defaultServiceLevels,
    high: { firstResponseMinutes: 60, resolutionMinutes: 480, during: 'berlin' },
    low: { firstResponseMinutes: 60, resolutionMinutes: 240, during: 'new-york' },
  },
} as const;
const createdAt = '2026-10-23T14:00:00.000Z';
const fresh = settle(object, { subject: 'S', priority: 'high' }, { at: createdAt, createdAt });
const moved = (
  before: RecordValues,
  values: RecordValues,
  at: string,
  by: ObjectDefinition = object,
) => settle(by, { ...before, ...values }, { before, at, createdAt });

describe('a ticket’s clock', () => {
  it('runs in the calendar of its level only, and stands while the customer is waited for', () => {
    expect(fresh).toMatchObject({
      firstResponseDueAt: '2026-10-23T15:00:00.000Z',
      // Clocks are put back on the Sunday, and the Monday is free.
      resolutionDueAt: '2026-10-27T15:00:00.000Z',
    });
    const waiting = moved(fresh, { status: 'waiting' }, '2026-10-23T14:30:00.000Z');
    const back = moved(waiting, { status: 'open' }, '2026-10-27T08:30:00.000Z');
    expect(back).toMatchObject({
      pauses: [{ from: '2026-10-23T14:30:00.000Z', to: '2026-10-27T08:30:00.000Z' }],
      pausedSeconds: 90 * 3_600,
      resolutionDueAt: '2026-10-27T16:00:00.000Z',
    });
    expect(moved(back, {}, '2026-10-27T09:00:00.000Z')).toEqual(back);
  });

  it('runs on where a ticket that was resolved is opened again', () => {
    const resolved = moved(fresh, { status: 'resolved' }, '2026-10-23T14:30:00.000Z');
    expect(resolved).toMatchObject({ resolvedAt: '2026-10-23T14:30:00.000Z' });
    const again = moved(resolved, { status: 'open' }, '2026-10-28T10:00:00.000Z');
    expect(again).not.toHaveProperty('resolvedAt');
    // Half an hour of the eight was gone.
    expect(again['resolutionDueAt']).toBe('2026-10-29T09:30:00.000Z');
  });

  it('runs by another calendar, or day and night, as soon as the priority asks for that', () => {
    const waiting = moved(fresh, { status: 'waiting' }, '2026-10-23T15:00:00.000Z');
    const back = moved(waiting, { status: 'open' }, '2026-10-23T21:00:00.000Z');
    const due = (priority: string) =>
      moved(back, { priority }, '2026-10-23T21:01:00.000Z')['resolutionDueAt'];
    expect(due('urgent')).toBe('2026-10-24T00:00:00.000Z');
    expect(due('low')).toBe('2026-10-26T04:00:00.000Z');
    const overSunday = moved(waiting, { status: 'open' }, '2026-10-26T02:00:00.000Z');
    // Two hours of the hotline were slept through with the customer.
    expect(moved(overSunday, { priority: 'low' }, '2026-10-26T02:01:00.000Z')).toMatchObject({
      resolutionDueAt: '2026-10-26T06:00:00.000Z',
    });
  });

  it('counts a pause in the hours that a calendar has by now', () => {
    const waiting = moved(fresh, { status: 'waiting' }, '2026-10-23T14:30:00.000Z');
    const back = moved(waiting, { status: 'open' }, '2026-10-27T08:30:00.000Z');
    const calendars = [{ ...berlin, exceptions: [] }, newYork];
    const next = moved(back, {}, '2026-10-27T09:00:00.000Z', { ...object, calendars });
    // The Monday was worked after all, and the customer was waited for on all of it.
    expect(next['resolutionDueAt']).toBe('2026-10-27T16:00:00.000Z');
  });

  it('takes the sum of pauses that were not kept one by one for a first one', () => {
    const before = { ...fresh, pausedSeconds: 1_800 };
    expect(moved(before, {}, '2026-10-23T16:00:00.000Z')).toMatchObject({
      pausedSeconds: 1_800,
      resolutionDueAt: '2026-10-27T15:30:00.000Z',
    });
  });

  it('keeps so many pauses and no more, and the whole time of them', () => {
    const hour = (number: number) => new Date(Date.UTC(2026, 0, 1, number)).toISOString();
    let pauses: ReturnType<typeof withPause> = [];
    for (let number = 0; number < 300; number += 1)
      pauses = withPause(pauses, { from: hour(2 * number), to: hour(2 * number + 1) });
    expect(pauses).toHaveLength(mostPauses);
    expect([pauses[0]?.from, pauses.at(-1)?.to]).toEqual([hour(0), hour(599)]);
    const ordered = pauses.every(({ from, to }, at) => {
      const next = pauses[at + 1];
      return from < to && (next === undefined || to < next.from);
    });
    expect(ordered).toBe(true);
  });
});

/** Whether a minute counts, by another library: slow and plain. */
function isWorked(moment: number, calendar: Calendar): boolean {
  const zoned = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(
    calendar.timeZone,
  );
  const time = (zoned.hour * 60 + zoned.minute) * 60_000;
  const shifts = shiftsOn(calendar, zoned.toPlainDate().toString());
  return shifts.some(([opens, closes]) => opens <= time && time < closes);
}

it('the clock says what counting minute by minute does: holidays, changed clocks, pauses, reopening', () => {
  const minute = 60_000;
  const iso = (minutes: number) => new Date(begin + minutes * minute).toISOString();
  // Both zones put their clocks back within the days that are looked at.
  const begin = Date.UTC(2026, 9, 23, 12);
  const events = fc.array(
    fc.record({
      after: fc.integer({ min: 1, max: 900 }),
      status: fc.constantFrom('open', 'waiting', 'resolved', 'closed'),
      priority: fc.constantFrom('high', 'low', 'urgent'),
    }),
    { minLength: 1, maxLength: 7 },
  );
  fc.assert(
    fc.property(events, (moves) => {
      const all = [...moves, { after: 60, status: 'open', priority: moves.at(-1)!.priority }];
      const made = { at: iso(0), createdAt: iso(0) };
      let values = settle(object, { subject: 'S', priority: 'high' }, made);
      let now = 0;
      const pausedMinutes = new Set<number>();
      let isPaused = false;
      for (const { after, status, priority } of all) {
        if (isPaused) for (let at = now; at < now + after; at += 1) pausedMinutes.add(at);
        now += after;
        values = settle(
          object,
          { ...values, status, priority },
          { before: values, at: iso(now), createdAt: iso(0) },
        );
        isPaused = status !== 'open';
      }
      const level = object.serviceLevels[all.at(-1)!.priority];
      const code = 'during' in level ? level.during : undefined;
      const calendar = object.calendars.find((each) => each.code === code);
      const counts = (at: number) => !calendar || isWorked(begin + at * minute, calendar);
      const expected = level.resolutionMinutes;
      let net = 0;
      let due = 0;
      while (net < expected) {
        if (counts(due) && !pausedMinutes.has(due)) net += 1;
        due += 1;
      }
      expect(values['isOverdue'] ?? false).toBe(due < now && anyCounted(due, now));
      const lastPaused = Math.max(-1, ...pausedMinutes);
      if (lastPaused < due) expect(values['resolutionDueAt']).toBe(iso(due));

      function anyCounted(from: number, to: number) {
        for (let at = from; at < to; at += 1) if (counts(at) && !pausedMinutes.has(at)) return true;
        return false;
      }
    }),
    { numRuns: 40 },
  );
});

it('settings of one calendar stay valid: its levels name it', () => {
  const { code: _, labels: _labels, ...businessHours } = berlin;
  const levels = { ...object.serviceLevels };
  const high = { ...levels.high, during: 'business-hours' };
  const stored = {
    ...{ pk: 'object#ticket', sk: 'settings', schemaVersion: 1, object: 'ticket', version: 2 },
    ...{ fields: [], serviceLevels: { ...defaultServiceLevels, high }, businessHours },
  };
  const settings = fromSettingsItem(stored);
  expect(settings?.calendars).toEqual([
    { code: 'business-hours', labels: { en: 'Business hours', zh: '工作时间' }, ...businessHours },
  ]);
  const values = settle(
    described(ticket, settings!),
    { subject: 'S', priority: 'high' },
    {
      ...{ at: createdAt, createdAt },
    },
  );
  expect(values['resolutionDueAt']).toBe('2026-10-27T15:00:00.000Z');
});
