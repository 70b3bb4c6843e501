import { expect } from 'vitest';
import { expectFound, expectShown } from './invariants.ts';
import {
  type Actor,
  actors,
  type Expected,
  live,
  type Model,
  mayRead,
  maySeeEmail,
  type ObjectKind,
} from './model.ts';
import { plural, route } from './step.ts';
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
  const query = { q: email, objects: 'contact', limit: '50' };
  const found = await world.ask(who, { routeKey: 'GET /search', query });
  expectFound(found.body.items, holders);
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
}
