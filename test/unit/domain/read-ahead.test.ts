import { describe, expect, it } from 'vitest';
import { readAhead } from '#shared/domain/read-ahead';

/** Counts as asked; `made` tells how far it is. */
function counting(to: number) {
  const made: number[] = [];
  const source = async function* () {
    for (let at = 0; at < to; at++) {
      made.push(at);
      yield at;
    }
  };
  return { made, source };
}

describe('readAhead', () => {
  it('gives everything in order', async () => {
    expect(await Array.fromAsync(readAhead(counting(5).source()))).toEqual([0, 1, 2, 3, 4]);
    expect(await Array.fromAsync(readAhead(counting(0).source()))).toEqual([]);
  });

  it('has the next item made while one is used, and no more', async () => {
    const { made, source } = counting(5);
    const items = readAhead(source());
    expect(made).toEqual([]);
    await items.next();
    expect(made).toEqual([0, 1]);
    await items.next();
    expect(made).toEqual([0, 1, 2]);
  });

  it('fails where its source does, after what came before', async () => {
    const failing = async function* () {
      yield 1;
      throw new Error('no more');
    };
    const items = readAhead(failing());
    expect(await items.next()).toEqual({ done: false, value: 1 });
    await expect(items.next()).rejects.toThrow('no more');
  });

  it('ends after what is under way, when nobody wants more, and hides its failure', async () => {
    const gate = Promise.withResolvers<void>();
    const slow = async function* () {
      yield 1;
      await gate.promise;
      throw new Error('nobody asks');
    };
    const items = readAhead(slow());
    await items.next();
    let hasEnded = false;
    const ending = items.return(undefined).then(() => {
      hasEnded = true;
    });
    await Promise.resolve();
    expect(hasEnded).toBe(false);
    gate.resolve();
    await ending;
    expect(hasEnded).toBe(true);
  });
});
