import fc from 'fast-check';
import { expect } from 'vitest';
import { type Expected, holderOf, live, type ObjectKind, recordOf, referrersOf } from './model.ts';
import { type Command, pick, route, step, which } from './step.ts';
import type { World } from './world.ts';

/** What a merge fills where the winner has nothing, of what is looked at here. */
const filledFields = ['email', 'companyId'] as const;

const merge = fc
  .record({
    object: fc.constantFrom<ObjectKind>('contact', 'company'),
    first: which,
    second: which,
    fillsGap: fc.boolean(),
  })
  .map(({ object, first, second, fillsGap }) =>
    step(`chief merges ${object} #${second} into #${first}`, async (model, world) => {
      // By chance alone there is hardly ever something to fill, and so nothing to take back.
      const lacks = filledFields[first % filledFields.length] ?? 'email';
      const all = live(model, fillsGap ? 'contact' : object);
      const winner = pick(fillsGap ? all.filter((each) => !each[lacks]) : all, first);
      const loser = pick(fillsGap ? all.filter((each) => each[lacks]) : all, second);
      if (!winner || !loser || winner === loser) return;
      const versioned = ({ id, version }: Expected) => ({ id, version });
      const body = {
        object: winner.object,
        winner: versioned(winner),
        others: [versioned(loser)],
      };
      const { status } = await world.ask('chief', { routeKey: 'POST /merges', body });
      expect(status).toBe(201);
      const moved = referrersOf(model, loser.id);
      for (const each of moved) {
        each.companyId = winner.id;
        each.version += 1;
      }
      const filled = filledFields.filter((field) => !winner[field] && loser[field]);
      for (const field of filled) winner[field] = loser[field];
      winner.version += 1;
      Object.assign(loser, { isLive: false, version: loser.version + 1 });
      model.merged = {
        winnerId: winner.id,
        loserId: loser.id,
        filled: filled.map((field) => ({ field, value: winner[field] })),
        movedIds: moved.map(({ id }) => id),
      };
    }),
  );

/** Somebody gives the winner an address of its own between a merge and its undo. */
async function readdress(world: World, winner: Expected, email: string): Promise<void> {
  const headers = { 'if-match': `"${winner.version}"` };
  const call = { ...route('PATCH', winner), headers, body: { email } };
  expect((await world.ask('chief', call)).status).toBe(200);
  Object.assign(winner, { email, version: winner.version + 1 });
}

const undo = fc.nat(2).map((number) =>
  step('chief undoes the last merge', async (model, world) => {
    if (!model.merged) return;
    const { winnerId, loserId, filled, movedIds } = model.merged;
    const winner = recordOf(model, winnerId);
    const loser = recordOf(model, loserId);
    if (!winner || !loser) return;
    const isFilled = winner.isLive && filled.some(({ field }) => field === 'email');
    if (number === 0 && isFilled) await readdress(world, winner, `own-${winner.version}@x.example`);
    const body = { object: winner.object, winnerId };
    const { status } = await world.ask('chief', { routeKey: 'POST /merge-undos', body });
    if (!winner.isLive) return expect(status).toBe(404);
    // What somebody has changed since stays.
    const emptied = filled.flatMap(({ field, value }) => (winner[field] === value ? [field] : []));
    const comesBack = !loser.isLive;
    const holder = comesBack ? holderOf(model, loser.email) : undefined;
    const isTaken = holder && !(holder === winner && emptied.includes('email'));
    const company = comesBack ? recordOf(model, loser.companyId) : undefined;
    const isDangling = company !== undefined && !company.isLive;
    if (isTaken || isDangling)
      return expect(isTaken && isDangling ? [409, 422] : [isTaken ? 409 : 422]).toContain(status);
    expect(status).toBe(200);
    for (const field of emptied) winner[field] = undefined;
    if (emptied.length > 0) winner.version += 1;
    if (comesBack) Object.assign(loser, { isLive: true, version: loser.version + 1 });
    for (const each of live(model, 'contact'))
      if (movedIds.includes(each.id) && each.companyId === winnerId) {
        each.companyId = loserId;
        each.version += 1;
      }
    model.merged = undefined;
  }),
);

/** Merges and what is taken back of them, foretold field by field. */
export const mergeSteps: readonly fc.Arbitrary<Command>[] = [merge, merge, merge, undo, undo];
