import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDynamoOrganisationEvents } from '#shared/auth/dynamo-organisation-events';
import { toEventItem, toRoleEventItem } from '#shared/auth/security-event';
import { openTestIdentity, type TestIdentity } from './identity-table.ts';

let identity: TestIdentity;
beforeEach(async () => {
  identity = await openTestIdentity();
});
afterEach(() => identity.close());

async function put(Item: Record<string, unknown>): Promise<void> {
  await identity.documents.send(new PutCommand({ TableName: identity.table, Item }));
}

test('events of all people and roles come newest first, in pages across months', async () => {
  const day = 24 * 60 * 60_000;
  const expected: string[] = [];
  for (let count = 0; count < 120; count += 1) {
    const at = new Date(identity.clock.now().getTime() - count * 2 * day);
    const eventId = ulid(at.getTime());
    expected.push(eventId);
    const event = { eventId, at, origin: { sourceIp: '203.0.113.7', device: 'curl' } };
    const isRole = count % 7 === 3;
    await put(
      isRole
        ? toRoleEventItem({ ...event, roleId: 'sales', name: 'role.changed' })
        : toEventItem({ ...event, userId: `u${count}`, name: 'session.opened' }),
    );
  }
  const organisation = createDynamoOrganisationEvents(identity);
  const first = await organisation.list();
  expect(first.events[0]).toMatchObject({ userId: 'u0', name: 'session.opened', device: 'curl' });
  expect(first.events[3]).toMatchObject({ roleId: 'sales', name: 'role.changed' });
  const seen = first.events.map(({ eventId }) => eventId);
  for (let next = first.next; next; ) {
    const page = await organisation.list(next);
    seen.push(...page.events.map(({ eventId }) => eventId));
    next = page.next;
  }
  expect(seen).toEqual(expected);
});
