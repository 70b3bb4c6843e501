import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientOptions, output } from '#infra/example/organisation';
import type { ApiClient } from '#test/support/api-client';
import { placesOf } from '#test/support/canary';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { stepUp } from '#test/support/people';
import { expectProblem } from '#test/support/problem';
import { everyItem } from '#test/support/record-digest';

let cloud: TestCloud;
let administrator: ApiClient;
let manager: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  manager = await cloud.as('manager');
  administrator = await cloud.as('administrator');
});
afterAll(() => cloud?.close());
/** Fills the gateway's bucket again, and proves once more who asks. */
beforeEach(async () => {
  await cloud.cloud.clock.advance(2_000);
  administrator = await stepUp(administrator, cloud.person('administrator').password);
});

async function create(plural: string, body: object, headers = {}) {
  const answer = await manager.send('POST', `/${plural}`, { body, headers });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
const ask = (kind: 'exports' | 'erasures', subjects: object[], reason = 'Asked in writing.') =>
  administrator.send('POST', `/person-requests/${kind}`, { body: { subjects, reason } });

async function ended(id: string) {
  await cloud.cloud.settle();
  administrator = await stepUp(administrator, cloud.person('administrator').password);
  const answer = await administrator.send('GET', `/person-requests/${id}`);
  expect(answer.body, answer.text).toMatchObject({ state: 'done' });
  return answer.body;
}

async function drop(name: string, text: string) {
  const s3 = new S3Client(clientOptions(cloud.deployment));
  const Bucket = output(cloud.deployment, 'FilesBucket');
  await s3.send(new PutObjectCommand({ Bucket, Key: `inbox/${name}`, Body: text }));
  await cloud.cloud.settle();
  const { body } = await manager.send('GET', '/imports');
  return body.items[0];
}

/** Everything that tells of one person, in all the places where people's data come to lie. */
async function traces(name: string, email: string, phone: string) {
  const company = await create('companies', { name: 'Harbour Works' });
  const key = { 'idempotency-key': `key-of-${email.length}-${phone}` };
  const person = await create(
    'contacts',
    {
      name,
      email: `old-${email}`,
      mobile: phone,
      companyId: company.id,
      notes: `${name} likes tea`,
    },
    key,
  );
  await manager.send('PATCH', `/contacts/${person.id}`, {
    body: { email, street: `${name} Street 1` },
    headers: { 'if-match': '"1"' },
  });
  const own = { object: 'contact', id: person.id };
  const firm = { object: 'company', id: company.id };
  const call = await create('activities', {
    type: 'call',
    subject: `Called ${name}`,
    related: [own],
  });
  const visit = await create('activities', {
    type: 'meeting',
    subject: `Visit with ${name}`,
    notes: `${email} wants an offer`,
    related: [own, firm],
  });
  const ticket = await create('tickets', {
    subject: `${name} cannot log in`,
    description: `Call ${phone}`,
    contactId: person.id,
  });
  const deal = await create('deals', { name: `Offer for ${name}`, contactId: person.id });
  const order = await create('orders', {
    contactId: person.id,
    companyId: company.id,
    total: { amount: 5_000, currency: 'EUR' },
    description: `For ${name}`,
  });
  const lead = await create('leads', { name, email, notes: 'Met at the fair.' });
  const colleague = await create('contacts', {
    name: 'Colleague',
    notes: `Sits beside ${name}, ${phone.replace('+49', '0')}`,
  });
  await manager.send('POST', '/views', {
    body: { name: `Only ${name}`, object: 'contact', filters: { email } },
  });
  return { company, person, call, visit, ticket, deal, order, lead, colleague };
}

describe('the preview of a person', () => {
  it('finds their records by record, address and number, also in the bin, and what hangs on them', async () => {
    const { person, lead } = await traces(
      'Preview Person',
      'preview@canary.example',
      '+4930700001',
    );
    await manager.send('DELETE', `/leads/${lead.id}`);
    await cloud.cloud.settle();
    for (const query of [
      { object: 'contact', id: person.id },
      { email: 'Preview@Canary.example' },
    ]) {
      const { body } = await administrator.send('POST', '/person-requests/preview', {
        body: query,
      });
      expect(body.people).toEqual([
        { object: 'contact', id: person.id, displayName: 'Preview Person', isDeleted: false },
        { object: 'lead', id: lead.id, displayName: 'Preview Person', isDeleted: true },
      ]);
      expect(body.related).toEqual([
        { object: 'deal', count: 1 },
        { object: 'order', count: 1 },
        { object: 'ticket', count: 1 },
        { object: 'activity', count: 2 },
      ]);
    }
    const { body } = await administrator.send('POST', '/person-requests/preview', {
      body: { phone: '+4930700001' },
    });
    expect(body.people.map(({ id }: { id: string }) => id)).toEqual([person.id]);
  });

  it('AZ-03: is for administrators, and export and erasure ask for a proof of identity', async () => {
    const subjects = [{ object: 'contact', id: '01ZZZZZZZZZZZZZZZZZZZZZZZZ' }];
    const body = { subjects, reason: 'Asked.' };
    for (const path of ['exports', 'erasures']) {
      const refused = await manager.send('POST', `/person-requests/${path}`, { body });
      expectProblem(refused, 'request.forbidden');
      const fresh = await cloud.as('administrator');
      await cloud.cloud.clock.advance(6 * 60_000);
      const stale = await fresh.send('POST', `/person-requests/${path}`, { body });
      expectProblem(stale, 'auth.step_up_required');
    }
    administrator = await stepUp(administrator, cloud.person('administrator').password);
    expectProblem(await ask('erasures', subjects), 'request.not_found');
  });
});

describe('the export of a person', () => {
  it('PRIV-01: holds all that is stored about them and nothing of others, and is in the audit', async () => {
    const { person, call, ticket } = await traces(
      'Export Person',
      'export@canary.example',
      '+4930700002',
    );
    const started = await ask('exports', [{ object: 'contact', id: person.id }]);
    expect(started.status, started.text).toBe(202);
    const { link, bytes } = await ended(started.body.id);
    const text = await (await fetch(link)).text();
    expect(bytes).toBe(Buffer.byteLength(text));
    const file = JSON.parse(text);
    expect(file.people[0].record.values.email).toBe('export@canary.example');
    expect(JSON.stringify(file.people[0].changes)).toContain('old-export@canary.example');
    const related = file.related.map(({ record }: { record: { id: string } }) => record.id);
    expect(related).toEqual(expect.arrayContaining([call.id, ticket.id]));
    expect(related).toHaveLength(5);
    expect(file.audit.length).toBeGreaterThan(1);
    expect(text).not.toContain('Colleague');
    const { body } = await administrator.send('GET', '/audit?from=2020-01-01T00:00:00Z&limit=100');
    const noted = body.entries.find(({ id }: { id: string }) => id === started.body.id);
    expect(noted).toMatchObject({ action: 'exported', subjectIds: [person.id] });
  });
});

describe('the erasure of a person', () => {
  const name = 'Zebulon Canary';
  const email = 'zebulon@canary.example';
  const phone = '+4930700003';
  const telling = ['zebulon', '30700003', email];

  it('I10, PRIV-02, PRIV-04: leaves nothing of them anywhere, everything else as it is, and knows them again', async () => {
    const { person, lead, call, visit, ticket, deal, order, colleague, company } = await traces(
      name,
      email,
      phone,
    );
    const rows = `Name,Email\nAnn Other,ann.other@import.example\n${name},${email}\n`;
    const imported = await drop('people.csv', rows);
    expect(imported.counts).toEqual({ created: 1, updated: 0, skipped: 1, failed: 0 });
    const started = await manager.send('POST', '/contacts/exports', { body: { format: 'csv' } });
    const campaign = await create('campaigns', { name: 'Fair' });
    const joined = await manager.send('POST', `/campaigns/${campaign.id}/members`, {
      body: { object: 'contact', ids: [person.id, colleague.id] },
    });
    expect(joined.status, joined.text).toBeLessThan(300);
    const binned = await create('tasks', {
      subject: `Ask ${name}`,
      related: [{ object: 'contact', id: person.id }],
    });
    await manager.send('DELETE', `/tasks/${binned.id}`);
    const twin = await create('contacts', { name, jobTitle: 'Twin' });
    const merge = await manager.send('POST', '/merges', {
      body: {
        object: 'contact',
        winner: { id: person.id, version: 2 },
        others: [{ id: twin.id, version: 1 }],
      },
    });
    expect(merge.status, merge.text).toBe(201);
    await cloud.cloud.settle();
    expect((await placesOf(cloud, telling)).length).toBeGreaterThan(20);
    const others = await unrelated([company.id]);

    const preview = await administrator.send('POST', '/person-requests/preview', {
      body: { email },
    });
    const subjects = preview.body.people
      .map(({ object, id }: { object: string; id: string }) => ({ object, id }))
      .concat({ object: 'contact', id: twin.id });
    expect(subjects.map(({ id }: { id: string }) => id).sort()).toEqual(
      [person.id, lead.id, twin.id].sort(),
    );
    const erasure = await ask('erasures', subjects, `${name} asked for it.`);
    expect(erasure.status, erasure.text).toBe(202);
    const { receipt, reason } = await ended(erasure.body.id);

    expect(await placesOf(cloud, telling)).toEqual([]);
    expect(await unrelated([company.id])).toEqual(others);
    const figures = await manager.send('GET', `/campaigns/${campaign.id}/figures`);
    expect(figures.body.members).toBe(1);
    expect(reason).toBe('[erased] asked for it.');
    expect(receipt).toMatchObject({
      erased: { contact: 2, lead: 1, activity: 1 },
      pseudonymised: { activity: 1, deal: 1, order: 1, ticket: 1 },
      imports: [imported.id],
      exports: [started.body.id],
    });
    for (const [plural, { id }] of [
      ['contacts', person],
      ['leads', lead],
      ['activities', call],
    ] as const)
      expect((await manager.send('GET', `/${plural}/${id}`)).status).toBe(404);
    const read = async (plural: string, { id }: { id: string }) =>
      (await manager.send('GET', `/${plural}/${id}`)).body;
    expect(await read('activities', visit)).toMatchObject({
      subject: 'Visit with [erased]',
      notes: '[erased] wants an offer',
      related: [{ object: 'company', id: company.id }],
    });
    const kept = await read('tickets', ticket);
    expect([kept.subject, kept.description, kept.contactId]).toEqual([
      '[erased] cannot log in',
      undefined,
      undefined,
    ]);
    expect(await read('deals', deal)).toMatchObject({ name: 'Offer for [erased]' });
    expect(await read('orders', order)).toMatchObject({
      total: { amount: 5_000 },
      number: order.number,
    });
    expect((await read('contacts', colleague)).notes).toBe('Sits beside [erased], [erased]');

    const again = await drop(
      'again.csv',
      `Name,Email,Mobile\nZ. C.,${email},\nCy New,cy@import.example,\nZ. C.,,${phone}\n`,
    );
    expect(again.counts).toEqual({ created: 1, updated: 0, skipped: 2, failed: 0 });
  });
});

/** The items of records that have nothing to do with the person. */
async function unrelated(recordIds: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const { item } of everyItem(cloud)) {
    const { pk, sk } = item;
    const isTheirs = recordIds.some((id) => String(pk).endsWith(`#${id}`));
    if (isTheirs && /^(record|change#)/.test(String(sk))) lines.push(JSON.stringify(item));
  }
  return lines.sort();
}
