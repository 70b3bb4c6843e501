import { expect, it } from 'vitest';
import { eachRecord } from '#functions/bulk/each-record';
import { DomainError } from '#shared/errors/domain-error';

it('begins nothing more once the store does not answer, and says so after what is under way', async () => {
  const ids = Array.from({ length: 200 }, (_, at) => `id-${at}`);
  const begun: string[] = [];
  let running = 0;
  const failing = eachRecord(ids, async (id) => {
    begun.push(id);
    running += 1;
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    if (id === 'id-3') throw new DomainError('service.unavailable', { retryAfter: 1 });
    return 1;
  });
  await expect(failing).rejects.toMatchObject({ code: 'service.unavailable' });
  expect(running).toBe(0);
  const count = begun.length;
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toHaveLength(count);
  expect(count).toBeLessThan(40);
});

it('AZ-14: says of each whether it was done, in the order that was asked', async () => {
  const { done, refused, results } = await eachRecord(['a', 'b', 'c'], async (id) => {
    if (id === 'b') throw new DomainError('request.not_found');
    return 2;
  });
  expect([done, refused]).toEqual([2, 1]);
  expect(results.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
    'a done',
    'b refused',
    'c done',
  ]);
});
