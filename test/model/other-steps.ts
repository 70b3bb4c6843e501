import fc from 'fast-check';
import { expect } from 'vitest';
import { expectShown } from './invariants.ts';
import { lookAtHistory, lookFor } from './looks.ts';
import { mayDelete, type ObjectKind } from './model.ts';
import { type Command, pick, plural, step, which, who } from './step.ts';

/** I6: a creation that is sent again under its key answers with what the first one made. */
const repeat = which.map((which) =>
  step(`creation #${which} is sent again`, async (model, world) => {
    const request = pick(model.requests, which);
    if (!request) return;
    const { status, body } = await world.ask(request.who, {
      routeKey: `POST /${plural[request.object]}`,
      body: request.body,
      headers: { 'idempotency-key': request.key },
    });
    // Whoever it refers to may be gone by now, which is looked at first.
    expect([201, 422], 'I6').toContain(status);
    if (status === 201) expect(body.id, 'I6').toBe(request.id);
    expect(world.hasChanged(), 'I6: one effect').toBe(false);
  }),
);

/** I10: nothing of an erased person is left in any table. */
const erase = which.map((which) =>
  step(`contact #${which} is erased`, async (model, world) => {
    const person = pick(
      model.records.filter(({ object }) => object === 'contact'),
      which,
    );
    if (person?.mark === undefined) return;
    await world.erase(person.id);
    model.records.splice(model.records.indexOf(person), 1);
    model.erased.push(person.mark);
    const kept = model.requests.filter(({ id }) => id !== person.id);
    model.requests.splice(0, model.requests.length, ...kept);
    const { winnerId, loserId } = model.merged ?? {};
    if (person.id === winnerId || person.id === loserId) model.merged = undefined;
    for (const mark of model.erased) expect(await world.placesOf(mark), `I10: ${mark}`).toEqual([]);
  }),
);

const bin = fc
  .record({ who, object: fc.constantFrom<ObjectKind>('contact', 'company') })
  .map(({ who, object }) =>
    step(`${who} looks into the bin of ${plural[object]}`, async (model, world) => {
      const call = { routeKey: `GET /bin/${plural[object]}`, query: { limit: '100' } };
      const { status, body } = await world.ask(who, call);
      expect(status).toBe(200);
      const binned = model.records.filter(
        (each) => each.object === object && !each.isLive && mayDelete(model, who, each),
      );
      expectShown(who, body.items, binned);
    }),
  );

const history = fc.record({ who, which }).map(({ who, which }) =>
  step(`${who} reads the history of #${which}`, async (model, world) => {
    const record = pick(model.records, which);
    if (record) await lookAtHistory(model, world, who, record);
  }),
);

const byAddress = fc
  .record({ who, email: fc.constantFrom('a@x.example', 'b@x.example') })
  .map(({ who, email }) =>
    step(`${who} looks for ${email}`, (model, world) => lookFor(model, world, who, email)),
  );

/** What people do besides changing, sharing and merging records. */
export const otherSteps: readonly fc.Arbitrary<Command>[] = [
  repeat,
  erase,
  bin,
  history,
  byAddress,
];
