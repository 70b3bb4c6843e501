import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { type Hired, hire, stepUp } from '#test/support/people';

let cloud: TestCloud;
let manager: ApiClient;
let rep: Hired;

/** A role that sees what is its own or shared, and neither the state of a lead nor the amount of a deal. */
beforeAll(async () => {
  cloud = await bootCloud();
  manager = await cloud.as('manager');
  let administrator = await cloud.as('administrator');
  administrator = await stepUp(administrator, cloud.person('administrator').password);
  const own = (object: string, more: object = {}) => ({
    ...{ object, actions: ['create', 'read', 'update'], scope: 'own', ...more },
  });
  const made = await administrator.send('POST', '/roles', {
    body: {
      ...{ roleId: 'rep', names: { en: 'Representative', zh: '代表' }, duties: [] },
      grants: [
        own('campaign'),
        own('contact'),
        own('lead', { hidden: ['status'] }),
        own('deal', { hidden: ['amount'] }),
      ],
    },
  });
  expect(made.status, made.text).toBe(201);
  rep = await hire(cloud, administrator, { email: 'rep@example.com', role: 'rep' });
});
afterAll(() => cloud?.close());
/** Fills the gateway's bucket again. */
beforeEach(() => cloud.cloud.clock.advance(2_000));

async function create(path: string, body: object, client = manager): Promise<string> {
  const answer = await client.send('POST', path, { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body.id;
}
async function share(object: string, recordId: string) {
  const body = { object, recordId, userId: rep.userId, level: 'read' };
  const answer = await manager.send('POST', '/shares', { body });
  expect(answer.status, answer.text).toBeLessThan(300);
}

it('AZ-07, AZ-09: figures of a campaign count what is shared, and nothing that a role hides', async () => {
  const campaignId = await create('/campaigns', { name: 'Fair' });
  await share('campaign', campaignId);
  const shared = await create('/leads', { name: 'Shared', campaignId });
  await create('/leads', { name: 'Not shared', campaignId });
  await share('lead', shared);
  await create('/leads', { name: 'Own', campaignId }, rep.client);
  const converted = await manager.send('POST', `/leads/${shared}/convert`, { body: {} });
  expect(converted.status, converted.text).toBe(200);
  const path = `/campaigns/${campaignId}/figures`;
  const { body } = await rep.client.send('GET', path);
  expect(body.leads).toEqual({ count: 2, more: false });
  expect(body.deals).toEqual({ count: 0, more: false, won: 0 });
  expect((await manager.send('GET', path)).body.leads).toEqual({
    ...{ count: 3, more: false, converted: 1 },
  });
});

it('a person’s campaigns are those that are shared, too', async () => {
  const [first, second] = [
    await create('/campaigns', { name: 'Shared fair' }),
    await create('/campaigns', { name: 'Other fair' }),
  ];
  await share('campaign', first);
  const contact = await create('/contacts', { name: 'Ann' }, rep.client);
  for (const campaign of [first, second])
    await manager.send('POST', `/campaigns/${campaign}/members`, {
      body: { object: 'contact', ids: [contact] },
    });
  const { body } = await rep.client.send('GET', `/contacts/${contact}/campaigns`);
  expect(body.items).toMatchObject([{ campaignId: first, name: 'Shared fair' }]);
});

it('members that are shared stand in the list by their names', async () => {
  const campaign = await create('/campaigns', { name: 'Own fair' }, rep.client);
  const lead = await create('/leads', { name: 'Han Meimei' });
  await create('/leads', { name: 'Somebody Else' });
  await share('lead', lead);
  const added = await rep.client.send('POST', `/campaigns/${campaign}/members`, {
    body: { object: 'lead', ids: [lead] },
  });
  expect(added.body, added.text).toMatchObject({ done: 1 });
  const { body } = await rep.client.send('GET', `/campaigns/${campaign}/members`);
  expect(body.items).toMatchObject([{ recordId: lead, name: 'Han Meimei' }]);
});

it('who wants no mail as a lead gets none as the contact that they turn out to be', async () => {
  const contactId = await create('/contacts', { name: 'Li Lei', email: 'li.lei@one.example' });
  const lead = await create('/leads', { name: 'Li Lei', emailOptOut: true });
  const converted = await manager.send('POST', `/leads/${lead}/convert`, { body: { contactId } });
  expect(converted.status, converted.text).toBe(200);
  const { body } = await manager.send('GET', `/contacts/${contactId}`);
  expect(body).toMatchObject({ emailOptOut: true, version: 2 });
  const { body: history } = await manager.send('GET', `/contacts/${contactId}/changes`);
  expect(history.items[0]).toMatchObject({ means: 'automation', fields: ['emailOptOut'] });
  const plain = await create('/leads', { name: 'Li Lei again' });
  await manager.send('POST', `/leads/${plain}/convert`, { body: { contactId } });
  expect((await manager.send('GET', `/contacts/${contactId}`)).body.version).toBe(2);
});
