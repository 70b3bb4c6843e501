import { expect, it } from 'vitest';
import { type SendRecordMailNeeds, sendRecordMail } from '#functions/record-mails/send-record-mail';
import type { RecordValues } from '#shared/objects/field';
import { shippedDefinitions } from '#shared/objects/shipped-definitions';
import type { Grant } from '#shared/permissions/rights';
import { directoryOf, outbox, person } from '#test/unit/auth/in-memory';

const at = '2026-03-29T08:00:00.000Z';
const reminded = {
  subject: 'Call Li Lei',
  status: 'open',
  dueAt: at,
  remindAt: at,
  remindedAt: at,
};
const { remindedAt: _, ...notReminded } = reminded;
const overdue = {
  ...{ number: 'T-000007', subject: 'No power', status: 'open' },
  ...{ isOverdue: true, resolutionDueAt: at },
};
const reading = (object: Grant['object'], hidden: readonly string[] = []): Grant => ({
  ...{ object, actions: ['read'], scope: 'own', hidden: [...hidden] },
});

/** What goes out for an event about a record with these values, to an owner who may read so much. */
async function mailsFor(
  object: 'task' | 'ticket',
  values: RecordValues,
  {
    grants = [reading('task'), reading('ticket')],
    owner = person({ userId: 'ann', timeZone: 'Asia/Shanghai' }),
    times = 1,
  } = {},
) {
  const mailer = outbox();
  const sent = new Set<string>();
  const needs: SendRecordMailNeeds = {
    sent: { has: async (id) => sent.has(id), add: async (id) => void sent.add(id) },
    store: {
      get: async () => ({
        ...{ id: 'r1', version: 2, values: { ...values, ownerId: 'ann' }, teamId: undefined },
        ...{ createdAt: at, createdBy: 'ann', updatedAt: at, updatedBy: 'ann' },
      }),
    },
    definitions: shippedDefinitions,
    directory: directoryOf(owner),
    roles: { read: async () => ({ grants, duties: [] }) },
    mailer,
    appOrigin: 'https://crm.example.com',
  };
  const detail = { eventId: 'e1', object, recordId: 'r1', fields: ['remindedAt'] };
  for (let time = 0; time < times; time += 1) await sendRecordMail(needs, { detail });
  return mailer.mails.map(({ text }) => text);
}

it('reminds of a task by the clock of its owner, once', async () => {
  const mails = await mailsFor('task', reminded, { times: 2 });
  expect(mails).toHaveLength(1);
  expect(mails[0]).toContain('“Call Li Lei” is due on 2026-03-29 16:00 (Asia/Shanghai).');
});

it.each<[string, 'task' | 'ticket', RecordValues]>([
  ['a task that was done meanwhile', 'task', { ...reminded, status: 'done' }],
  ['a task that was cancelled meanwhile', 'task', { ...reminded, status: 'cancelled' }],
  ['a reminder that was moved meanwhile', 'task', notReminded],
  ['a ticket that was resolved meanwhile', 'ticket', { ...overdue, resolvedAt: at }],
  ['a ticket that has more time by now', 'ticket', { ...overdue, isOverdue: false }],
])('tells nobody of %s, however late the event comes', async (_, object, values) => {
  expect(await mailsFor(object, values)).toEqual([]);
});

it('AZ-07: tells an owner only what their role lets them read', async () => {
  const grants = [reading('task', ['subject', 'dueAt']), reading('ticket', ['subject'])];
  const [task] = await mailsFor('task', reminded, { grants });
  expect(task).toContain('“Task”');
  expect(task).not.toMatch(/Li Lei|2026-03-29/);
  const [ticket] = await mailsFor('ticket', overdue, { grants });
  expect(ticket).toContain('T-000007');
  expect(ticket).not.toContain('No power');
  expect(await mailsFor('ticket', overdue, { grants: [reading('task')] })).toEqual([]);
});

it('tells nobody who may not sign in', async () => {
  const owner = person({ userId: 'ann', status: 'disabled' });
  expect(await mailsFor('task', reminded, { owner })).toEqual([]);
});
