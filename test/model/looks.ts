import { expect } from 'vitest';
import { checkInvariants, expectFound, expectShown } from './invariants.ts';
import {
  type Actor,
  actors,
  type Expected,
  live,
  type Model,
  mayChange,
  mayDelete,
  mayRead,
  maySeeEmail,
  type ObjectKind,
} from './model.ts';
import { plural, route } from './step.ts';
import { lookAtViews } from './view-steps.ts';
import type { World } from './world.ts';

/** What people search for. */
export const words = ['ann', 'lee', '王', 'zoe', 'bo', 'lee ann'] as const;

const folded = (text: string) => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** I1: a record is shown to whoever may see it, and to others it is not there. */
export async function lookAt(model: Model, world: World, who: Actor, record: Expected) {
  const { status, body } = await world.ask(who, route('GET', record));
  const isShown = record.isLive && mayRead(model, who, record);
  expect(status, 'I1').toBe(isShown ? 200 : 404);
  if (isShown) expectShown(who, [body], [record]);
}

/** I1, I7: its history has each version, and nothing that is hidden from whoever looks. */
export async function lookAtHistory(model: Model, world: World, who: Actor, record: Expected) {
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
}

/** I1: a list has what somebody may see. */
export async function listAll(model: Model, world: World, who: Actor, object: ObjectKind) {
  const call = { routeKey: `GET /${plural[object]}`, query: { limit: '100' } };
  const { status, body } = await world.ask(who, call);
  expect(status).toBe(200);
  const visible = live(model, object).filter((each) => mayRead(model, who, each));
  expectShown(who, body.items, visible);
}

/** I1: search finds and counts what somebody may see. */
export async function searchFor(model: Model, world: World, who: Actor, word: string) {
  const query = { q: word, objects: 'contact', limit: '50' };
  const { status, body } = await world.ask(who, { routeKey: 'GET /search', query });
  expect(status).toBe(200);
  const fits = ({ name }: Expected) =>
    word
      .split(' ')
      .every((each) =>
        ` ${folded(name)}`.includes(/\p{Script=Han}/u.test(each) ? each : ` ${each}`),
      );
  const visible = live(model, 'contact').filter((each) => fits(each) && mayRead(model, who, each));
  expectFound(body.items, visible);
  expect(body.counts[0]?.count ?? 0, 'I1: the count').toBe(visible.length);
}

/** I1: by an address people are found by those who may see addresses. */
export async function lookFor(model: Model, world: World, who: Actor, email: string) {
  const holders = live(model, 'contact').filter(
    (each) => each.email === email && maySeeEmail(who) && mayRead(model, who, each),
  );
  const listed = await world.ask(who, { routeKey: 'GET /contacts', query: { email } });
  expect(listed.status, 'I1').toBe(maySeeEmail(who) ? 200 : 400);
  if (listed.status === 200) expectShown(who, listed.body.items, holders);
  const find = async (q: string) => {
    const query = { q, objects: 'contact', limit: '50' };
    const { body } = await world.ask(who, { routeKey: 'GET /search', query });
    expectFound(body.items, holders);
    expect(body.counts[0]?.count ?? 0, 'I1: the count').toBe(holders.length);
  };
  await find(email);
  // Beside a word that is shown, the hidden one tells nothing either.
  const named = live(model, 'contact').find((each) => each.email === email);
  if (named && !maySeeEmail(who)) await find(`${named.name.split(' ')[0]} ${email}`);
}

const deletion = (record: Expected, version: number) => ({
  ...route('DELETE', record),
  headers: { 'if-match': `"${version}"` },
});
const renaming = (record: Expected, version: number) => ({
  ...route('PATCH', record),
  headers: { 'if-match': `"${version}"` },
  body: { name: `${record.name} II` },
});

/**
 * What is only shared opens what its level says: reading, or changing too, and never deletion. I2: what
 * is refused changes nothing. Whoever has seen another version neither changes nor deletes.
 */
async function tryRights(model: Model, world: World, who: Actor, record: Expected) {
  const { version } = record;
  const refused = mayRead(model, who, record) ? 403 : 404;
  const deleted = await world.ask(who, deletion(record, version + 1));
  expect(deleted.status, 'deletion').toBe(mayDelete(model, who, record) ? 412 : refused);
  const stale = await world.ask(who, renaming(record, version + 1));
  expect(stale.status, 'change').toBe(mayChange(model, who, record) ? 412 : refused);
  const isByShare = mayChange(model, who, record) && !mayDelete(model, who, record);
  if (!isByShare) return;
  const changed = await world.ask(who, renaming(record, version));
  expect(changed.status, 'a share to edit').toBe(200);
  Object.assign(record, { name: `${record.name} II`, version: version + 1 });
}

/** In the end everybody looks at every record, in every way. */
export async function lookAround(model: Model, world: World): Promise<void> {
  for (const who of actors) {
    for (const object of ['contact', 'company'] as const) await listAll(model, world, who, object);
    for (const word of words) await searchFor(model, world, who, word);
    for (const { email } of live(model, 'contact'))
      if (email !== undefined) await lookFor(model, world, who, email);
    for (const record of model.records) {
      await lookAt(model, world, who, record);
      await lookAtHistory(model, world, who, record);
    }
  }
  await lookAtViews(model, world);
  for (const record of model.records.filter(({ isLive }) => isLive))
    for (const who of actors) {
      // Whoever has no part in a record is refused in the looks above.
      const isAsked = who === 'chief' ? record.version > 2 : mayRead(model, who, record);
      if (isAsked) await tryRights(model, world, who, record);
    }
  await checkInvariants(model, world);
}
