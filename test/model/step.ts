import fc from 'fast-check';
import { checkInvariants } from './invariants.ts';
import { actors, type Expected, type Model } from './model.ts';
import type { World } from './world.ts';

export type Command = fc.AsyncCommand<Model, World>;

export const plural = { contact: 'contacts', company: 'companies' } as const;

/** A request about a record. */
export const route = (method: string, { object, id }: Expected, more = '') => ({
  routeKey: `${method} /${plural[object]}/{${object}Id}${more}`,
  params: { [`${object}Id`]: id },
});

/** A step with a name; afterwards everything that must hold is looked at. */
export function step(name: string, run: (model: Model, world: World) => Promise<void>): Command {
  return {
    check: () => true,
    async run(model, world) {
      await run(model, world);
      if (world.hasChanged()) await checkInvariants(model, world);
    },
    toString: () => name,
  };
}

/** A record by a number that fast-check can shrink; nothing while there is none. */
export const pick = <T>(all: readonly T[], number: number): T | undefined =>
  all[number % all.length];

export const who = fc.constantFrom(...actors);
export const which = fc.nat(30);
