import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { Settings } from '#infra/settings';
import { type Caller, type RequestCounts, windowParts } from '#shared/auth/request-counts';
import { createRequestLimiter, type RequestLimiter } from '#shared/auth/request-limiter';
import { readRequestLimits, requestRules } from '#shared/auth/request-limits';

const limits = { person: 600, key: 3_000 };
const rules = requestRules(limits);

let now: number;
beforeEach(() => {
  now = Date.UTC(2027, 0, 11, 9);
});

const sam: Caller = {
  ...{ kind: 'person', id: 'sam', userId: 'sam', locale: 'en' },
  credential: { pk: 'session#1', sk: 'session' },
};
const shop: Caller = { ...sam, kind: 'key', id: 'shop', credential: { pk: 'key#1', sk: 'key' } };

/** What environments share; `faults` are what happens to the next reports. */
function sharedCounts() {
  const sums = new Map<string, number[]>();
  const paused: [string, number][] = [];
  const told: string[] = [];
  const faults: ('lost' | 'refused')[] = [];
  let reports = 0;
  let reads = 0;
  const counts: RequestCounts = {
    async add(name, { until }, part, count) {
      reports += 1;
      const fault = faults.shift();
      if (fault === 'refused') throw new Error('The table is busy.');
      const parts = sums.get(`${name} ${until}`) ?? Array.from({ length: windowParts }, () => 0);
      parts[part] = (parts[part] ?? 0) + count;
      sums.set(`${name} ${until}`, parts);
      if (fault === 'lost') throw new Error('The answer got lost.');
      return [...parts];
    },
    async read(name, { until }) {
      reads += 1;
      return [...(sums.get(`${name} ${until}`) ?? [])];
    },
    pause: async ({ credential }, until) => void paused.push([credential.pk, until.getTime()]),
    tell: async ({ id }) => void told.push(id),
  };
  return { counts, faults, paused, told, reports: () => reports, reads: () => reads };
}

const limiterOf = (counts: RequestCounts, chosen = limits) =>
  createRequestLimiter({ counts, limits: chosen, clock: { now: () => new Date(now) } });

/** Whether a request is let in, as the gate asks. */
async function isAdmitted(limiter: RequestLimiter, caller = sam): Promise<boolean> {
  if (limiter.refusalOf(caller)) return false;
  await limiter.count(caller, false);
  return true;
}

async function admittedOf(limiter: RequestLimiter, requests: number, caller = sam) {
  let admitted = 0;
  for (let each = 0; each < requests; each += 1)
    if (await isAdmitted(limiter, caller)) admitted += 1;
  return admitted;
}

