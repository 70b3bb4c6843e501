import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { clientOptions } from '#infra/example/organisation';
import { createDocumentClient } from '#shared/data/document-client';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { expireRecord, tableNamed } from '#test/support/expire-record';
import { expectProblem } from '#test/support/problem';
import { unknownId } from './every-route.ts';

let cloud: TestCloud;
let marketing: ApiClient;
let manager: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  marketing = await cloud.as('marketing');
  manager = await cloud.as('manager');
});
afterAll(() => cloud?.close());
/** Fills the gateway's bucket again. */
beforeEach(() => cloud.cloud.clock.advance(2_000));

let made = 0;
async function create(path: string, body: object, client = manager) {
  const answer = await client.send('POST', path, { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
const newCampaign = async () => (await create('/campaigns', { name: `Fair ${++made}` })).id;
async function contacts(count: number, values: object = {}): Promise<string[]> {
  const ids = [];
  for (let number = 0; number < count; number += 1)
    ids.push((await create('/contacts', { name: `Person ${++made}`, ...values })).id);
  return ids;
}
const act = (campaign: string, what: string, body: object, client = marketing) =>
  client.send('POST', `/campaigns/${campaign}/${what}`, { body });
const add = (campaign: string, ids: readonly string[], object = 'contact', client = marketing) =>
  act(campaign, 'members', { object, ids }, client);
const move = (campaign: string, ids: readonly string[], status: string, object = 'contact') =>
  act(campaign, 'member-statuses', { object, ids, status });
const figures = async (campaign: string, client = marketing) =>
  (await client.send('GET', `/campaigns/${campaign}/figures`)).body;
const members = async (campaign: string, query = '', client = marketing) =>
  (await client.send('GET', `/campaigns/${campaign}/members${query}`)).body.items;
const campaignsOf = async (id: string, plural = 'contacts', client = marketing) =>
  (await client.send('GET', `/${plural}/${id}/campaigns`)).body.items;
const codesOf = ({ body }: { body: { results: { code?: string }[] } }) =>
  body.results.map(({ code }) => code);
const nothing = { planned: 0, sent: 0, opened: 0, responded: 0, bounced: 0, 'opted-out': 0 };

describe('members of a campaign', () => {
  it('are added once, listed, found from the person, and counted', async () => {
    const campaign = await newCampaign();
    const ids = await contacts(3);
    const { body } = await add(campaign, ids);
    expect(body).toMatchObject({ done: 3, refused: 0 });
    expect((await add(campaign, ids)).body).toMatchObject({ done: 3, refused: 0 });
    expect(await members(campaign)).toHaveLength(3);
    expect(await figures(campaign)).toMatchObject({
      members: 3,
      byStatus: { ...nothing, planned: 3 },
    });
    expect(await campaignsOf(ids[0]!)).toMatchObject([
      { campaignId: campaign, name: expect.stringContaining('Fair'), status: 'planned' },
    ]);
  });

  it('are many in one request, in several transactions, each with its own result', async () => {
    const campaign = await newCampaign();
    const records = Array.from({ length: 250 }, () => ({ name: `Many ${++made}` }));
    const started = await manager.send('POST', '/imports/records', {
      body: { object: 'contact', records },
    });
    expect(started.status, started.text).toBeLessThan(300);
    const ids = started.body.results.map(({ recordId }: { recordId: string }) => recordId);
    const { body } = await add(campaign, [...ids, unknownId]);
    expect(body).toMatchObject({ done: 250, refused: 1 });
    expect(body.results.at(-1)).toMatchObject({ code: 'request.not_found' });
    expect((await figures(campaign)).byStatus.planned).toBe(250);
  });

  it('move through their statuses, and what does not follow is refused', async () => {
    const campaign = await newCampaign();
    const [one, two] = await contacts(2);
    await add(campaign, [one!]);
    expect(codesOf(await move(campaign, [one!, two!], 'sent'))).toEqual([
      undefined,
      'campaign.not_member',
    ]);
    await move(campaign, [one!], 'responded');
    expect(codesOf(await move(campaign, [one!], 'bounced'))).toEqual(['campaign.state_conflict']);
    expect(await members(campaign, '?status=responded')).toMatchObject([{ recordId: one }]);
    expect(await members(campaign, '?status=sent')).toEqual([]);
    expect((await figures(campaign)).byStatus).toEqual({ ...nothing, responded: 1 });
  });

  it('leave with their responses, and are gone from every list', async () => {
    const campaign = await newCampaign();
    const ids = await contacts(2);
    await add(campaign, ids);
    await act(campaign, 'responses', { object: 'contact', recordId: ids[0] });
    const body = { object: 'contact', ids };
    expect((await act(campaign, 'member-removals', body)).body).toMatchObject({ done: 2 });
    expect((await act(campaign, 'member-removals', body)).body).toMatchObject({ done: 2 });
    expect(await members(campaign)).toEqual([]);
    expect(await campaignsOf(ids[0]!)).toEqual([]);
    expect(await figures(campaign)).toMatchObject({ members: 0, byStatus: nothing, responses: 0 });
  });

  it('are paged without a gap or a repetition', async () => {
    const campaign = await newCampaign();
    const ids = await contacts(7);
    await add(campaign, ids);
    const seen: string[] = [];
    let cursor = '';
    do {
      const query = `?limit=3${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
      const path = `/campaigns/${campaign}/members${query}`;
      const { body } = await marketing.send('GET', path);
      seen.push(...body.items.map(({ recordId }: { recordId: string }) => recordId));
      cursor = body.nextCursor ?? '';
    } while (cursor);
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });
});

describe('responses', () => {
  it('are kept with time and note, and one request sent twice is one response', async () => {
    const campaign = await newCampaign();
    const [id] = await contacts(1);
    await add(campaign, [id!]);
    const body = { object: 'contact', recordId: id, at: '2026-03-01T10:00:00+08:00', note: '样机' };
    const request = { body, headers: { 'idempotency-key': 'answer-1' } };
    const path = `/campaigns/${campaign}/responses`;
    const first = await marketing.send('POST', path, request);
    expect(first.body).toMatchObject({
      status: 'responded',
      responses: [{ at: '2026-03-01T02:00:00.000Z', note: '样机' }],
    });
    expect((await marketing.send('POST', path, request)).body).toEqual(first.body);
    await act(campaign, 'responses', { object: 'contact', recordId: id });
    expect(await figures(campaign)).toMatchObject({
      responses: 2,
      byStatus: { ...nothing, responded: 1 },
    });
  });

  it('are taken from members only', async () => {
    const campaign = await newCampaign();
    const [id] = await contacts(1);
    expectProblem(
      await act(campaign, 'responses', { object: 'contact', recordId: id }),
      'campaign.not_member',
    );
  });
});

describe('somebody who wants no mail', () => {
  it('is not added, and nothing is sent to them', async () => {
    const campaign = await newCampaign();
    const [id, other] = await contacts(2);
    await add(campaign, [other!]);
    await move(campaign, [other!], 'bounced');
    for (const each of [id!, other!])
      await manager.send('POST', '/bulk-updates', {
        body: { object: 'contact', ids: [each], patch: { emailOptOut: true } },
      });
    expect(codesOf(await add(campaign, [id!]))).toEqual(['campaign.opted_out']);
    expect(codesOf(await move(campaign, [other!], 'sent'))).toEqual(['campaign.opted_out']);
  });

  it('says so in one campaign and is left alone by all, until they take it back', async () => {
    const [first, second] = [await newCampaign(), await newCampaign()];
    const [id] = await contacts(1);
    await add(first, [id!]);
    expect((await move(first, [id!], 'opted-out')).body).toMatchObject({ done: 1 });
    const { body } = await manager.send('GET', `/contacts/${id}`);
    expect(body).toMatchObject({ emailOptOut: true, version: 2 });
    expect(codesOf(await add(second, [id!]))).toEqual(['campaign.opted_out']);
    expect(codesOf(await move(first, [id!], 'sent'))).toEqual(['campaign.state_conflict']);
  });
});

describe('permission', () => {
  it('AZ-01: whoever only reads campaigns changes no member', async () => {
    const campaign = await newCampaign();
    const sales = await cloud.as('sales');
    const ids = await contacts(1);
    const answer = await add(campaign, ids, 'contact', sales);
    expectProblem(answer, 'request.forbidden');
    expect(await members(campaign, '', sales)).toEqual([]);
  });

  it('AZ-04, AZ-10: shows and takes nobody whom the caller may not see', async () => {
    const administrator = await cloud.as('administrator');
    const campaign = await newCampaign();
    const [lead] = [(await create('/leads', { name: `Lead ${++made}` })).id];
    const path = '/roles/marketing';
    const { body: role, headers } = await administrator.send('GET', path);
    const version = { 'if-match': headers.get('etag') ?? '' };
    await add(campaign, [lead], 'lead');
    const grants = role.grants.map((grant: { object: string }) =>
      grant.object === 'lead' ? { ...grant, scope: 'own' } : grant,
    );
    const changed = await administrator.send('PATCH', path, { body: { grants }, headers: version });
    expect(changed.status, changed.text).toBe(200);
    const other = (await create('/leads', { name: `Lead ${++made}` })).id;
    expect(codesOf(await add(campaign, [other], 'lead'))).toEqual(['request.not_found']);
    expect(await members(campaign)).toEqual([]);
    expect(await members(campaign, '', manager)).toHaveLength(1);
    await administrator.send('POST', `${path}/reset`);
  });
});

describe('when the record of a member', () => {
  it('goes to the bin it is neither listed nor counted, and it comes back with it', async () => {
    const campaign = await newCampaign();
    const ids = await contacts(2);
    await add(campaign, ids);
    await manager.send('DELETE', `/contacts/${ids[0]}`);
    await cloud.cloud.settle();
    expect((await figures(campaign)).byStatus).toEqual({ ...nothing, planned: 1 });
    expect(await members(campaign)).toHaveLength(1);
    await manager.send('POST', `/contacts/${ids[0]}/restore`);
    await cloud.cloud.settle();
    expect((await figures(campaign)).byStatus).toEqual({ ...nothing, planned: 2 });
    expect(await campaignsOf(ids[0]!)).toHaveLength(1);
  });

  it('is merged, the winner is the member, and an undo gives the place back', async () => {
    const campaign = await newCampaign();
    const [winner, loser] = await contacts(2);
    await add(campaign, [loser!]);
    const body = {
      object: 'contact',
      winner: { id: winner, version: 1 },
      others: [{ id: loser, version: 1 }],
    };
    const merged = await manager.send('POST', '/merges', { body });
    expect(merged.status, merged.text).toBe(201);
    await cloud.cloud.settle();
    expect(await members(campaign)).toMatchObject([{ recordId: winner, from: { id: loser } }]);
    expect((await figures(campaign)).members).toBe(1);
    await manager.send('POST', '/merge-undos', { body: { object: 'contact', winnerId: winner } });
    await cloud.cloud.settle();
    expect(await members(campaign)).toMatchObject([{ recordId: loser }]);
    expect((await figures(campaign)).members).toBe(1);
  });

  it('is merged into another member, the further status and all responses stay', async () => {
    const campaign = await newCampaign();
    const [winner, loser] = await contacts(2);
    await add(campaign, [winner!, loser!]);
    await act(campaign, 'responses', { object: 'contact', recordId: loser });
    const body = {
      object: 'contact',
      winner: { id: winner, version: 1 },
      others: [{ id: loser, version: 1 }],
    };
    await manager.send('POST', '/merges', { body });
    await cloud.cloud.settle();
    expect(await members(campaign)).toMatchObject([
      { recordId: winner, status: 'responded', responses: [{}] },
    ]);
    expect(await figures(campaign)).toMatchObject({ members: 1, responses: 1 });
  });

  it('is converted, the contact takes the place of the lead', async () => {
    const campaign = await newCampaign();
    const lead = await create('/leads', { name: `Lead ${++made}`, companyName: 'Hai Ltd' });
    await add(campaign, [lead.id], 'lead');
    const { body } = await manager.send('POST', `/leads/${lead.id}/convert`, { body: {} });
    await cloud.cloud.settle();
    expect(await members(campaign)).toMatchObject([
      { object: 'contact', recordId: body.convertedContactId, from: { id: lead.id } },
    ]);
    expect((await figures(campaign)).members).toBe(1);
  });

  it('stays and the campaign goes for good, nothing of it is left', async () => {
    const campaign = await newCampaign();
    const ids = await contacts(2);
    await add(campaign, ids);
    await manager.send('DELETE', `/contacts/${ids[0]}`);
    await cloud.cloud.settle();
    await manager.send('DELETE', `/campaigns/${campaign}`);
    expect(await campaignsOf(ids[1]!)).toEqual([]);
    expect(await storedMemberships(ids)).toEqual([1, 1]);
    await expireRecord(cloud, `campaign#${campaign}`);
    expect(await storedMemberships(ids)).toEqual([0, 0]);
    manager = await cloud.as('manager');
    marketing = await cloud.as('marketing');
  });
});

/** How many memberships stand with each contact, whatever their state. */
function storedMemberships(ids: readonly string[]) {
  const documents = createDocumentClient(clientOptions(cloud.deployment));
  return Promise.all(
    ids.map(async (id) => {
      const { Count } = await documents.send(
        new QueryCommand({
          TableName: tableNamed(cloud, 'Records'),
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': `contact#${id}`, ':prefix': 'campaign#' },
        }),
      );
      return Count;
    }),
  );
}

test('figures say which leads and deals came of a campaign, to whom they are visible', async () => {
  const campaign = await newCampaign();
  await create('/leads', { name: `Lead ${++made}`, campaignId: campaign });
  const deal = await create('/deals', {
    name: `Deal ${++made}`,
    campaignId: campaign,
    amount: { amount: 500_00, currency: 'CNY' },
    closeDate: '2026-12-01',
  });
  const won = { body: { stage: 'won', reason: 'product' } };
  expect((await manager.send('POST', `/deals/${deal.id}/stage`, won)).status).toBe(200);
  expect(await figures(campaign, manager)).toMatchObject({
    leads: { count: 1, more: false, converted: 0 },
    deals: { count: 1, won: 1, wonAmounts: [{ amount: 500_00, currency: 'CNY' }] },
  });
  const sales = await cloud.as('read-only');
  expect(await figures(campaign, sales)).toMatchObject({ leads: { count: 1 } });
});

test('history, timeline and audit say who put whom into which campaign', async () => {
  const campaign = await newCampaign();
  const ids = await contacts(3);
  await add(campaign, ids);
  await cloud.cloud.settle();
  const { body } = await marketing.send('GET', `/contacts/${ids[0]}/timeline`);
  expect(body.items[0]).toMatchObject({
    kind: 'change',
    change: {
      action: 'campaign-joined',
      by: cloud.person('marketing').userId,
      campaign: { id: campaign, status: 'planned' },
    },
  });
  const { body: support } = await (await cloud.as('support')).send(
    'GET',
    `/contacts/${ids[0]}/changes`,
  );
  expect(support.items[0].action).toBe('campaign-joined');
  expect(support.items[0].campaign).toBeUndefined();
  const { body: audit } = await manager.send('GET', `/audit?subjectId=${ids[0]}`);
  const entry = audit.entries.find(
    ({ action }: { action: string }) => action === 'campaign-joined',
  );
  expect(entry.subjectIds.toSorted()).toEqual(ids.toSorted());
});
