import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { expectProblem } from '#test/support/problem';

let cloud: TestCloud;
let sales: ApiClient;
let manager: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  sales = await cloud.as('sales');
  manager = await cloud.as('manager');
});
afterAll(() => cloud?.close());
/** Fills the gateway's bucket again. */
beforeEach(() => cloud.cloud.clock.advance(2_000));

async function create(path: string, body: object, client = sales) {
  const answer = await client.send('POST', path, { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
const change = (path: string, version: number, body: object, client = sales) =>
  client.send('PATCH', path, { body, headers: { 'if-match': `"${version}"` } });
const timelineOf = async (path: string, client = sales) =>
  (await client.send('GET', `${path}/timeline`)).body.items.filter(
    ({ kind }: { kind: string }) => kind !== 'change',
  );

describe('a task', () => {
  it('begins open, is its maker’s, and keeps its times in UTC', async () => {
    const task = await create('/tasks', {
      subject: '寄送合同',
      dueAt: '2026-03-05T17:00:00+08:00',
    });
    expect(task).toMatchObject({
      status: 'open',
      priority: 'normal',
      dueAt: '2026-03-05T09:00:00.000Z',
      ownerId: cloud.person('sales').userId,
      version: 1,
    });
    expect(task.completedAt).toBeUndefined();
  });

  it('that is done says when, and one that is taken up again does not', async () => {
    const { id } = await create('/tasks', { subject: 'Call back' });
    const done = await change(`/tasks/${id}`, 1, { status: 'done' });
    expect(done.body.completedAt).toMatch(/Z$/);
    const same = await change(`/tasks/${id}`, 2, { status: 'done' });
    expect(same.body).toMatchObject({ version: 2, completedAt: done.body.completedAt });
    const again = await change(`/tasks/${id}`, 2, { status: 'in-progress' });
    expect(again.body.completedAt).toBeUndefined();
  });

  it('API-05: takes no time that is none, and nothing that only the product sets', async () => {
    for (const wrong of [
      { dueAt: 'tomorrow' },
      { dueAt: '2026-02-30T10:00:00Z' },
      { remindedAt: '2026-01-01T00:00:00Z' },
      { status: 'half-done' },
    ]) {
      const body = { subject: 'Wrong', ...wrong };
      const answer = await sales.send('POST', '/tasks', { body });
      expectProblem(answer, 'request.invalid');
      expect(answer.body.fields[0].field).toBe(Object.keys(wrong)[0]);
    }
    // Files bring back what was done long ago; whoever works on a task does not say when that was.
    const { id } = await create('/tasks', { subject: 'Done when it is done' });
    const body = { completedAt: '2026-01-01T00:00:00Z' };
    expectProblem(await change(`/tasks/${id}`, 1, body), 'request.invalid');
  });

  it('stands in the timeline of what it is about at its due time, and moves with it', async () => {
    const company = await create('/companies', { name: 'Timeline Ltd' });
    const related = [{ object: 'company', id: company.id }];
    const early = { subject: 'Early', dueAt: '2026-05-01T08:00:00Z', related };
    const late = { subject: 'Late', dueAt: '2026-06-01T08:00:00Z', related };
    const first = await create('/tasks', early);
    await create('/tasks', late);
    const subjects = async () =>
      (await timelineOf(`/companies/${company.id}`)).map(
        ({ values }: { values: { subject: string } }) => values.subject,
      );
    expect(await subjects()).toEqual(['Late', 'Early']);
    await change(`/tasks/${first.id}`, 1, { dueAt: '2026-07-01T08:00:00Z' });
    expect(await subjects()).toEqual(['Early', 'Late']);
    await sales.send('DELETE', `/tasks/${first.id}`);
    expect(await subjects()).toEqual(['Late']);
  });

  it('DATA-06: holds as much as it may in one transaction, and its long history has pages', async () => {
    const ids = [];
    for (let number = 0; number < 20; number += 1)
      ids.push((await create('/contacts', { name: `Related ${number}` })).id);
    const long = (at: number) => String(at).padEnd(32_000, '长');
    const { id } = await create('/tasks', {
      ...{ subject: 'Everything', description: long(0) },
      related: ids.map((contactId) => ({ object: 'contact', id: contactId })),
      tags: Array.from({ length: 50 }, (_, at) => `tag ${at}`),
    });
    const versions = 8;
    for (let version = 1; version < versions; version += 1)
      expect((await change(`/tasks/${id}`, version, { description: long(version) })).status).toBe(
        200,
      );
    for (const what of ['changes', 'timeline']) {
      const seen: string[] = [];
      let cursor = '';
      do {
        const query = `?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
        const { body, text } = await sales.send('GET', `/tasks/${id}/${what}${query}`);
        expect(body.items, text.slice(0, 300)).toBeDefined();
        for (const each of body.items) seen.push((each.change ?? each).id);
        cursor = body.nextCursor ?? '';
      } while (cursor);
      expect(new Set(seen).size, what).toBe(versions);
      expect(seen).toHaveLength(versions);
    }
  });

  it('AZ-04: is about no record that its maker may not see, or that is not there', async () => {
    const related = [{ object: 'company', id: '01ZZZZZZZZZZZZZZZZZZZZZZZZ' }];
    const answer = await sales.send('POST', '/tasks', { body: { subject: 'Lost', related } });
    expectProblem(answer, 'record.reference_missing');
  });

  it('is listed by owner, by status and by priority', async () => {
    const ownerId = cloud.person('manager').userId;
    const make = (subject: string, values: object) =>
      create('/tasks', { subject, ...values }, manager);
    await make('Low', { priority: 'low', status: 'in-progress' });
    await make('High', { priority: 'high', status: 'in-progress' });
    await make('Ready', { priority: 'high', status: 'done' });
    await cloud.cloud.settle();
    const listed = async (query: string) =>
      (await manager.send('GET', `/tasks?${query}`)).body.items.map(
        ({ subject }: { subject: string }) => subject,
      );
    expect(await listed(`ownerId=${ownerId}`)).toEqual(['Ready', 'High', 'Low']);
    expect(await listed(`ownerId=${ownerId}&status=in-progress`)).toEqual(['High', 'Low']);
    expect(await listed('status=in-progress&priority=high')).toContain('High');
    expect(await listed('status=in-progress&priority=high')).not.toContain('Low');
  });

  it('AZ-01: may be read by all and changed within the team, deleted by its owner only', async () => {
    const { id } = await create('/tasks', { subject: 'Mine' });
    const finance = await cloud.as('finance');
    expect((await finance.send('GET', `/tasks/${id}`)).status).toBe(200);
    const shared = await change(`/tasks/${id}`, 1, { priority: 'high' }, finance);
    expect(shared.status).toBe(200);
    expectProblem(await finance.send('DELETE', `/tasks/${id}`), 'request.forbidden');
    const reader = await cloud.as('read-only');
    expectProblem(
      await change(`/tasks/${id}`, 2, { priority: 'low' }, reader),
      'request.forbidden',
    );
    expect((await sales.send('DELETE', `/tasks/${id}`)).status).toBe(204);
  });
});

describe('an activity', () => {
  it('stands in the timelines of all it is about at its own time', async () => {
    const company = await create('/companies', { name: 'Visited Ltd' });
    const contact = await create('/contacts', { name: 'Visited Person' });
    const related = [
      { object: 'company', id: company.id },
      { object: 'contact', id: contact.id },
      { object: 'company', id: company.id },
    ];
    const activity = await create('/activities', {
      ...{ type: 'visit', subject: 'Plant tour', happenedAt: '2026-01-05T08:00:00Z', related },
      ...{ durationMinutes: 90, outcome: 'completed' },
    });
    expect(activity.related).toHaveLength(2);
    for (const path of [`/companies/${company.id}`, `/contacts/${contact.id}`])
      expect(await timelineOf(path)).toMatchObject([
        { kind: 'activity', at: '2026-01-05T08:00:00.000Z', recordId: activity.id },
      ]);
    const left = [{ object: 'contact', id: contact.id }];
    await change(`/activities/${activity.id}`, 1, { related: left });
    expect(await timelineOf(`/companies/${company.id}`)).toEqual([]);
    expect(await timelineOf(`/contacts/${contact.id}`)).toHaveLength(1);
  });

  it('keeps no record from being deleted, and comes back with its links', async () => {
    const contact = await create('/contacts', { name: 'Leaving' }, manager);
    const related = [{ object: 'contact', id: contact.id }];
    const note = await create('/activities', { type: 'note', subject: 'About', related }, manager);
    expect((await manager.send('DELETE', `/contacts/${contact.id}`)).status).toBe(204);
    expect((await manager.send('GET', `/activities/${note.id}`)).body.related).toEqual(related);
    await manager.send('POST', `/contacts/${contact.id}/restore`);
    expect(await timelineOf(`/contacts/${contact.id}`, manager)).toHaveLength(1);
  });

  it('API-05: has a type and a time, and no length below nothing', async () => {
    const send = (body: object) => sales.send('POST', '/activities', { body });
    expectProblem(await send({ subject: 'No type' }), 'request.invalid');
    expectProblem(await send({ type: 'dance', subject: 'X' }), 'request.invalid');
    expectProblem(
      await send({ type: 'call', subject: 'X', durationMinutes: -1 }),
      'request.invalid',
    );
    expect((await send({ type: 'call', subject: 'Now' })).status).toBe(201);
  });

  it('is listed by type, direction and outcome', async () => {
    const values = { type: 'message', direction: 'inbound' };
    await create('/activities', { ...values, subject: 'Reached', outcome: 'reached' }, manager);
    await create('/activities', { ...values, subject: 'Lost', outcome: 'no-answer' }, manager);
    await cloud.cloud.settle();
    const path = '/activities?type=message&direction=inbound&outcome=no-answer';
    const { body } = await manager.send('GET', path);
    expect(body.items.map(({ subject }: { subject: string }) => subject)).toEqual(['Lost']);
  });
});
