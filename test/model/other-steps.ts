import fc from 'fast-check';
import { expect } from 'vitest';
import { expectShown } from './invariants.ts';
import {
  actors,
  live,
  type Model,
  mayDelete,
  mayRead,
  maySeeEmail,
  type ObjectKind,
} from './model.ts';
import { type Command, pick, plural, route, step, which, who } from './step.ts';
import type { World } from './world.ts';

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
    if (!record) return;
    const { status, body } = await world.ask(who, {
      ...route('GET', record, '/changes'),
      query: { limit: '100' },
    });
    if (!record.isLive || !mayRead(model, who, record)) return expect(status, 'I1').toBe(404);
    expect(status).toBe(200);
    const versions = body.items.map(({ version }: { version: number }) => version);
    expect(versions, 'I7').toEqual(
      Array.from({ length: record.version }, (_, index) => record.version - index),
    );
    const shown = JSON.stringify(body.items);
    if (!maySeeEmail(who)) expect(shown, 'I1').not.toMatch(/"email"|@x\.example/);
  }),
);

const byAddress = fc
  .record({ who, email: fc.constantFrom('a@x.example', 'b@x.example') })
  .map(({ who, email }) =>
    step(`${who} looks for ${email}`, async (model, world) => {
      const holders = live(model, 'contact').filter(
        (each) => each.email === email && maySeeEmail(who) && mayRead(model, who, each),
      );
      const listed = await world.ask(who, { routeKey: 'GET /contacts', query: { email } });
      expect(listed.status, 'I1').toBe(maySeeEmail(who) ? 200 : 400);
      if (listed.status === 200) expectShown(who, listed.body.items, holders);
      const query = { q: email, objects: 'contact', limit: '50' };
      const found = await world.ask(who, { routeKey: 'GET /search', query });
      expect(
        found.body.items.map(({ id }: { id: string }) => id),
        'I1',
      ).toEqual(holders.map(({ id }) => id));
    }),
  );

/** In the end everybody looks at every record, by itself and in lists (I1). */
export async function lookAround(model: Model, world: World): Promise<void> {
  for (const who of actors) {
    for (const object of ['contact', 'company'] as const) {
      const visible = live(model, object).filter((each) => mayRead(model, who, each));
      const call = { routeKey: `GET /${plural[object]}`, query: { limit: '100' } };
      expectShown(who, (await world.ask(who, call)).body.items, visible);
    }
    for (const record of model.records) {
      const { status, body } = await world.ask(who, route('GET', record));
      const isShown = record.isLive && mayRead(model, who, record);
      expect(status, 'I1').toBe(isShown ? 200 : 404);
      if (isShown) expectShown(who, [body], [record]);
    }
  }
}

/** What people do besides changing, sharing and merging records. */
export const otherSteps: readonly fc.Arbitrary<Command>[] = [
  repeat,
  erase,
  bin,
  history,
  byAddress,
];
