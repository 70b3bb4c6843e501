import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { nextOccurrence } from '#functions/record-changes/next-occurrence';
import { nextTask } from '#functions/record-changes/repeat-tasks';
import { momentOf, wallTimeAt } from '#shared/domain/wall-time';
import { cleanCell } from '#shared/imports/clean/clean-cell';
import { fieldSchema } from '#shared/objects/field-schema';
import { cleanRecurrence, comesEver, isRecurrence } from '#shared/objects/rules/recurrence';
import { task } from '#shared/objects/task';

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Shanghai', 'Australia/Lord_Howe'];
const moments = fc
  .integer({ min: Date.UTC(2000, 0), max: Date.UTC(2040, 0) })
  .map((moment) => Math.floor(moment / 1_000) * 1_000);

describe('wall time', () => {
  it('is what clocks show, and leads back, as Temporal has it, also where clocks are changed', () => {
    fc.assert(
      fc.property(moments, fc.constantFrom(...zones), (moment, zone) => {
        const plain = Temporal.Instant.fromEpochMilliseconds(moment)
          .toZonedDateTimeISO(zone)
          .toPlainDateTime();
        const wall = wallTimeAt(moment, zone);
        expect(new Date(wall).toISOString().slice(0, 19)).toBe(plain.toString().slice(0, 19));
        for (const off of [0, 30 * 60_000, -90 * 60_000]) {
          const shown = plain.add({ milliseconds: off });
          const expected = shown.toZonedDateTime(zone).epochMilliseconds;
          expect(momentOf(wall + off, zone)).toBe(expected);
        }
      }),
    );
  });

  it.each([
    ['2026-03-29T02:30:00', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25T02:30:00', '2026-10-25T00:30:00.000Z'],
    ['2026-07-01T09:00:00', '2026-07-01T07:00:00.000Z'],
  ])('%s in Berlin is %s', (wall, expected) => {
    expect(new Date(momentOf(Date.parse(`${wall}Z`), 'Europe/Berlin')).toISOString()).toBe(
      expected,
    );
  });
});

describe('a rule by which tasks repeat', () => {
  it.each([
    'FREQ=DAILY',
    'FREQ=DAILY;INTERVAL=3;COUNT=10',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20261231',
    'FREQ=MONTHLY;BYMONTHDAY=-1',
    'FREQ=MONTHLY;BYDAY=2TU',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;UNTIL=20401231T235959Z',
    'FREQ=WEEKLY;WKST=SU',
  ])('may be %s', (rule) => {
    expect(isRecurrence(rule)).toBe(true);
    const start = '2026-02-28T08:00:00.000Z';
    expect(nextOccurrence({ rule, start, zone: 'UTC' }, start)).toMatch(/T08:00:00.000Z$/);
  });

  it.each([
    'daily',
    'FREQ=HOURLY',
    'FREQ=DAILY;FREQ=DAILY',
    'FREQ=DAILY;INTERVAL=0',
    'FREQ=DAILY;BYDAY=MO',
    'FREQ=WEEKLY;BYDAY=1MO',
    'FREQ=WEEKLY;BYDAY=XX',
    'FREQ=DAILY;COUNT=3;UNTIL=20261231',
    'FREQ=DAILY;UNTIL=20260230',
    'FREQ=DAILY;UNTIL=20260228T256000Z',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MONTHLY;BYSETPOS=1',
    'INTERVAL=2',
    'FREQ=DAILY;X',
  ])('is not %s', (rule) => {
    expect(isRecurrence(rule)).toBe(false);
  });

  it('comes from files as it went into them, and what is none is left aside', () => {
    const { recurrence } = task.fields;
    const conventions = { utcOffset: '+00:00', decimalComma: false, currency: 'CNY' };
    const rule = 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20261231';
    expect(cleanCell(rule, recurrence, conventions)).toEqual({ kind: 'value', value: rule });
    expect(cleanCell('每周一', recurrence, conventions).kind).toBe('unclear');
  });

  it('is stored in capitals without its name, and cleaned twice is cleaned once', () => {
    const { recurrence } = task.fields;
    expect(fieldSchema(recurrence).parse(' rrule:freq=weekly;byday=mo; ')).toBe(
      'FREQ=WEEKLY;BYDAY=MO',
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        const cleaned = cleanRecurrence(text);
        if (isRecurrence(cleaned)) expect(cleanRecurrence(cleaned)).toBe(cleaned);
      }),
    );
  });
});

