import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { Settings } from '#infra/settings';
import type { Caller, RequestCounts } from '#shared/auth/request-counts';
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
  const sums = new Map<string, number>();
  const paused: [string, number][] = [];
  const told: string[] = [];
  const faults: ('lost' | 'refused')[] = [];
  let reports = 0;
  const counts: RequestCounts = {
    async add(name, { until }, count) {
      reports += 1;
      const fault = faults.shift();
      if (fault === 'refused') throw new Error('The table is busy.');
      const sum = (sums.get(`${name} ${until}`) ?? 0) + count;
      sums.set(`${name} ${until}`, sum);
      if (fault === 'lost') throw new Error('The answer got lost.');
      return sum;
    },
    pause: async ({ credential }, { until }) => void paused.push([credential.pk, until]),
    tell: async ({ id }) => void told.push(id),
  };
  return { counts, faults, paused, told, reports: () => reports };
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
  test('lets exactly the limit in, reports it by 2 % and refuses the rest of the window', async () => {
    const shared = sharedCounts();
    const limiter = limiterOf(shared.counts);
    expect(await admittedOf(limiter, 1_000)).toBe(600);
    expect(shared.reports()).toBe(600 / rules.person.batch);
    expect(shared.paused).toEqual([['session#1', Date.UTC(2027, 0, 11, 9, 1) / 1_000]]);
    expect(shared.told).toEqual(['sam']);

    now += 59_001;
    const refusal = limiter.refusalOf(sam);
    expect(refusal).toMatchObject({ code: 'request.too_many', details: { retryAfter: 1 } });
    now += 999;
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
    for (let minute = 0; minute < 10; minute += 1, now += 60_000)
      expect(await admittedOf(limiter, rules.person.batch - 1)).toBe(rules.person.batch - 1);
    expect(shared.reports()).toBe(0);
  });

  test('keeps a key and its owner apart, and holds keys to shorter windows', async () => {
    const limiter = limiterOf(sharedCounts().counts);
    expect(await admittedOf(limiter, 1_000, shop)).toBe(500);
    expect(await admittedOf(limiter, 10)).toBe(10);
    expect(limiter.refusalOf(shop)?.details).toMatchObject({
      retryAfter: 10,
      quota: { name: 'key', most: 500, windowSeconds: 10 },
      detail: 'This API key has sent more than 500 requests within 10 s. Go on in 10 s.',
    });
    expect(limiter.refusalOf({ ...shop, locale: 'zh' })?.details.detail).toBe(
      '此 API 密钥在 10 秒内发送的请求超过 500 次，请在 10 秒后继续。',
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

test('API-19: however requests spread over environments, each is less than a batch behind', () =>
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
