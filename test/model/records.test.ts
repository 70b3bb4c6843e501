import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { steps } from './commands.ts';
import { lookAround } from './looks.ts';
import { newModel } from './model.ts';
import { openScene } from './opening.ts';
import { openWorlds } from './world.ts';

/** Longer runs: `MODEL_RUNS=1000 MODEL_STEPS=100 npx vitest run --project slow test/model`. */
const numRuns = Number(process.env['MODEL_RUNS'] ?? 12);
const maxCommands = Number(process.env['MODEL_STEPS'] ?? 40);
const seed = Number(process.env['MODEL_SEED'] ?? 20_261_127);

let worlds: Awaited<ReturnType<typeof openWorlds>>;
beforeAll(async () => {
  worlds = await openWorlds();
});
afterAll(() => worlds?.close());

test(
  `DATA-04: three people with different rights, seed ${seed}: what they see and what is stored is as expected`,
  async () => {
    const property = fc.asyncProperty(
      fc.commands([...steps], { maxCommands, size: 'max' }),
      async (commands) => {
        const world = await worlds.newWorld();
        const model = newModel();
        await openScene(model, world);
        await fc.asyncModelRun(() => ({ model, real: world }), commands);
        await lookAround(model, world);
      },
    );
    await fc.assert(property, { numRuns, seed, endOnFailure: false });
    expect(numRuns).toBeGreaterThan(0);
  },
  Math.max(120_000, numRuns * maxCommands * 500),
);
