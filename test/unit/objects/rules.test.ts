import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deal } from '#shared/objects/deal';
import type { RecordValues } from '#shared/objects/field';
import { objects } from '#shared/objects/objects';
import { order } from '#shared/objects/order';
import { nextStages, standingOf } from '#shared/objects/rules/deal-rules';
import { totalsOf } from '#shared/objects/rules/order-totals';
import { settle } from '#shared/objects/rules/settle';
import { shareOf } from '#shared/objects/rules/share-of';
import { wakeTime } from '#shared/objects/rules/wake-time';
import { ticket } from '#shared/objects/ticket';

const at = '2026-03-02T08:00:00.000Z';
const later = (minutes: number) => new Date(Date.parse(at) + minutes * 60_000).toISOString();
const cny = (amount: number) => ({ amount, currency: 'CNY' });
const line = (unitPrice: number, quantity: number, rest: object = {}) => ({
  product: 'P',
  quantity,
  unitPrice: cny(unitPrice),
  ...rest,
});

describe('shareOf', () => {
  it.each([
    [1, 50, 100, 1],
    [-1, 50, 100, -1],
    [999, 10, 100, 100],
    [5, 10, 100, 1],
    [4, 10, 100, 0],
    [100, 0.1, 1, 10],
    [7, 1, 0, 0],
  ])('%i · %d / %d is %i', (amount, part, whole, expected) => {
    expect(shareOf(amount, part, whole)).toBe(expected);
  });

  it('is never more than half a minor unit away', () => {
    const amounts = fc.integer({ min: -1e12, max: 1e12 });
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 100 }), (amount, percent) => {
        const error = BigInt(shareOf(amount, percent, 100)) * 100n - BigInt(amount * percent);
        expect(error <= 50n && error >= -50n).toBe(true);
      }),
    );
  });
});

describe('an order', () => {
  const lines = fc.array(
    fc.record({
      product: fc.constant('P'),
      quantity: fc.integer({ min: 0, max: 1_000 }),
      unitPrice: fc.integer({ min: 0, max: 10_000_000 }).map(cny),
      discountPercent: fc.integer({ min: 0, max: 100 }),
      taxPercent: fc.constantFrom(0, 6, 9, 13, 19),
    }),
    { minLength: 1, maxLength: 20 },
  );

  it('rounds each line once and spreads its discount before tax', () => {
    const two = [line(1_005, 1, { taxPercent: 13 }), line(333, 3, { discountPercent: 10 })];
    expect(totalsOf(two, 0)).toEqual({ subtotal: 1_904, tax: 131, total: 2_035 });
    expect(totalsOf(two, 100)).toEqual({ subtotal: 1_904, tax: 124, total: 1_928 });
  });

  it('adds up, whatever its lines, and a discount on it never raises its tax', () => {
    fc.assert(
      fc.property(lines, fc.nat({ max: 1_000_000 }), (rows, wanted) => {
        const plain = totalsOf(rows, 0);
        const discount = Math.min(wanted, plain.subtotal);
        const { subtotal, tax, total } = totalsOf(rows, discount);
        expect(subtotal).toBe(plain.subtotal);
        expect(total).toBe(subtotal - discount + tax);
        expect(tax).toBeLessThanOrEqual(plain.tax + rows.length);
        expect(total).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it.each([
    [[], 'unpaid', 2_000],
    [[500], 'partly-paid', 1_500],
    [[500, 1_500], 'paid', 0],
    [[2_500], 'overpaid', -500],
    [[2_500, -500], 'paid', 0],
  ])('with payments %j is %s', (amounts, paymentStatus, balance) => {
    const payments = amounts.map((amount, index) => ({ id: `${index}`, amount: cny(amount) }));
    const values = settle(order, { lines: [line(1_000, 2)], payments }, { at, createdAt: at });
    expect(values).toMatchObject({ paymentStatus, balance: cny(balance), total: cny(2_000) });
  });

  it('keeps a total that was typed while it has no lines', () => {
    const values = settle(order, { total: cny(700) }, { at, createdAt: at });
    expect(values).toMatchObject({ total: cny(700), balance: cny(700), status: 'draft' });
  });
});

describe('a deal', () => {
  it('is what its stage says after any way through its pipeline', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20 }), { maxLength: 12 }), (choices) => {
        let values: RecordValues = settle(deal, { name: 'D' }, { at, createdAt: at });
        for (const [step, choice] of choices.entries()) {
          const ways = nextStages(standingOf(deal, values));
          const stage = ways[choice % ways.length]!;
          const before = values;
          const moved = { ...values, stage: stage.code };
          values = settle(deal, moved, { before, at: later(step + 1), createdAt: at });
          expect(values['status']).toBe(stage.outcome);
          expect(values['probability']).toBe(stage.probability);
          expect(values['stageChangedAt']).toBe(later(step + 1));
          expect('closedAt' in values).toBe(stage.outcome !== 'open');
        }
      }),
    );
  });

  it('finds the pipeline of an imported stage and starts anew where there is none', () => {
    expect(standingOf(deal, { pipeline: 'gone', stage: 'proposal' }).stage.code).toBe('proposal');
    expect(standingOf(deal, { stage: 'gone' }).stage.code).toBe('qualification');
  });
});

describe('a ticket’s clock', () => {
  const fresh = settle(ticket, { subject: 'S', priority: 'high' }, { at, createdAt: at });
  const moved = (before: RecordValues, values: RecordValues, minutes: number) =>
    settle(ticket, { ...before, ...values }, { before, at: later(minutes), createdAt: at });

  it('starts with the service level of its priority', () => {
    expect(fresh).toMatchObject({
      status: 'new',
      firstResponseDueAt: later(4 * 60),
      resolutionDueAt: later(24 * 60),
    });
    expect(wakeTime('ticket', fresh)).toBe(later(24 * 60));
    expect(moved(fresh, { priority: 'urgent' }, 5)['resolutionDueAt']).toBe(later(4 * 60));
  });

  it('stands still while the customer is waited for, by exactly as long', () => {
    const pauses = fc.array(fc.tuple(fc.nat({ max: 500 }), fc.nat({ max: 500 })), { maxLength: 6 });
    fc.assert(
      fc.property(pauses, (parts) => {
        let values = fresh;
        let now = 0;
        let paused = 0;
        for (const [before, during] of parts) {
          now += before;
          values = moved(values, { status: 'waiting' }, now);
          expect(wakeTime('ticket', values)).toBeUndefined();
          now += during;
          values = moved(values, { status: 'open' }, now);
          paused += during;
        }
        expect(values['resolutionDueAt']).toBe(later(24 * 60 + paused));
      }),
    );
  });

  it('says whether it was resolved in time, and goes on when it is opened again', () => {
    const inTime = moved(fresh, { status: 'resolved' }, 60);
    expect(inTime).toMatchObject({ resolvedAt: later(60) });
    expect(inTime).not.toHaveProperty('isOverdue');
    expect(moved(fresh, { status: 'resolved' }, 25 * 60)).toMatchObject({ isOverdue: true });
    const reopened = moved(inTime, { status: 'open' }, 100);
    expect(reopened).not.toHaveProperty('resolvedAt');
    expect(reopened['resolutionDueAt']).toBe(later(24 * 60 + 40));
  });
});

describe('every object', () => {
  it.each(Object.values(objects))('$name: settling what is settled changes nothing', (object) => {
    const once = settle(object, object.example, { at, createdAt: at });
    const again = settle(object, once, { before: once, at: later(1), createdAt: at });
    expect(again).toEqual(once);
  });
});
