import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { givingBack, standingFor, takingIn } from '#shared/campaigns/absorbed-members';
import { type Member, memberStatuses } from '#shared/campaigns/member';
import { changed, joining } from '#shared/campaigns/member-changes';
import type { Origin } from '#shared/records/record';

const at = '2026-03-02T08:00:00.000Z';
const origin: Origin = { userId: 'U', at, means: 'merge', cause: 'merge' };

function member(id: string, status: Member['status'], responses: number): Member {
  const given = Array.from({ length: responses }, (_, at) => ({
    id: `${id}-${at}`,
    at: '',
    by: 'U',
  }));
  return { ...joining(origin, 'C', { object: 'contact', id }, status), responses: given };
}
const members = fc.record({
  status: fc.constantFrom(...memberStatuses),
  responses: fc.nat({ max: 3 }),
});
const facts = (each: Member | undefined) =>
  each && { status: each.status, responses: each.responses, absorbed: each.absorbed };

describe('memberships that went into another one', () => {
  it('leave it as it was when all come back, in whatever order', () => {
    const parts = fc.array(members, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.option(members), parts, fc.nat(), (own, others, seed) => {
        const before = own ? member('own', own.status, own.responses) : undefined;
        const joined = others.map(({ status, responses }, at) =>
          member(`other-${at}`, status, responses),
        );
        let there = before;
        for (const each of joined)
          there = there
            ? takingIn(origin, there, each)
            : standingFor(origin, 'C', { object: 'contact', id: 'own' }, each);
        const order = joined.map((each, at) => ({ each, key: (seed * (at + 7)) % 11 }));
        for (const { each } of order.sort((one, other) => one.key - other.key)) {
          const [write] = givingBack(origin, there!, each);
          expect(write?.before).toBe(there);
          there = write?.after;
        }
        expect(facts(there)).toEqual(facts(before));
      }),
    );
  });

  it('do not touch a status that somebody has given since, nor what never came from them', () => {
    const there = takingIn(origin, member('own', 'sent', 1), member('other', 'responded', 2));
    expect(there).toMatchObject({ status: 'responded', version: 2 });
    const since = changed(there, origin, { status: 'opened' });
    const [write] = givingBack(origin, since, member('other', 'responded', 2));
    expect(write?.after).toMatchObject({ status: 'opened', responses: [{ id: 'own-0' }] });
    expect(givingBack(origin, there, member('stranger', 'responded', 2))).toEqual([]);
  });
});

it('a membership that takes in more than an item of the store holds keeps the latest notes, and all responses', () => {
  const noted = (id: string, year: number) => ({
    ...member(id, 'responded', 0),
    responses: Array.from({ length: 50 }, (_, number) => ({
      ...{ id: `${id}-${number}`, by: 'U', note: '样'.repeat(2_000) },
      at: new Date(Date.UTC(year, 0, 1 + number)).toISOString(),
    })),
  });
  const { responses } = takingIn(origin, noted('own', 2025), noted('other', 2026));
  expect(responses).toHaveLength(100);
  expect(Buffer.byteLength(JSON.stringify(responses))).toBeLessThan(350_000);
  expect(responses.at(-1)).toMatchObject({ id: 'other-49', note: expect.any(String) });
  expect(responses[0]).toEqual(expect.not.objectContaining({ note: expect.anything() }));
});