describe('the next time of a series', () => {
  const berlin = (rule: string, start: string, after: string) =>
    nextOccurrence({ rule, start, zone: 'Europe/Berlin' }, after);

  it('keeps the hour on the clock of the person when the clocks are changed', () => {
    const start = '2026-03-28T08:00:00.000Z';
    expect(berlin('FREQ=DAILY', start, start)).toBe('2026-03-29T07:00:00.000Z');
    expect(berlin('FREQ=DAILY', start, '2026-10-24T12:00:00.000Z')).toBe(
      '2026-10-25T08:00:00.000Z',
    );
  });

  it('takes the days of the week where the person is', () => {
    const start = '2026-03-01T22:30:00.000Z';
    const series = { rule: 'FREQ=WEEKLY;BYDAY=MO', start, zone: 'Asia/Shanghai' };
    expect(nextOccurrence(series, start)).toBe('2026-03-08T22:30:00.000Z');
  });

  it('ends after so many, the first one included whatever day it was, or with its last day', () => {
    const wednesday = '2026-03-04T09:00:00.000Z';
    const counted = { rule: 'FREQ=WEEKLY;BYDAY=MO;COUNT=3', start: wednesday, zone: 'UTC' };
    expect(nextOccurrence(counted, wednesday)).toBe('2026-03-09T09:00:00.000Z');
    expect(nextOccurrence(counted, '2026-03-09T09:00:00.000Z')).toBe('2026-03-16T09:00:00.000Z');
    expect(nextOccurrence(counted, '2026-03-16T09:00:00.000Z')).toBeUndefined();
    const until = (day: string) =>
      berlin(`FREQ=DAILY;UNTIL=${day}`, '2026-03-04T21:30:00.000Z', '2026-03-04T21:30:00.000Z');
    expect(until('20260305')).toBe('2026-03-05T21:30:00.000Z');
    expect(until('20260304')).toBeUndefined();
    expect(until('20260305T213000Z')).toBe('2026-03-05T21:30:00.000Z');
    expect(until('20260305T212959Z')).toBeUndefined();
  });

  it('is none where the rule never comes, which is known before', () => {
    const day = fc
      .integer({ min: Date.UTC(2001, 0), max: Date.UTC(2004, 11, 31) })
      .map((moment) => new Date(moment).toISOString().slice(0, 10));
    const rule = fc
      .record({
        frequency: fc.constantFrom('MONTHLY', 'YEARLY'),
        interval: fc.constantFrom(1, 2, 3, 4, 6, 12, 24),
        months: fc.constantFrom('', ';BYMONTH=2', ';BYMONTH=2,4', ';BYMONTH=11'),
        days: fc.constantFrom('', ';BYMONTHDAY=29', ';BYMONTHDAY=-31', ';BYMONTHDAY=30,31'),
      })
      .map(({ frequency, interval, months, days }) => {
        const inMonths = frequency === 'YEARLY' ? months : '';
        return `FREQ=${frequency};INTERVAL=${interval}${inMonths}${days}`;
      });
    fc.assert(
      fc.property(rule, day, (rule, day) => {
        const start = `${day}T09:00:00.000Z`;
        const next = nextOccurrence({ rule, start, zone: 'UTC' }, start);
        expect(next !== undefined).toBe(comesEver(rule, day));
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    'FREQ=DAILY',
    'FREQ=DAILY;INTERVAL=3',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU',
    'FREQ=MONTHLY;BYDAY=-1FR',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29',
  ])('comes however old the series is: %s', (rule) => {
    for (const year of [1826, 1926, 1996]) {
      const start = `${year}-06-15T09:00:00.000Z`;
      const next = nextOccurrence({ rule, start, zone: 'UTC' }, '2026-11-27T09:00:00.000Z');
      expect(next && next < '2029').toBe(true);
      const days = (Date.parse(next!) - Date.parse(start)) / 86_400_000;
      if (rule.startsWith('FREQ=DAILY')) expect(days % (rule.endsWith('3') ? 3 : 1)).toBe(0);
    }
  });

  it('is always later, and at the same time of the day where clocks have that time', () => {
    const rules = fc.constantFrom(
      'FREQ=DAILY;INTERVAL=3',
      'FREQ=WEEKLY;BYDAY=MO,FR',
      'FREQ=MONTHLY;BYDAY=-1FR',
      'FREQ=MONTHLY;BYMONTHDAY=-1,15',
    );
    const series = fc.tuple(rules, moments, fc.constantFrom(...zones), fc.nat(400 * 86_400));
    fc.assert(
      fc.property(series, ([rule, begin, zone, seconds]) => {
        const start = new Date(begin).toISOString();
        const after = new Date(begin + seconds * 1_000).toISOString();
        const next = nextOccurrence({ rule, start, zone }, after);
        expect(next && next > after).toBe(true);
        const ofDay = (wall: number) => new Date(wall).toISOString().slice(11, 19);
        const wall = wallTimeAt(Date.parse(next!), zone);
        const wanted = ofDay(wallTimeAt(begin, zone));
        const sameDay = Date.parse(`${new Date(wall).toISOString().slice(0, 10)}T${wanted}Z`);
        expect(momentOf(sameDay, zone)).toBe(Date.parse(next!));
      }),
      { numRuns: 60 },
    );
  });
});

describe('the next task', () => {
  const done = {
    subject: '周报',
    priority: 'high',
    tags: ['x'],
    status: 'done',
    externalId: 'E-1',
    recurrence: 'FREQ=WEEKLY',
    dueAt: '2026-03-23T08:00:00.000Z',
    seriesStart: '2026-03-23T08:00:00.000Z',
    remindAt: '2026-03-22T07:00:00.000Z',
    remindedAt: '2026-03-22T07:01:00.000Z',
    completedAt: '2026-03-20T10:00:00.000Z',
  };

  it('has what the one before had, its own times, and a reminder as far before on the clock', () => {
    expect(nextTask(task, done, 'Europe/Berlin')).toEqual({
      subject: '周报',
      priority: 'high',
      tags: ['x'],
      recurrence: 'FREQ=WEEKLY',
      seriesStart: done.seriesStart,
      dueAt: '2026-03-30T07:00:00.000Z',
      remindAt: '2026-03-29T06:00:00.000Z',
    });
  });

  it('makes up for nothing that has passed, and goes on as before where one was put off', () => {
    const late = { ...done, completedAt: '2026-04-08T10:00:00.000Z' };
    expect(nextTask(task, late, 'UTC')?.['dueAt']).toBe('2026-04-13T08:00:00.000Z');
    const putOff = { ...done, dueAt: '2026-03-25T15:00:00.000Z' };
    expect(nextTask(task, putOff, 'UTC')?.['dueAt']).toBe('2026-03-30T08:00:00.000Z');
    const { recurrence: _, ...stopped } = done;
    expect(nextTask(task, stopped, 'UTC')).toBeUndefined();
  });
});
