import { expect, it } from 'vitest';
import { createTurns } from '#infra/local/endpoint/turns';

it('lets what is small pass between large requests, and keeps the order of these', async () => {
  const turns = createTurns();
  const answered: string[] = [];
  const large = async (name: string) => {
    await turns.take();
    answered.push(name);
    // What comes in while it is answered has its turn before the next large one.
    setImmediate(() => answered.push(`after ${name}`));
  };
  await Promise.all([large('a'), large('b'), large('c')]);
  expect(answered).toEqual(['a', 'after a', 'b', 'after b', 'c']);
});
