import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';

let cloud: TestCloud;
let manager: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  manager = await cloud.as('manager');
});
afterAll(() => cloud?.close());
/** Fills the gateway's bucket again. */
beforeEach(() => cloud.cloud.clock.advance(2_000));

let made = 0;
async function post(path: string, body: object) {
  const answer = await manager.send('POST', path, { body });
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.body;
}
const newCampaign = async () => (await post('/campaigns', { name: `Fair ${++made}` })).id;
async function contacts(count: number): Promise<string[]> {
  const records = Array.from({ length: count }, () => ({ name: `Person ${++made}` }));
  const { results } = await post('/imports/records', { object: 'contact', records });
  return results.map(({ recordId }: { recordId: string }) => recordId);
}
const act = (campaign: string, what: string, body: object) =>
  post(`/campaigns/${campaign}/${what}`, { object: 'contact', ...body });
const add = (campaign: string, ids: readonly string[]) => act(campaign, 'members', { ids });
const move = (campaign: string, id: string, status: string) =>
  act(campaign, 'member-statuses', { ids: [id], status });
const respond = (campaign: string, recordId: string) => act(campaign, 'responses', { recordId });
const figures = async (campaign: string) =>
  (await manager.send('GET', `/campaigns/${campaign}/figures`)).body;
async function statuses(campaign: string): Promise<Record<string, string>> {
  const { items } = (await manager.send('GET', `/campaigns/${campaign}/members?limit=100`)).body;
  return Object.fromEntries(
    items.map(({ recordId, status }: { recordId: string; status: string }) => [recordId, status]),
  );
}
async function versionOf(object: string, id: string): Promise<number> {
  const plural = object === 'campaign' ? 'campaigns' : 'contacts';
  return (await manager.send('GET', `/${plural}/${id}`)).body.version;
}
async function merge(object: string, winner: string, ...others: string[]) {
  const named = async (id: string) => ({ id, version: await versionOf(object, id) });
  await post('/merges', {
    object,
    winner: await named(winner),
    others: await Promise.all(others.map(named)),
  });
  await cloud.cloud.settle();
}
async function undo(object: string, winnerId: string) {
  await post('/merge-undos', { object, winnerId });
  await cloud.cloud.settle();
}

test('DATA-07: a campaign that is merged away hands its members over, each once, the further status first', async () => {
  const [stays, goes] = [await newCampaign(), await newCampaign()];
  const [both, further, only] = (await contacts(3)) as [string, string, string];
  await add(stays, [both, further]);
  await add(goes, [both, further, only]);
  await move(stays, both, 'sent');
  await respond(goes, both);
  await respond(stays, further);
  await merge('campaign', stays, goes);
  expect(await statuses(stays)).toEqual({
    [both]: 'responded',
    [further]: 'responded',
    [only]: 'planned',
  });
  expect(await figures(stays)).toMatchObject({ members: 3, responses: 2 });
  const { items } = (await manager.send('GET', `/contacts/${only}/campaigns`)).body;
  expect(items).toMatchObject([{ campaignId: stays }]);

  await move(stays, further, 'opened');
  await undo('campaign', stays);
  expect(await statuses(stays)).toEqual({ [both]: 'sent', [further]: 'opened' });
  expect(await statuses(goes)).toEqual({
    [both]: 'responded',
    [further]: 'planned',
    [only]: 'planned',
  });
  expect(await figures(stays)).toMatchObject({ members: 2, responses: 1 });
  expect(await figures(goes)).toMatchObject({ members: 3, responses: 1 });
});

test('more members than one request moves go on in the queue, and come back the same way', async () => {
  const [stays, goes] = [await newCampaign(), await newCampaign()];
  const ids = await contacts(84);
  await add(goes, ids);
  await manager.send('DELETE', `/contacts/${ids[0]}`);
  await cloud.cloud.settle();
  await merge('campaign', stays, goes);
  expect((await figures(stays)).members).toBe(83);
  await manager.send('POST', `/contacts/${ids[0]}/restore`);
  await cloud.cloud.settle();
  expect((await figures(stays)).members).toBe(84);
  await undo('campaign', stays);
  expect((await figures(stays)).members).toBe(0);
  expect((await figures(goes)).members).toBe(84);
});

test('an undo of merged people gives the one who stayed their former status back', async () => {
  const campaign = await newCampaign();
  const [stays, responded, opened] = (await contacts(3)) as [string, string, string];
  await add(campaign, [stays, responded, opened]);
  await move(campaign, stays, 'sent');
  await move(campaign, opened, 'opened');
  await respond(campaign, responded);
  await merge('contact', stays, responded, opened);
  expect(await statuses(campaign)).toEqual({ [stays]: 'responded' });
  await undo('contact', stays);
  expect(await statuses(campaign)).toEqual({
    [stays]: 'sent',
    [responded]: 'responded',
    [opened]: 'opened',
  });
  expect(await figures(campaign)).toMatchObject({ members: 3, responses: 1 });
});

test('what somebody has said of a member since a merge stays when it is undone', async () => {
  const campaign = await newCampaign();
  const [stays, goes] = (await contacts(2)) as [string, string];
  await add(campaign, [stays, goes]);
  await respond(campaign, goes);
  await merge('contact', stays, goes);
  await move(campaign, stays, 'opted-out');
  await undo('contact', stays);
  expect(await statuses(campaign)).toEqual({ [stays]: 'opted-out', [goes]: 'responded' });
  expect(await figures(campaign)).toMatchObject({ members: 2, responses: 1 });
});