describe('API-19: one environment', () => {
  test('lets exactly the limit in, reports it by 2 % and refuses the rest until it is a window ago', async () => {
    const shared = sharedCounts();
    const limiter = limiterOf(shared.counts);
    expect(await admittedOf(limiter, 1_000)).toBe(600);
    expect(shared.reports()).toBe(600 / rules.person.batch);
    expect(shared.reads()).toBe(1);
    // The second in which it began counts as a whole.
    expect(shared.paused).toEqual([['session#1', now + 61_000]]);
    expect(shared.told).toEqual(['sam']);

    now += 60_001;
    const refusal = limiter.refusalOf(sam);
    expect(refusal).toMatchObject({ code: 'request.too_many', details: { retryAfter: 1 } });
    now += 999;
    expect(await admittedOf(limiter, 1_000)).toBe(600);
  });

  test('lets no more in where one minute on the clock ends and the next begins', async () => {
    const limiter = limiterOf(sharedCounts().counts);
    now += 59_000;
    expect(await admittedOf(limiter, 588)).toBe(588);
    now += 2_000;
    expect(await admittedOf(limiter, 1_000)).toBe(12);
    now += 57_000;
    expect(await admittedOf(limiter, 1_000)).toBe(0);
    now += 2_000;
    expect(await admittedOf(limiter, 1_000)).toBe(588);
  });

  test('never pauses who keeps an even pace of 96 % of the limit', async () => {
    const limiter = limiterOf(sharedCounts().counts);
    for (let each = 0; each < 3_000; each += 1, now += 60_000 / 576)
      expect(await isAdmitted(limiter)).toBe(true);
  });

  test('lets a paused caller go on with a batch at a time and not with one by one', async () => {
    const shared = sharedCounts();
    const limiter = limiterOf(shared.counts);
    // Ten a second: each second that leaves the window makes room for ten.
    for (let each = 0; each < 600; each += 1, now += 100) await isAdmitted(limiter);
    const admitted: number[] = [];
    for (let second = 0; second < 20; second += 1, now += 1_000)
      admitted.push(await admittedOf(limiter, 100));
    expect(
      admitted.filter((count) => count > 0).every((count) => count >= rules.person.batch),
    ).toBe(true);
    // One event in each of the two minutes on the clock, however often they are paused in it.
    expect(shared.paused.length).toBeGreaterThan(5);
    expect(shared.told).toHaveLength(2);
  });

  test('asks what was before once a window, and limits without it where it cannot be read', async () => {
    const shared = sharedCounts();
    const read = () => Promise.reject(new Error('The table is busy.'));
    const limiter = limiterOf({ ...shared.counts, read });
    expect(await admittedOf(limiter, 1_000)).toBe(600);
  });

  test('reports sooner where less than a batch is left, so that odd limits are exact too', async () => {
    const limiter = limiterOf(sharedCounts().counts, { person: 613, key: 3_000 });
    expect(613 % requestRules({ person: 613, key: 3_000 }).person.batch).not.toBe(0);
    expect(await admittedOf(limiter, 1_000)).toBe(613);
  });

  test('tells nobody anything of people who ask little', async () => {
    const shared = sharedCounts();
    const limiter = limiterOf(shared.counts);
    for (let time = 0; time < 10; time += 1, now += 61_000)
      expect(await admittedOf(limiter, rules.person.batch - 1)).toBe(rules.person.batch - 1);
    expect(shared.reports()).toBe(0);
  });

  test('keeps a key and its owner apart, and holds keys to shorter windows', async () => {
    const limiter = limiterOf(sharedCounts().counts);
    expect(await admittedOf(limiter, 1_000, shop)).toBe(500);
    expect(await admittedOf(limiter, 10)).toBe(10);
    expect(limiter.refusalOf(shop)?.details).toMatchObject({
      retryAfter: 11,
      quota: { name: 'key', most: 500, windowSeconds: 10 },
      detail: 'This API key has sent more than 500 requests within 10 s. Go on in 11 s.',
    });
    expect(limiter.refusalOf({ ...shop, locale: 'zh' })?.details.detail).toBe(
      '此 API 密钥在 10 秒内发送的请求超过 500 次，请在 11 秒后继续。',
    );
  });

  test('turns nobody away because a count cannot be told, and tells it later', async () => {
    const shared = sharedCounts();
    const limiter = limiterOf(shared.counts);
    shared.faults.push('refused', 'refused', 'refused');
    expect(await admittedOf(limiter, 48)).toBe(48);
    // The fourth report has all of it: none is tried again with every request.
    expect(shared.reports()).toBe(4);
    expect(await admittedOf(limiter, 1_000)).toBe(600 - 48);
  });

  test('counts a batch twice at most where an answer got lost', async () => {
    const shared = sharedCounts();
    shared.faults.push('lost');
    expect(await admittedOf(limiterOf(shared.counts), 1_000)).toBe(600 - rules.person.batch);
  });

  test('is not held up by a pause that cannot be written', async () => {
    const shared = sharedCounts();
    const fails = () => Promise.reject(new Error('The table is busy.'));
    const limiter = limiterOf({ ...shared.counts, pause: fails, tell: fails });
    expect(await admittedOf(limiter, 1_000)).toBe(600);
  });

  test('serves a paused caller up to the same limit what ends access', async () => {
    const shared = sharedCounts();
    const limiter = limiterOf(shared.counts);
    await admittedOf(limiter, 601);
    for (let each = 0; each < 600; each += 1) await limiter.count(sam, true);
    await expect(limiter.count(sam, true)).rejects.toMatchObject({ code: 'request.too_many' });
    // That pauses nobody anew: what they asked before it is all that is told.
    expect([shared.paused.length, shared.told.length]).toEqual([1, 1]);
  });
});

