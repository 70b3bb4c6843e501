import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClock } from '#infra/local/clock';
import { type ApiAnswer, type ApiClient, apiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { hire } from '#test/support/people';
import { expectProblem } from '#test/support/problem';
import { storedText } from '#test/support/recovery';

/** A person may send 60 in any minute, a key 20 in any ten seconds. */
const limits = { person: 60, key: 120 };
/** What an environment counts for itself of a person. */
const batch = 2;

let cloud: TestCloud;
let administrator: ApiClient;
let sales: ApiClient;

beforeAll(async () => {
  // Time stands still, so that no window ends before the test says so.
  const clock = createClock({ start: Date.UTC(2027, 0, 11, 9) });
  cloud = await bootCloud({ clock, variables: { REQUEST_LIMITS: JSON.stringify(limits) } });
  administrator = await cloud.as('administrator');
  sales = await cloud.as('sales');
});
afterAll(() => cloud?.close());

/** What was asked is a minute ago then, and the second in which that began. */
const nextWindow = () => cloud.cloud.clock.advance(62_000);

/** Asks until the answer is 429, at most so often; gives how many were answered before, and the refusal. */
async function askUntilPaused(
  ask: (turn: number) => Promise<ApiAnswer>,
): Promise<{ readonly answered: number; readonly refusal: ApiAnswer }> {
  for (let answered = 0; answered < 100; answered += 1) {
    const answer = await ask(answered);
    if (answer.status === 429) return { answered, refusal: answer };
    expect(answer.status, answer.text).toBeLessThan(300);
  }
  throw new Error('Nothing was refused.');
}

const list = (client: ApiClient, headers = {}) =>
  client.send('GET', '/contacts?limit=1', { headers });

describe('API-19: a person who sends too many requests', () => {
  it('waits for a minute in all sessions, whatever address they name, and nobody with them', async () => {
    const second = await cloud.as('sales');
    await nextWindow();
    const { answered, refusal } = await askUntilPaused((turn) =>
      list(turn % 2 === 0 ? sales : second, { 'x-forwarded-for': `198.51.100.${turn}` }),
    );
    expect(answered).toBe(limits.person);
    expectProblem(refusal, 'request.too_many');
    expect(refusal.headers.get('retry-after')).toMatch(/^(60|61)$/);
    expect(refusal.headers.get('ratelimit')).toMatch(/^"person";r=0;t=(60|61)$/);
    expect(refusal.headers.get('ratelimit-policy')).toBe('"person";q=60;w=60');
    expect(refusal.body.detail).toMatch(
      /^You have sent more than 60 requests within 60 s\. Go on in \d+ s\.$/,
    );
    const [one, two, third] = [sales, second, await cloud.as('sales')];
    for (const own of [one, two, third]) expect((await list(own)).status).toBe(429);
    expect((await list(await cloud.as('manager'))).status).toBe(200);

    await nextWindow();
    for (const own of [one, two, third]) expect((await list(own)).status).toBe(200);
  });

  it('is known to all environments of all functions, each of which may be a batch behind', async () => {
    await nextWindow();
    const places = ['/contacts?limit=1', '/search?q=zz', '/account'];
    let answered = 0;
    // Two at a time, so that each function has two environments.
    for (let turn = 0, refused = 0; refused < places.length; turn += 1) {
      const path = places[turn % places.length]!;
      const both = await Promise.all([sales.send('GET', path), sales.send('GET', path)]);
      const ok = both.filter(({ status }) => status === 200).length;
      answered += ok;
      refused = ok === 0 ? refused + 1 : 0;
      expect(turn).toBeLessThan(100);
    }
    expect(answered).toBeGreaterThanOrEqual(limits.person);
    expect(answered).toBeLessThan(limits.person + 2 * places.length * batch);
  });

  it('may still end sessions and keys, up to the same limit, and is told in Chinese who reads Chinese', async () => {
    const support = await cloud.as('support');
    const other = await cloud.as('support');
    await support.send('PATCH', '/account', { body: { locale: 'zh' } });
    await nextWindow();
    const { refusal } = await askUntilPaused(() => list(support));
    expect(refusal.body.detail).toMatch(/^您在 60 秒内发送的请求超过 60 次，请在 \d+ 秒后继续。$/);
    expect((await support.send('GET', '/account')).status).toBe(429);
    expect((await support.send('GET', '/account/api-keys')).status).toBe(200);
    expect((await support.send('DELETE', '/account/sessions')).status).toBe(200);
    const { answered } = await askUntilPaused(() => support.send('GET', '/account/sessions'));
    expect(answered).toBeGreaterThanOrEqual(limits.person - 2 * batch);

    await nextWindow();
    expectProblem(await list(other), 'request.unauthenticated');
    expect((await support.send('POST', '/sign-out')).status).toBe(204);
  });
});

it('API-19: a table that takes no counts keeps nobody from anything', async () => {
  const finance = await cloud.as('finance');
  await nextWindow();
  cloud.cloud.faults.set('throttle', 1, 'requests#');
  for (let each = 0; each < 3 * batch; each += 1) expect((await list(finance)).status).toBe(200);
  cloud.cloud.faults.clear();
  const { answered } = await askUntilPaused(() => list(finance));
  expect(answered).toBe(limits.person - 3 * batch);
});

describe('API-19: an API key that sends too many requests', () => {
  let key: ApiClient;
  let keyId: string;
  let ownerId: string;

  beforeAll(async () => {
    const owner = await hire(cloud, administrator, { email: 'shop@example.com', role: 'sales' });
    ownerId = owner.userId;
    administrator = await cloud.as('administrator');
    const body = { name: 'Web shop', userId: ownerId };
    const made = await administrator.send('POST', '/api-keys', { body });
    expect(made.status, made.text).toBe(201);
    keyId = made.body.keyId;
    key = apiClient(cloud.cloud.api, made.body.secret);
    await nextWindow();
  });

  it('is paused for little more than ten seconds at most, and nobody with it', async () => {
    const { answered, refusal } = await askUntilPaused(() => list(key));
    expect(answered).toBe(limits.key / 6);
    expect(refusal.headers.get('ratelimit-policy')).toBe('"key";q=20;w=10');
    expect(Number(refusal.headers.get('retry-after'))).toBeLessThanOrEqual(11);
    expect(refusal.body.detail).toContain('This API key has sent more than 20 requests');
    expect((await list(administrator)).status).toBe(200);
  });

  it('is found by administrators: one event a window, with the key, in the events and the audit', async () => {
    const eventsOf = async () => {
      const { body } = await administrator.send('GET', '/security-events');
      return body.events.filter(({ name }: { name: string }) => name === 'api_key.paused');
    };
    expect(await eventsOf()).toEqual([expect.objectContaining({ keyId, userId: ownerId })]);
    const { body } = await administrator.send('GET', '/api-keys');
    const shown = body.keys.find((each: { keyId: string }) => each.keyId === keyId);
    expect(Date.parse(shown.pausedUntil)).toBeGreaterThan(cloud.cloud.clock.now());
    const audit = await administrator.send('GET', `/audit?subjectId=${ownerId}`);
    const actions = audit.body.entries.map(({ action }: { action: string }) => action);
    expect(actions).toContain('api_key.paused');

    await cloud.cloud.clock.advance(10_500);
    await askUntilPaused(() => list(key));
    expect((await list(key)).status).toBe(429);
    expect(await eventsOf()).toHaveLength(2);
  });

  it('can be revoked meanwhile', async () => {
    const revoked = await administrator.send('DELETE', `/api-keys/${keyId}`);
    expect(revoked.status).toBe(204);
    await cloud.cloud.clock.advance(10_500);
    expectProblem(await list(key), 'request.unauthenticated');
  });
});

it('API-19: what is counted names people and keys by their ids alone', async () => {
  const counted = (await storedText(cloud)).match(/"requests#[^"]+"/g) ?? [];
  expect(counted.length).toBeGreaterThan(0);
  for (const name of counted)
    expect(name).toMatch(/^"requests#(person|key)#[0-9A-HJKMNP-TV-Z]{26}(#while-paused)?"$/);
});
