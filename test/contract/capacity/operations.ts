import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { indexRecords } from '#functions/search-index/index-records';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { RequestLimits } from '#shared/auth/request-limits';
import { systemClock } from '#shared/domain/clock';
import { contact } from '#shared/objects/contact';
import { createDynamoRoles } from '#shared/permissions/dynamo-roles';
import { creationOf } from '#shared/records/changes';
import { createDynamoBulkRecordStore } from '#shared/records/dynamo-bulk-record-store';
import { toRecordItem } from '#shared/records/record-item';
import type { Creation } from '#shared/records/record-store';
import { createDynamoIndexWriter } from '#shared/search/dynamo-index-writer';
import { createDynamoTagCatalogue } from '#shared/search/dynamo-tag-catalogue';
import { contactBody, createContact, getContact, listContacts } from '#test/bench/contacts';
import { actor } from '../identity/people.ts';
import { openApi, type Sender } from './api.ts';
import { counted } from './costs.ts';
import type { MeteredStore } from './metered-store.ts';

/** One line of the table: what it is called there, and doing it once. */
export interface Operation {
  readonly name: string;
  run(): Promise<unknown>;
  /** How often it is done for a mean; once where every time asks the same. */
  readonly times?: number;
  /** Leads up to it and is not counted. */
  prepare?(): Promise<void>;
}

const page = 25;
const longPage = 100;
const pages = 20;
const rows = 500;
/** A page of two, so that the thousandth is soon there. */
const shortPage = 2;
const thousandth = 1_000;
const listed = shortPage * (thousandth + pages);
const at = '2026-03-01T10:00:00.000Z';

const seedId = (number: number) => `01KER${String(number).padStart(21, '0')}`;

/** One of the contacts that the lists are made of. */
export const firstListed = seedId(0);

/** Contacts with ids that lie in the same shards in every run. */
function seeds(from: number, count: number, ownerId: string): Creation[] {
  return Array.from({ length: count }, (_, index) => {
    const number = from + index;
    const origin = { userId: ownerId, at, means: 'import', cause: 'seed' } as const;
    const values = { ...contactBody(100_000 + number), ownerId };
    return creationOf(origin, contact, { id: seedId(number), values, teamId: undefined });
  });
}

/** Fills the lists with records alone, without markers and changes. */
async function fill(store: MeteredStore, creations: readonly Creation[]): Promise<void> {
  for (let from = 0; from < creations.length; from += 25)
    await store.documents.send(
      new BatchWriteCommand({
        RequestItems: {
          records: creations.slice(from, from + 25).map(({ record }) => ({
            PutRequest: { Item: toRecordItem(contact, record) },
          })),
        },
      }),
    );
}

/** What the stream would bring into the search index. */
async function index(store: MeteredStore, ids: readonly string[]): Promise<void> {
  const needs = {
    index: createDynamoIndexWriter(store.documents, 'search'),
    tags: createDynamoTagCatalogue(store.documents, 'search', systemClock),
    pinyin: () => [],
  };
  const bulk = createDynamoBulkRecordStore(store.documents, 'records');
  const records = await bulk.getMany(contact, ids);
  const images = records.map((after) => ({
    object: contact,
    recordId: after.id,
    before: undefined,
    after,
  }));
  await indexRecords(needs, images);
}

/** A company that a contact refers to. */
async function usedCompany(manager: Sender): Promise<string> {
  const made = await manager.send(201, { routeKey: 'POST /companies', body: { name: 'Used' } });
  const body = { name: 'Employee', companyId: made.id };
  await manager.send(201, { routeKey: 'POST /contacts', body });
  return made.id;
}

