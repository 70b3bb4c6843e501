import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clientOptions } from '#infra/example/organisation';
import { createDocumentClient } from '#shared/data/document-client';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { tableNamed } from '#test/support/expire-record';

const requests = [1_000, 60];
const everybody = 1_060;

let cloud: TestCloud;
let manager: ApiClient;
let campaign: string;
let people: string[];

beforeAll(async () => {
  cloud = await bootCloud({ runsSchedules: false });
  manager = await cloud.as('manager');
  people = (await Promise.all(requests.map((count, at) => contacts(count, at)))).flat();
});
afterAll(() => cloud?.close());
beforeEach(async () => {
  // Fills the gateway's bucket again.
  await cloud.cloud.clock.advance(2_000);
  const made = await manager.send('POST', '/campaigns', { body: { name: 'Fair' } });
  campaign = made.body.id;
  for (const ids of inRequests(people))
    expect(await act('members', { ids })).toMatchObject({ done: ids.length, refused: 0 });
});

async function contacts(count: number, request: number): Promise<string[]> {
  const records = Array.from({ length: count }, (_, at) => ({ name: `Person ${request} ${at}` }));
  const answer = await manager.send('POST', '/imports/records', {
    body: { object: 'contact', records },
  });
  expect(answer.body.counts).toMatchObject({ created: count });
  return answer.body.results.map(({ recordId }: { recordId: string }) => recordId);
}
const inRequests = (ids: readonly string[]) => [ids.slice(0, 1_000), ids.slice(1_000)];
const act = async (what: string, body: object) =>
  (
    await manager.send('POST', `/campaigns/${campaign}/${what}`, {
      body: { object: 'contact', ...body },
    })
  ).body;
const figures = async () => (await manager.send('GET', `/campaigns/${campaign}/figures`)).body;

/** Everybody whom the pages of the list name, and how many pages there are. */
async function listed(query = ''): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let [cursor, pages] = ['', 0];
  do {
    const more = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const path = `/campaigns/${campaign}/members?limit=100${query}${more}`;
    const { status, body, text } = await manager.send('GET', path);
    expect(status, text).toBe(200);
    ids.push(...body.items.map(({ recordId }: { recordId: string }) => recordId));
    pages += 1;
    cursor = body.nextCursor ?? '';
  } while (cursor);
  return { ids, pages };
}

/** Who has a membership of the campaign in the table, by the status that is stored. */
async function stored(): Promise<ReadonlyMap<string, string>> {
  const client = createDocumentClient(clientOptions(cloud.deployment));
  const members = new Map<string, string>();
  const pages = paginateScan({ client }, { TableName: tableNamed(cloud, 'Records') });
  for await (const { Items = [] } of pages)
    for (const { pk, sk, status } of Items)
      if (sk === `campaign#${campaign}`) members.set(pk.replace('contact#', ''), status);
  return members;
}

test('a campaign of more than a thousand is paged without a gap, counted and moved', async () => {
  const { ids, pages } = await listed();
  expect(pages).toBeGreaterThanOrEqual(11);
  expect(ids.toSorted()).toEqual(people.toSorted());
  expect(await figures()).toMatchObject({ members: everybody, byStatus: { planned: everybody } });

  const [most = [], rest = []] = inRequests(people);
  expect(await act('member-statuses', { ids: most, status: 'sent' })).toMatchObject({
    done: most.length,
    refused: 0,
  });
  const byStatus = { planned: rest.length, sent: most.length };
  expect(await figures()).toMatchObject({ members: everybody, byStatus });
  expect((await listed('&status=sent')).ids.toSorted()).toEqual(most.toSorted());
  expect((await listed('&status=planned')).ids.toSorted()).toEqual(rest.toSorted());
  const members = await stored();
  expect(members.size).toBe(everybody);
  for (const id of most) expect(members.get(id)).toBe('sent');
});

test('a campaign of more than a thousand loses those who are taken out, and no others', async () => {
  const [most = [], rest = []] = inRequests(people);
  await act('responses', { recordId: most[0] });
  await act('responses', { recordId: rest[0] });
  expect(await act('member-removals', { ids: most })).toMatchObject({ done: most.length });
  expect([...(await stored()).keys()].toSorted()).toEqual(rest.toSorted());
  expect((await listed()).ids.toSorted()).toEqual(rest.toSorted());
  expect(await figures()).toMatchObject({
    members: rest.length,
    byStatus: { planned: rest.length - 1, sent: 0, responded: 1 },
    responses: 1,
  });
  expect(await act('member-removals', { ids: rest })).toMatchObject({ done: rest.length });
  expect([(await stored()).size, (await listed()).ids]).toEqual([0, []]);
  expect(await figures()).toMatchObject({ members: 0, byStatus: { planned: 0 }, responses: 0 });
});
