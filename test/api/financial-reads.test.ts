import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { sensitiveFields } from '#shared/objects/define-object';
import { objects } from '#shared/objects/objects';
import type { ApiAnswer, ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { everyRoute } from './every-route.ts';

let cloud: TestCloud;
let manager: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  manager = await cloud.as('manager');
});
afterAll(() => cloud?.close());

const money = { amount: 10_000, currency: 'CNY' };
const company = { name: 'Bank Ltd', creditLimit: money, paymentTerms: '30 days' };
let made = 0;
async function create(path: string, body: object): Promise<string> {
  const answer = await manager.send('POST', path, { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body.id;
}
const newCompany = () => create('/companies', company);
const newOrder = (status = 'confirmed') =>
  create('/orders', { number: `R-${++made}`, status, total: money });
const patch = (path: string, body: object) =>
  manager.send('PATCH', path, { body, headers: { 'if-match': '"1"' } });
const deleted = async (path: string) => {
  expect((await manager.send('DELETE', path)).status).toBe(204);
};

type Shown = Promise<readonly [recordId: string, answer: ApiAnswer]>;
const read = async (make: () => Promise<string>, path: (id: string) => string): Shown => {
  const id = await make();
  return [id, await manager.send('GET', path(id))];
};
const act = async (id: string, path: string, body?: object): Shown => [
  id,
  await manager.send('POST', path, body ? { body } : {}),
];

/** A changed company, so that its history holds financial values. */
async function changed(plural: 'companies' | 'orders'): Promise<string> {
  const id = plural === 'companies' ? await newCompany() : await newOrder();
  const values = plural === 'companies' ? { paymentTerms: '60 days' } : { invoiceNumber: 'I-9' };
  expect((await patch(`/${plural}/${id}`, values)).status).toBe(200);
  return id;
}
async function binned(plural: 'companies' | 'orders'): Promise<string> {
  const id = plural === 'companies' ? await newCompany() : await newOrder();
  await deleted(`/${plural}/${id}`);
  return id;
}

/** By operation, a request that answers with somebody's financial data. */
const requests: Readonly<Record<string, () => Shown>> = {
  createCompany: async () => {
    const answer = await manager.send('POST', '/companies', { body: company });
    return [answer.body.id, answer];
  },
  createOrder: async () => {
    const body = { number: `R-${++made}`, total: money };
    const answer = await manager.send('POST', '/orders', { body });
    return [answer.body.id, answer];
  },
  listCompanies: () => read(newCompany, () => '/companies?limit=1&sort=-createdAt'),
  listOrders: () => read(newOrder, () => '/orders?limit=1&sort=-createdAt'),
  getCompany: () => read(newCompany, (id) => `/companies/${id}`),
  getOrder: () => read(newOrder, (id) => `/orders/${id}`),
  updateCompany: async () => {
    const id = await newCompany();
    return [id, await patch(`/companies/${id}`, { description: 'Changed' })];
  },
  updateOrder: async () => {
    const id = await newOrder();
    return [id, await patch(`/orders/${id}`, { description: 'Changed' })];
  },
  listCompanyChanges: () =>
    read(
      () => changed('companies'),
      (id) => `/companies/${id}/changes`,
    ),
  listOrderChanges: () =>
    read(
      () => changed('orders'),
      (id) => `/orders/${id}/changes`,
    ),
  getCompanyTimeline: () =>
    read(
      () => changed('companies'),
      (id) => `/companies/${id}/timeline`,
    ),
  getOrderTimeline: () =>
    read(
      () => changed('orders'),
      (id) => `/orders/${id}/timeline`,
    ),
  listDeletedCompanies: () =>
    read(
      () => binned('companies'),
      () => '/bin/companies?limit=1',
    ),
  listDeletedOrders: () =>
    read(
      () => binned('orders'),
      () => '/bin/orders?limit=1',
    ),
  restoreCompany: async () => {
    const id = await binned('companies');
    return act(id, `/companies/${id}/restore`);
  },
  restoreOrder: async () => {
    const id = await binned('orders');
    return act(id, `/orders/${id}/restore`);
  },
  changeOrderStatus: async () => {
    const id = await newOrder();
    return act(id, `/orders/${id}/status`, { status: 'cancelled' });
  },
  addOrderPayment: async () => {
    const id = await newOrder();
    const payment = { amount: { amount: 100, currency: 'CNY' }, paidOn: '2026-03-01' };
    return act(id, `/orders/${id}/payments`, payment);
  },
};

/** Histories of other objects have the same form, and none of their fields is financial. */
const financial = new Set(
  Object.values(objects).flatMap((object) => sensitiveFields(object, 'financial')),
);
const watched = Object.values(objects).filter(
  (object) => sensitiveFields(object, 'financial').length > 0,
);

/** Whether an answer of the route can hold a financial field of any object. */
function canShow({ operation, route }: (typeof everyRoute)[number]): boolean {
  if (!route.response) return false;
  const text = JSON.stringify(
    z.toJSONSchema(route.response, { io: 'output', unrepresentable: 'any' }),
  );
  const isHistory = /(Changes|Timeline)$/.test(operation);
  if (isHistory) return watched.some(({ name }) => route.path.includes(`{${name}Id}`));
  const isOfObject = watched.some(({ plural }) => route.path.split('/').includes(plural));
  return isOfObject && [...financial].some((field) => text.includes(`"${field}":{`));
}

test('every operation that can answer with financial data is looked at here', () => {
  const showing = everyRoute.filter(canShow).map(({ operation }) => operation);
  expect(showing.toSorted()).toEqual(Object.keys(requests).toSorted());
});

test.each(Object.entries(requests))(
  '%s: the audit says who was shown whose financial data',
  async (operation, request) => {
    await cloud.cloud.clock.advance(2_000);
    const [recordId, answer] = await request();
    expect(answer.status, answer.text).toBeLessThan(300);
    await cloud.cloud.settle();
    const cause = answer.headers.get('x-request-id');
    const { body } = await manager.send('GET', `/audit?subjectId=${recordId}`);
    const action = operation.startsWith('create') ? 'created' : 'read';
    const entry = body.entries.find(
      (each: { action: string; cause: string }) => each.action === action && each.cause === cause,
    );
    expect(entry, JSON.stringify(body.entries)).toMatchObject({
      by: cloud.person('manager').userId,
    });
    expect(entry.fields.some((field: string) => financial.has(field))).toBe(true);
  },
);

test('searchRecords: a hit on a financial field that administrators added is in the audit, another one is not', async () => {
  await cloud.cloud.clock.advance(2_000);
  const administrator = await cloud.as('administrator');
  const key = 'c_iban';
  const added = await administrator.send('POST', '/custom-fields', {
    body: {
      ...{ object: 'company', key, kind: 'text', searchable: true, sensitivity: 'financial' },
      labels: { en: 'Bank number', zh: '银行编号' },
    },
  });
  expect(added.status, added.text).toBe(201);
  const id = await create('/companies', { name: 'Quiet Ltd', [key]: 'DE8937040044' });
  await cloud.cloud.settle();
  const search = async (q: string) => {
    const answer = await manager.send('GET', `/search?q=${q}`);
    expect(answer.body.items).toMatchObject([{ id }]);
    return answer.headers.get('x-request-id');
  };
  const [byName, byNumber] = [await search('quiet'), await search('DE8937')];
  const { entries } = (await manager.send('GET', `/audit?subjectId=${id}`)).body;
  const causes = entries.map(({ cause }: { cause: string }) => cause);
  expect(causes).not.toContain(byName);
  const entry = entries.find(({ cause }: { cause: string }) => cause === byNumber);
  expect(entry).toMatchObject({ action: 'read', fields: [key] });
});
