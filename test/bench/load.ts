import assert from 'node:assert/strict';
import autocannon, { type Request, type Result } from 'autocannon';
import { localSettings } from '#infra/settings';
import { synthesize } from '#infra/synthesize';
import { requestRules } from '#shared/auth/request-limits';
import { type Child, startChild } from './child.ts';
import type { LoadCallers, LoadCloudCalls } from './load-cloud.ts';
import { type Acknowledged, changedTitle, turnOf } from './load-mix.ts';
import { createTally, type Tally } from './load-tally.ts';
import { median } from './measure.ts';

/** `SECONDS=30` for a first look. */
const seconds = Number(process.env['SECONDS'] ?? 300);

/**
 * A month of 25 users is a million requests (docs/benchmarks.md): in 22 days of eight hours 1.6 a second, and
 * in the busiest hour two and a half times as many, 4. Six callers at 2 a second are three times that.
 */
const people = 5;
const ratePerCaller = 2;

/** In which a caller does all that there is to do once. */
const turnSeconds = 6;

/** So low that a laptop sends more; the limit that is shipped is higher. */
const requestsPerMinute = { person: 600, key: 600 };
const limit = requestRules(requestsPerMinute).key;
/** The one who does not keep to it: six times the limit. */
const hogRate = 60;

interface Caller {
  readonly name: string;
  readonly token: string;
  readonly acknowledged: Acknowledged;
}

/** Sends so many requests at a rate, each over again in its order; gives how many got no answer. */
async function send(
  api: string,
  token: string,
  load: { requests: Request[]; amount: number; rate: number; connections: number },
  onAnswer: (status: number, milliseconds: number) => void,
): Promise<number> {
  const { requests, amount, rate, connections } = load;
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const running = autocannon(
    {
      url: api,
      headers: { authorization: `Bearer ${token}` },
      timeout: 30,
      ...{ requests, amount, connections, overallRate: rate },
    },
    (error: unknown, result) => (error ? reject(error) : resolve(result)),
  );
  running.on('response', (_, status, __, milliseconds) => onAnswer(status, milliseconds));
  const { errors, timeouts } = await promise;
  return errors + timeouts;
}

/** One caller does their turns for so long; gives how many requests got no answer. */
function work(api: string, caller: Caller, forSeconds: number, tally: Tally): Promise<number> {
  let operation = '';
  const requests = turnOf(caller.name, caller.acknowledged, (name) => {
    operation = name;
  });
  const amount = forSeconds * ratePerCaller;
  const load = { requests, amount, rate: ratePerCaller, connections: 1 };
  return send(api, caller.token, load, (status, milliseconds) =>
    tally.note(operation, status, milliseconds),
  );
}

/** Takes the memory of the cloud while some work goes on; gives the median of each third, in MB. */
async function watchMemory(
  cloud: Child<LoadCloudCalls>,
  work: Promise<unknown>,
): Promise<readonly number[]> {
  const taken: number[] = [];
  const take = async () => taken.push(await cloud.call('memory', undefined));
  const timer = setInterval(() => void take(), Math.max(250, (seconds * 1_000) / 60));
  await work.finally(() => clearInterval(timer));
  const third = Math.ceil(taken.length / 3);
  return [0, 1, 2].map((part) => median(taken.slice(part * third, (part + 1) * third)));
}