test('API-19: an environment that has not seen a caller knows from the credential that they are paused', () => {
  const limiter = limiterOf(sharedCounts().counts);
  expect(limiter.learn(sam, undefined)).toBeUndefined();
  expect(limiter.learn(sam, new Date(now).toISOString())).toBeUndefined();
  expect(limiter.learn(sam, new Date(now + 1).toISOString())?.code).toBe('request.too_many');
  // In whatever session they come next.
  expect(limiter.refusalOf({ ...sam, credential: shop.credential })).toBeDefined();
  now += 60_000;
  expect(limiter.refusalOf(sam)).toBeUndefined();
});

test('API-19: however requests spread over environments and time, no minute has more than the limit and less than a batch of each', () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.record({ pause: fc.nat({ max: 45_000 }), burst: fc.nat({ max: 900 }) }), {
        minLength: 1,
        maxLength: 12,
      }),
      fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 40 }),
      fc.constantFrom(sam, shop),
      async (count, bursts, order, caller) => {
        const { counts, paused } = sharedCounts();
        const environments = Array.from({ length: count }, () => limiterOf(counts));
        const { most, batch, windowSeconds } = rules[caller.kind];
        const admitted: number[] = [];
        let each = 0;
        for (const { pause, burst } of bursts) {
          now += pause;
          for (let left = burst; left > 0; left -= 1, each += 1) {
            const limiter = environments[order[each % order.length]! % count]!;
            // As the gate does: another environment's pause stands on the credential.
            const known = paused.findLast(([, until]) => until > now)?.[1];
            if (known && limiter.learn(caller, new Date(known).toISOString())) continue;
            if (await isAdmitted(limiter, caller)) admitted.push(now);
          }
        }
        let first = 0;
        for (const [place, at] of admitted.entries()) {
          while (admitted[first]! <= at - windowSeconds * 1_000) first += 1;
          expect(place + 1 - first).toBeLessThanOrEqual(most + count * (batch - 1));
        }
      },
    ),
    { numRuns: 60 },
  ));

test('API-19: all that one caller sends at once through many environments is a batch of each above the limit at most', () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.nat(), { minLength: 1, maxLength: 40 }),
      async (count, order) => {
        const { counts, paused } = sharedCounts();
        const environments = Array.from({ length: count }, () => limiterOf(counts));
        let admitted = 0;
        for (let each = 0; each < 1_500; each += 1) {
          const place = order[each % order.length]! + each;
          if (await isAdmitted(environments[place % count]!)) admitted += 1;
        }
        expect(admitted).toBeGreaterThanOrEqual(rules.person.most);
        expect(admitted).toBeLessThanOrEqual(rules.person.most + count * (rules.person.batch - 1));
        expect(paused.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 60 },
  ));

describe('API-19: operators choose', () => {
  const parse = (requestsPerMinute?: object, throttling?: object) =>
    Settings.safeParse({
      mail: { from: 'crm@example.com' },
      ...(requestsPerMinute ? { requestsPerMinute } : {}),
      ...(throttling ? { throttling } : {}),
    });

  test('what one caller may send, ten requests a second for people and fifty for keys unless they do', () => {
    expect(parse().data?.requestsPerMinute).toEqual({ person: 600, key: 3_000 });
    expect(parse({ key: 6_000 }).data?.requestsPerMinute).toEqual({ person: 600, key: 6_000 });
    expect(requestRules({ person: 90, key: 60 })).toMatchObject({
      person: { most: 90, windowSeconds: 60, batch: 2 },
      key: { most: 10, windowSeconds: 10, batch: 1 },
    });
  });

  test.each([
    ['less than one a second', { person: 59 }, undefined],
    ['more than all callers together', { key: 12_001 }, undefined],
    ['more than all callers together, after less of those', undefined, { rate: 40 }],
    ['something that is not a limit', { pages: 100 }, undefined],
  ])('but not %s', (_, chosen, throttling) => {
    expect(parse(chosen, throttling).success).toBe(false);
  });

  test('and a function with a choice that is none does not start', () => {
    expect(readRequestLimits(undefined)).toEqual({ person: 600, key: 3_000 });
    expect(() => readRequestLimits('{"person":1}')).toThrow();
  });
});