/** The operations of records in an order in which each finds what it needs. */
export async function recordOperations(store: MeteredStore): Promise<readonly Operation[]> {
  const api = await openApi(store);
  const manager = await api.personOf('manager');
  await createDynamoRoles(store.identity).create(
    {
      roleId: 'loner',
      names: { en: 'Loner', zh: '独立' },
      version: 1,
      asShipped: false,
      mfaRequired: false,
      grants: [{ object: 'contact', actions: ['create', 'read', 'update'], scope: 'own' }],
      duties: [],
    },
    { name: 'role.created', byUserId: 'operator', origin: actor.origin },
  );
  const loner = await api.personOf('loner' as 'sales', 'loner');
  const create = async (routeKey: string, body: object) =>
    (await manager.send(201, { routeKey, body })) as { id: string; version: number };
  const bulk = createDynamoBulkRecordStore(store.documents, 'records');
  const used = 40_000;
  await bulk.createMany(contact, seeds(used, 220, manager.userId));
  const idOf = (number: number) => seedId(used + number);
  const contactId = idOf(0);
  const params = { contactId };
  const company = await create('POST /companies', { name: '云帆科技有限公司' });
  const lead = await create('POST /leads', { name: '李雷', companyName: '海川机械' });
  const firstLoner = { ...getContact(idOf(10)) };
  const shared = { object: 'contact', recordId: idOf(10), userId: loner.userId, level: 'edit' };
  const patch = (version: number, jobTitle: string) => ({
    routeKey: 'PATCH /contacts/{contactId}',
    params,
    headers: { 'if-match': `"${version}"` },
    body: { jobTitle },
  });
  const remove = (number: number) => ({
    routeKey: 'DELETE /contacts/{contactId}',
    params: { contactId: idOf(number) },
  });
  const keyed = { ...createContact(1_001), headers: { 'idempotency-key': 'key-1' } };
  const bulkIds = (from: number) => Array.from({ length: 100 }, (_, index) => idOf(from + index));
  const newcomer = await api.personOf('manager', 'newcomer');
  await fill(store, seeds(0, listed, manager.userId));
  await fill(store, seeds(20_000, 60, loner.userId));
  await index(
    store,
    Array.from({ length: 100 }, (_, number) => idOf(number)),
  );
  // What an environment asks once in its life: the cursors' secret, the roles and that a permission was used.
  for (const person of [manager, loner]) {
    await person.send(200, listContacts(1));
    await person.send(200, { routeKey: 'GET /search', query: { q: 'zz' } });
  }
  await manager.send(200, { ...remove(219), routeKey: 'GET /contacts/{contactId}' });
  await manager.send(204, remove(219));
  await manager.send(200, patch(1, 'Warm'));
  await manager.send(200, {
    routeKey: 'POST /bulk-deletions',
    body: { object: 'contact', ids: [idOf(218)] },
  });
  await manager.send(200, { routeKey: 'GET /shares' });
  const warmUp = { routeKey: 'POST /shares', body: { ...shared, recordId: idOf(217) } };
  const ended = { shareId: (await manager.send(201, warmUp)).shareId };
  await manager.send(204, { routeKey: 'DELETE /shares/{shareId}', params: ended });
  await manager.send(409, {
    routeKey: 'DELETE /companies/{companyId}',
    params: { companyId: await usedCompany(manager) },
  });
  await manager.send(201, { routeKey: 'POST /tickets', body: { subject: '慢' } });
  await manager.send(200, {
    routeKey: 'POST /leads/{leadId}/status',
    params: { leadId: lead.id },
    body: { status: 'working' },
  });
  let cursor: string | undefined;
  let longCursor: string | undefined;
  let ownCursor: string | undefined;
  let shareId = '';
  const byName = (limit: number, from: string | undefined) =>
    manager.send(200, {
      routeKey: 'GET /contacts',
      query: {
        limit: String(limit),
        sort: '-name',
        ...(from === undefined ? {} : { cursor: from }),
      },
    });
  let deepCursor: string | undefined;
  const shortPages = async () => {
    deepCursor = (await byName(shortPage, deepCursor)).nextCursor;
  };
  const skip = async (count: number) => {
    for (let left = count; left > 0; left -= 100)
      deepCursor = (await byName(Math.min(left, 100), deepCursor)).nextCursor;
  };

  const gate = createDynamoGate(store.identity);
  const at = new Date();
  const counting = createDynamoGate({
    ...store.identity,
    clock: { now: () => at },
    requestLimits: RequestLimits.parse({}),
  });

  return [
    {
      name: 'the gate, part of every line below',
      run: () => gate.admit({ token: manager.token, via: 'bearer' }),
    },
    {
      name: `${counted} requests of a person, the gate alone`,
      async run() {
        for (let each = 0; each < counted; each += 1)
          await counting.admit({ token: manager.token, via: 'bearer' });
      },
    },
    { name: 'read', run: () => manager.send(200, getContact(contactId)) },
    {
      name: 'read, first request of a session in an environment',
      run: () => newcomer.send(200, getContact(contactId)),
    },
    { name: 'create', run: () => manager.send(201, createContact(1_000)) },
    {
      name: 'create with a company',
      run: () =>
        manager.send(201, {
          routeKey: 'POST /contacts',
          body: { ...contactBody(1_002), companyId: company.id },
        }),
    },
    { name: 'create with an idempotency key', run: () => manager.send(201, keyed) },
    { name: 'the same create again', run: () => manager.send(201, keyed) },
    {
      name: 'create, refused: e-mail taken',
      run: () => manager.send(409, createContact(100_000 + used + 1)),
    },
    {
      name: 'create with an idempotency key, refused: e-mail taken',
      run: () =>
        manager.send(409, {
          ...createContact(100_000 + used + 1),
          headers: { 'idempotency-key': 'key-2' },
        }),
    },
    {
      name: 'create a ticket, which is numbered',
      run: () => manager.send(201, { routeKey: 'POST /tickets', body: { subject: '打不开' } }),
    },
    { name: 'change a field', run: () => manager.send(200, patch(2, 'Buyer')) },
    {
      name: 'change an e-mail address',
      run: () => manager.send(200, { ...patch(3, ''), body: { email: 'new@bench.example' } }),
    },
    {
      name: 'change nothing',
      run: () => manager.send(200, { ...patch(4, ''), body: { email: 'new@bench.example' } }),
    },
    { name: 'delete', run: () => manager.send(204, remove(1)) },
    {
      name: 'delete, what was referred to before',
      async prepare() {
        const ticket = await create('POST /tickets', { subject: '打不开', contactId: idOf(2) });
        const made = { ticketId: ticket.id };
        await manager.send(204, { routeKey: 'DELETE /tickets/{ticketId}', params: made });
      },
      run: () => manager.send(204, remove(2)),
    },
    {
      name: 'delete, refused: in use',
      run: () =>
        manager.send(409, {
          routeKey: 'DELETE /companies/{companyId}',
          params: { companyId: company.id },
        }),
    },
    {
      name: 'restore',
      run: () =>
        manager.send(200, {
          routeKey: 'POST /contacts/{contactId}/restore',
          params: { contactId: idOf(1) },
        }),
    },
    {
      name: `list ${page}, mean of ${pages} pages`,
      times: pages,
      async run() {
        cursor = (await byName(page, cursor)).nextCursor;
      },
    },
    {
      name: `list ${longPage}, mean of ${pages} pages`,
      times: pages,
      async run() {
        longCursor = (await byName(longPage, longCursor)).nextCursor;
      },
    },
    { name: `list ${shortPage}, pages 1 to ${pages}`, times: pages, run: shortPages },
    {
      name: `list ${shortPage}, pages ${thousandth} to ${thousandth + pages - 1}`,
      prepare: () => skip(shortPage * (thousandth - pages - 1)),
      times: pages,
      run: shortPages,
    },
    {
      name: 'list by e-mail',
      run: () =>
        manager.send(200, {
          routeKey: 'GET /contacts',
          query: { email: contactBody(100_000 + used + 3).email },
        }),
    },
    { name: 'list of the bin', run: () => manager.send(200, { routeKey: 'GET /bin/contacts' }) },
    {
      name: 'changes of a record',
      run: () => manager.send(200, { routeKey: 'GET /contacts/{contactId}/changes', params }),
    },
    {
      name: 'timeline of a record',
      run: () => manager.send(200, { routeKey: 'GET /contacts/{contactId}/timeline', params }),
    },
    {
      name: 'convert a lead',
      run: () =>
        manager.send(200, {
          routeKey: 'POST /leads/{leadId}/convert',
          params: { leadId: lead.id },
          body: { deal: { name: '首单' } },
        }),
    },
    {
      name: 'share a record',
      async run() {
        shareId = (await manager.send(201, { routeKey: 'POST /shares', body: shared })).shareId;
      },
    },
    { name: 'read what is shared', run: () => loner.send(200, firstLoner) },
    {
      name: 'list one’s own, one record shared',
      async run() {
        const body = await loner.send(200, listContacts(page, ownCursor));
        ownCursor = body.nextCursor;
      },
    },
    {
      name: 'end a share',
      run: () => manager.send(204, { routeKey: 'DELETE /shares/{shareId}', params: { shareId } }),
    },
    {
      name: 'search one object, one word, 5 shown',
      run: () =>
        manager.send(200, {
          routeKey: 'GET /search',
          query: { q: '王小', objects: 'contact', limit: '5' },
        }),
    },
    {
      name: 'search one object, two words, 5 shown',
      run: () =>
        manager.send(200, {
          routeKey: 'GET /search',
          query: { q: '王小 云帆', objects: 'contact', limit: '5' },
        }),
    },
    {
      name: 'search one’s own and shared, nothing found',
      run: () =>
        loner.send(200, { routeKey: 'GET /search', query: { q: '王小', objects: 'contact' } }),
    },
    {
      name: 'change 100 at once',
      run: () =>
        manager.send(200, {
          routeKey: 'POST /bulk-updates',
          body: { object: 'contact', ids: bulkIds(100), patch: { jobTitle: '经理' } },
        }),
    },
    {
      name: 'delete 100 at once',
      run: () =>
        manager.send(200, {
          routeKey: 'POST /bulk-deletions',
          body: { object: 'contact', ids: bulkIds(100) },
        }),
    },
    {
      name: `write ${rows} rows of an import`,
      run: () => bulk.createMany(contact, seeds(50_000, rows, manager.userId)),
    },
  ];
}