/** All that was acknowledged is stored as it was acknowledged, and nothing else is. */
async function account(cloud: Child<LoadCloudCalls>, callers: readonly Caller[]): Promise<void> {
  const stored = (await cloud.call('stored', undefined)).filter(({ email }) =>
    email.endsWith('@load.example'),
  );
  const byId = new Map(stored.map((each) => [each.id, each]));
  const all = (of: 'created' | 'changed' | 'deleted') =>
    callers.flatMap(({ acknowledged }) => [...acknowledged[of]]);
  const [created, changed, deleted] = [all('created'), all('changed'), all('deleted')];
  const lost = created.filter((id) => !byId.has(id));
  const unchanged = changed.filter((id) => byId.get(id)?.jobTitle !== changedTitle);
  const alive = deleted.filter((id) => !byId.get(id)?.isDeleted);
  const known = new Set(created);
  const strange = stored.filter(({ id }) => !known.has(id));
  console.log(
    `\nacknowledged: ${created.length} created, ${changed.length} changed, ${deleted.length} deleted; ` +
      `stored: ${stored.length}. Lost ${lost.length}, not changed ${unchanged.length}, ` +
      `not deleted ${alive.length}, never acknowledged ${strange.length}.`,
  );
  assert.deepEqual([lost, unchanged, alive, strange], [[], [], [], []]);
}

/** People and a system at work for minutes; then one more key that takes whatever it gets. */
export async function load(): Promise<void> {
  const { assembly } = await synthesize(
    localSettings(4_797, { requestsPerMinute }),
    'build/bench-load',
  );
  const cloud = startChild<LoadCloudCalls>('./load-cloud.ts');
  try {
    const dataDir = 'build/bench-load/data';
    const started = await cloud.call('start', { assembly, dataDir, people, keys: 2 });
    await measure(cloud, started);
  } finally {
    await cloud.call('close', undefined);
    await cloud.stop();
  }
}

async function measure(
  cloud: Child<LoadCloudCalls>,
  { api, people: tokens, keys: [key = '', greedy = ''] }: LoadCallers,
): Promise<void> {
  const callers = [...tokens, key].map((token, number) => ({
    token,
    name: `caller-${number}`,
    acknowledged: { asked: 0, created: new Set(), changed: new Set(), deleted: new Set() },
  })) satisfies Caller[];
  const workAll = (forSeconds: number, tally: Tally) =>
    Promise.all(callers.map((caller) => work(api, caller, forSeconds, tally)));
  const unanswered = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

  // A turn of each, so that every function has been loaded.
  await workAll(turnSeconds, createTally());
  const tally = createTally();
  const heldBefore = await cloud.call('held', undefined);
  const working = workAll(seconds, tally);
  const memory = await watchMemory(cloud, working);
  tally.print(
    `${callers.length} callers, ${callers.length * ratePerCaller} requests a second, ${seconds} s`,
  );
  const failed = tally.count((status) => status >= 500);
  console.log(`\n5xx: ${failed}; without an answer: ${unanswered(await working)}`);
  const held = [heldBefore, await cloud.call('held', undefined)];
  const inMb = (values: readonly number[]) => values.map((each) => each.toFixed(0)).join(', ');
  console.log(
    `memory of cloud and functions by thirds: ${inMb(memory)} MB; ` +
      `held by the cloud alone before and after: ${inMb(held)} MB`,
  );

  const shorter = Math.max(20, Math.round(seconds / 5));
  const beside = createTally();
  const perWindow = new Map<number, number>();
  const greed = createTally();
  const taking = send(
    api,
    greedy,
    {
      requests: [{ method: 'GET', path: '/contacts?limit=1' }],
      ...{ amount: shorter * hogRate, rate: hogRate, connections: 10 },
    },
    (status, milliseconds) => {
      greed.note('list', status, milliseconds);
      const window = Math.floor(Date.now() / 1_000 / limit.windowSeconds);
      if (status < 300) perWindow.set(window, (perWindow.get(window) ?? 0) + 1);
    },
  );
  await Promise.all([workAll(shorter, beside), taking]);
  beside.print(`The same callers for ${shorter} s, beside a key that sends ${hogRate} a second`);
  greed.print(`That key: ${limit.most} allowed in ${limit.windowSeconds} s`);
  console.log(
    `\nlet in per window of ${limit.windowSeconds} s: ${[...perWindow.values()].join(', ')}`,
  );
  console.log(`refused of the others: ${beside.count((status) => status === 429)}`);
  console.log(`told to administrators: ${await cloud.call('pauses', undefined)} pauses`);
  await account(cloud, callers);
}
