import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';

let cloud: TestCloud;
let manager: ApiClient;
let count = 0;

beforeAll(async () => {
  cloud = await bootCloud();
  manager = await cloud.as('manager');
});
afterAll(() => cloud?.close());
/** Fills the gateway's bucket again. */
beforeEach(() => cloud.cloud.clock.advance(2_000));

async function create(plural: string, body: object, client = manager) {
  const answer = await client.send('POST', `/${plural}`, { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
const read = (plural: string, id: string) => manager.send('GET', `/${plural}/${id}`);
const address = () => {
  count += 1;
  return `person-${count}@merge.example`;
};
const others = (...records: { id: string; version: number }[]) => ({
  others: records.map(({ id, version }) => ({ id, version })),
});
const merge = (id: string, body: object, client = manager, object = 'contact', version = 1) =>
  client.send('POST', '/merges', { body: { object, winner: { id, version }, ...body } });
const undo = (winnerId: string, object = 'contact') =>
  manager.send('POST', '/merge-undos', { body: { object, winnerId } });

describe('a merge', () => {
  it('keeps what the winner has, fills what is empty and sets what was chosen', async () => {
    const winner = await create('contacts', { name: 'Ann Lee', jobTitle: 'Buyer' });
    const first = await create('contacts', { name: 'A. Lee', email: address(), city: 'Bonn' });
    const second = await create('contacts', { name: 'Lee', city: 'Köln', department: 'IT' });
    const values = { name: 'Ann M. Lee' };
    const { status, body } = await merge(winner.id, { ...others(first, second), values });
    expect(status).toBe(201);
    expect(body).toMatchObject({ state: 'merged', others: [first.id, second.id], conflicts: [] });
    expect((await read('contacts', winner.id)).body).toMatchObject({
      name: 'Ann M. Lee',
      jobTitle: 'Buyer',
      email: first.email,
      city: 'Bonn',
      department: 'IT',
      version: 2,
    });
    for (const { id } of [first, second]) expect((await read('contacts', id)).status).toBe(404);
    const { items } = (await manager.send('GET', '/bin/contacts')).body;
    expect(items.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining([first.id, second.id]),
    );
    const changes = (await manager.send('GET', `/contacts/${winner.id}/changes`)).body.items;
    expect(changes[0]).toMatchObject({
      means: 'merge',
      cause: `merge ${body.mergeId} into ${winner.id}`,
      version: 2,
    });
  });

  it('keeps a refusal of mail, whichever of the merged records says it', async () => {
    const winner = await create('contacts', { name: 'Yes to mail', emailOptOut: false });
    const other = await create('contacts', { name: 'No to mail', emailOptOut: true });
    expect((await merge(winner.id, others(other))).status).toBe(201);
    expect((await read('contacts', winner.id)).body.emailOptOut).toBe(true);
  });

  it('DATA-02: hands unique values over, so that nobody else can take them and none is lost', async () => {
    const winner = await create('contacts', { name: 'Holder' });
    const loser = await create('contacts', { name: 'Giver', email: address() });
    await merge(winner.id, others(loser));
    const taken = await manager.send('POST', '/contacts', {
      body: { name: 'Thief', email: loser.email },
    });
    expect(taken.body).toMatchObject({ code: 'record.duplicate', conflictsWith: winner.id });
    const restored = await manager.send('POST', `/contacts/${loser.id}/restore`);
    expect(restored.body.code).toBe('record.duplicate');
    const patched = await manager.send('PATCH', `/contacts/${winner.id}`, {
      body: { email: null },
      headers: { 'if-match': '"2"' },
    });
    expect(patched.status).toBe(200);
    await create('contacts', { name: 'Next', email: loser.email });
  });

  it('I4: moves whatever pointed at the others to the winner, each with its change', async () => {
    const winner = await create('companies', { name: 'Kept Ltd' });
    const loser = await create('companies', { name: 'Gone Ltd' });
    const person = await create('contacts', { name: 'Eve', companyId: loser.id });
    const deal = await create('deals', { name: 'Big one', companyId: loser.id });
    const about = [winner, loser].map(({ id }) => ({ object: 'company', id }));
    const call = await create('activities', {
      type: 'call',
      subject: 'Called both',
      related: about,
    });
    const answer = await merge(winner.id, others(loser), manager, 'company');
    expect(answer.body, answer.text).toMatchObject({ state: 'merged', moved: 3 });
    expect((await read('contacts', person.id)).body.companyId).toBe(winner.id);
    expect((await read('deals', deal.id)).body.companyId).toBe(winner.id);
    expect((await read('activities', call.id)).body.related).toEqual([about[0]]);
    const inUse = await manager.send('DELETE', `/companies/${winner.id}`);
    expect(inUse.body.code).toBe('record.in_use');
    const { items } = (await manager.send('GET', `/contacts/${person.id}/changes`)).body;
    expect(items[0]).toMatchObject({ means: 'merge', fields: ['companyId'] });
  });

  it('API-07: does the same request once, also when it is sent twice at once', async () => {
    const winner = await create('companies', { name: 'Once Ltd' });
    const loser = await create('companies', { name: 'Twice Ltd' });
    for (let number = 0; number < 4; number += 1)
      await create('contacts', { name: `Person ${number}`, companyId: loser.id });
    const twins = await Promise.all(
      [1, 2].map(() => merge(winner.id, others(loser), manager, 'company')),
    );
    const again = await merge(winner.id, others(loser), manager, 'company');
    expect(again.body).toMatchObject({ state: 'merged', moved: 4 });
    for (const { status, body } of twins)
      if (status === 201) expect(body.mergeId).toBe(again.body.mergeId);
    expect(twins.some(({ status }) => status === 201)).toBe(true);
    expect((await read('companies', winner.id)).body.version).toBe(2);
  });

  it('changes nothing when a version is old, a value is taken or a record is not there', async () => {
    const winner = await create('contacts', { name: 'Still' });
    const loser = await create('contacts', { name: 'Here' });
    const third = await create('contacts', { name: 'Third', email: address() });
    await create('deals', { name: 'Stays', contactId: loser.id });
    const before = (await read('contacts', loser.id)).body;
    const old = await merge(winner.id, others({ id: loser.id, version: 7 }));
    expect(old.body.code).toBe('record.version_conflict');
    const taken = await merge(winner.id, { ...others(loser), values: { email: third.email } });
    expect(taken.body).toMatchObject({ code: 'record.duplicate', conflictsWith: third.id });
    const unnamed = await merge(winner.id, { ...others(loser), values: { name: null } });
    expect(unnamed.body.code).toBe('request.invalid');
    const itself = await merge(winner.id, others(winner));
    expect(itself.body.code).toBe('request.invalid');
    expect((await read('contacts', loser.id)).body).toEqual(before);
    const { items } = (await manager.send('GET', '/deals')).body;
    expect(items.find(({ name }: { name: string }) => name === 'Stays').contactId).toBe(loser.id);
    // And the record can be referred to as before.
    await create('deals', { name: 'New', contactId: loser.id });
  });

  it('goes on by itself where more relations point at the others than one request moves', async () => {
    const winner = await create('companies', { name: 'Small Ltd' });
    const loser = await create('companies', { name: 'Large Ltd' });
    const contacts = Array.from({ length: 90 }, (_, at) => ({
      name: `P${at}`,
      companyId: loser.id,
    }));
    for (let start = 0; start < contacts.length; start += 27) {
      await cloud.cloud.clock.advance(2_000);
      await Promise.all(contacts.slice(start, start + 27).map((body) => create('contacts', body)));
    }
    const answer = await merge(winner.id, others(loser), manager, 'company');
    expect(answer.body, answer.text).toMatchObject({ state: 'moving', moved: 0 });
    await cloud.cloud.settle();
    const path = `/merges?object=company&winnerId=${winner.id}`;
    const [ended] = (await manager.send('GET', path)).body.items;
    expect(ended).toMatchObject({ state: 'merged', moved: 90, others: [loser.id] });
    expect((await read('companies', loser.id)).body.mergedInto).toBe(winner.id);

    const undoing = await undo(winner.id, 'company');
    expect(undoing.body, undoing.text).toMatchObject({ state: 'undoing' });
    await cloud.cloud.settle();
    const [undone] = (await manager.send('GET', path)).body.items;
    expect(undone).toMatchObject({ state: 'undone', conflicts: [] });
    const page = await manager.send('GET', `/contacts?companyId=${loser.id}&limit=100`);
    expect(page.body.items).toHaveLength(90);
    const left = await manager.send('GET', `/contacts?companyId=${winner.id}`);
    expect(left.body.items).toEqual([]);
  });

  it('AZ-05: needs the right to delete the others as well as to change the winner', async () => {
    const sales = await cloud.as('sales');
    const winner = await create('contacts', { name: 'Mine' }, sales);
    const loser = await create('contacts', { name: 'Mine too' }, sales);
    expect((await merge(winner.id, others(loser), sales)).body.code).toBe('request.forbidden');
    const own = await create('tasks', { subject: 'Mine' }, sales);
    const theirs = await create('tasks', { subject: 'Not mine' });
    const refused = await merge(own.id, others(theirs), sales, 'task');
    expect(refused.body.code).toBe('request.forbidden');
    expect((await read('tasks', theirs.id)).body.version).toBe(1);
  });
});

describe('the undo of a merge', () => {
  it('brings everything back as it was', async () => {
    const company = await create('companies', { name: 'Firm', phone: '+4930123456' });
    const other = await create('companies', { name: 'Firm Ltd', taxNumber: `DE${Date.now()}` });
    const person = await create('contacts', { name: 'Jo', companyId: other.id });
    await merge(company.id, others(other), manager, 'company');
    expect((await read('companies', company.id)).body.taxNumber).toBe(other.taxNumber);
    const { status, body } = await undo(company.id, 'company');
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'undone', conflicts: [], hiddenConflicts: 0 });
    const [first, second] = [
      (await read('companies', company.id)).body,
      (await read('companies', other.id)).body,
    ];
    expect(first.taxNumber).toBeUndefined();
    expect(second).toMatchObject({ name: 'Firm Ltd', taxNumber: other.taxNumber });
    expect((await read('contacts', person.id)).body.companyId).toBe(other.id);
    const taken = await manager.send('POST', '/companies', {
      body: { name: 'Thief', taxNumber: other.taxNumber },
    });
    expect(taken.body.conflictsWith).toBe(other.id);
    expect((await undo(company.id, 'company')).body.code).toBe('record.state_conflict');
  });

  it('leaves what somebody changed since, and lists it', async () => {
    const winner = await create('contacts', { name: 'Kim' });
    const loser = await create('contacts', { name: 'Kim K', email: address(), city: 'Rome' });
    const third = await create('contacts', { name: 'Other' });
    const deal = await create('deals', { name: 'Moved on', contactId: loser.id });
    await merge(winner.id, others(loser));
    const patch = (path: string, body: object) =>
      manager.send('PATCH', path, { body, headers: { 'if-match': '"2"' } });
    expect((await patch(`/contacts/${winner.id}`, { city: 'Milan' })).status).toBe(200);
    expect((await patch(`/deals/${deal.id}`, { contactId: third.id })).status).toBe(200);
    const { body } = await undo(winner.id);
    expect(body.conflicts).toEqual([
      { object: 'contact', recordId: winner.id, field: 'city' },
      { object: 'deal', recordId: deal.id, field: 'contactId' },
    ]);
    expect((await read('contacts', winner.id)).body).toMatchObject({ city: 'Milan' });
    expect((await read('contacts', winner.id)).body.email).toBeUndefined();
    expect((await read('contacts', loser.id)).body).toMatchObject({ email: loser.email });
  });
});

describe('merges of the last 30 days', () => {
  it('are listed newest first with state and end of undo, page by page, to who may delete', async () => {
    const made: string[] = [];
    for (let number = 0; number < 3; number += 1) {
      const [winner, loser] = [
        await create('campaigns', { name: `Kept ${number}` }),
        await create('campaigns', { name: `Gone ${number}` }),
      ];
      made.unshift((await merge(winner.id, others(loser), manager, 'campaign')).body.mergeId);
    }
    await cloud.cloud.settle();
    const first = await manager.send('GET', '/merges?object=campaign&limit=2');
    expect(first.body.items.map(({ mergeId }: { mergeId: string }) => mergeId)).toEqual(
      made.slice(0, 2),
    );
    const [{ at, undoUntil, state }] = first.body.items;
    expect([state, Date.parse(undoUntil) - Date.parse(at)]).toEqual(['merged', 30 * 86_400_000]);
    const path = `/merges?object=campaign&limit=2&cursor=${first.body.nextCursor}`;
    const second = await manager.send('GET', path);
    expect(second.body.items.map(({ mergeId }: { mergeId: string }) => mergeId)).toEqual(
      made.slice(2),
    );
    const sales = await cloud.as('sales');
    const refused = await sales.send('GET', '/merges?object=campaign');
    expect(refused.body.code).toBe('request.forbidden');
  });

  it('AZ-10: lead from a merged record to the one it went into, whoever may read both', async () => {
    const winner = await create('contacts', { name: 'Stays' });
    const loser = await create('contacts', { name: 'Goes' });
    await merge(winner.id, others(loser));
    const gone = await read('contacts', loser.id);
    expect(gone.status).toBe(404);
    expect(gone.body).toMatchObject({ code: 'request.not_found', mergedInto: winner.id });
    const { items } = (await manager.send('GET', '/bin/contacts')).body;
    const binned = items.find(({ id }: { id: string }) => id === loser.id);
    expect(binned.mergedInto).toBe(winner.id);
    await manager.send('DELETE', `/contacts/${winner.id}`);
    expect((await read('contacts', loser.id)).body.mergedInto).toBeUndefined();
    await manager.send('POST', `/contacts/${loser.id}/restore`);
    expect((await read('contacts', loser.id)).status).toBe(200);
  });
});
