import fc from 'fast-check';
import { expect } from 'vitest';
import {
  type Actor,
  actors,
  type ExpectedView,
  isInTeam,
  type Model,
  maySeeEmail,
  type ObjectKind,
} from './model.ts';
import { type Command, pick, step, which, who } from './step.ts';
import type { World } from './world.ts';

const audience = fc.constantFrom<ExpectedView['audience']>('own', 'team', 'everybody');

const save = fc
  .record({
    who,
    object: fc.constantFrom<ObjectKind>('contact', 'company'),
    audience,
    byEmail: fc.nat(3).map((number) => number === 0),
  })
  .map(({ who, object, audience, byEmail }) =>
    step(`${who} saves a view of ${object} for ${audience}`, async (model, world) => {
      const filters = byEmail && object === 'contact' ? { email: 'a@x.example' } : {};
      const body = { name: `View ${model.views.length}`, object, audience, filters };
      const answer = await world.ask(who, { routeKey: 'POST /views', body });
      const isHidden = 'email' in filters && !maySeeEmail(who);
      expect(answer.status, 'I1: what is hidden is no filter').toBe(isHidden ? 400 : 201);
      if (isHidden) return;
      const isTeams = isInTeam(model, who);
      const id = answer.body.viewId;
      const facts = { isTeams, byEmail: 'email' in filters, version: 1 };
      model.views.push({ id, owner: who, audience, ...facts });
    }),
  );

const change = fc
  .record({ who, which, audience, isStale: fc.boolean() })
  .map(({ who, which, audience, isStale }) =>
    step(`${who} makes view #${which} one for ${audience}`, async (model, world) => {
      const view = pick(model.views, which);
      if (!view) return;
      const { status } = await world.ask(who, {
        routeKey: 'PATCH /views/{viewId}',
        params: { viewId: view.id },
        headers: { 'if-match': `"${view.version + (isStale ? 1 : 0)}"` },
        body: { audience },
      });
      if (!sees(model, who, view)) return expect(status, 'I1').toBe(404);
      if (view.owner !== who) return expect(status).toBe(403);
      if (isStale) return expect(status).toBe(412);
      expect(status).toBe(200);
      Object.assign(view, { audience, isTeams: isInTeam(model, who), version: view.version + 1 });
    }),
  );

function sees(model: Model, who: Actor, view: ExpectedView): boolean {
  const { owner, audience, isTeams, byEmail } = view;
  if (byEmail && !maySeeEmail(who)) return false;
  if (owner === who || audience === 'everybody') return true;
  return audience === 'team' && isTeams && isInTeam(model, who);
}

/** I1: everybody is shown their own views and those that others have for them. */
export async function lookAtViews(model: Model, world: World): Promise<void> {
  for (const who of actors) {
    const { status, body } = await world.ask(who, { routeKey: 'GET /views' });
    expect(status).toBe(200);
    const visible = model.views.filter((view) => sees(model, who, view));
    const shown = body.items.map(({ viewId }: { viewId: string }) => viewId);
    expect(shown.sort(), 'I1: views').toEqual(visible.map(({ id }) => id).sort());
    for (const { id: viewId } of model.views) {
      const call = { routeKey: 'GET /views/{viewId}', params: { viewId } };
      const expected = visible.some(({ id }) => id === viewId) ? 200 : 404;
      expect((await world.ask(who, call)).status, 'I1: a view').toBe(expected);
    }
  }
}

/** Lists that people save, for themselves and others. */
export const viewSteps: readonly fc.Arbitrary<Command>[] = [save, change];
