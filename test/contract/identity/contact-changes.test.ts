import { afterEach, beforeEach, expect, test } from 'vitest';
import { contactChangeLife } from '#shared/auth/contact-change-item';
import { createDynamoContactChanges } from '#shared/auth/dynamo-contact-changes';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoLoginRecord } from '#shared/auth/dynamo-login-record';
import { openTestIdentity, type TestIdentity } from './identity-table.ts';
import { activate, origin, present } from './people.ts';

let identity: TestIdentity;
beforeEach(async () => {
  identity = await openTestIdentity();
});
afterEach(() => identity.close());

const hours = (count: number) => identity.pass(count * 60);

async function rename(userId: string, userName: string | undefined): Promise<void> {
  const person = await present(identity, userId);
  await createDynamoLoginRecord(identity).changeLogin(person, 'userName', userName, origin);
}

const signsIn = async (login: string) =>
  (await createDynamoDirectory(identity.documents, identity.table).findByLogin(login))?.userId;

test('of several changes within 72 hours the oldest tells what has to come back', async () => {
  const { user } = await activate(identity, 'sam');
  const { userId } = user;
  const changes = createDynamoContactChanges(identity);
  await rename(userId, 'sam-long-ago');
  hours(60);
  await rename(userId, 'sam-first');
  await rename(userId, 'sam-second');
  const [found, ...more] = await changes.recent(userId);
  expect(found).toMatchObject({ kind: 'userName', former: undefined });
  expect(more).toEqual([]);

  hours(12);
  const [later] = await changes.recent(userId);
  expect(later).toMatchObject({ former: 'sam-long-ago' });
  await changes.putBack(await present(identity, userId), later!);
  await expect(signsIn('sam-long-ago')).resolves.toBe(userId);
  await expect(signsIn('sam-second')).resolves.toBeUndefined();
  // Once more, as after an interruption: there is nothing left to do.
  await changes.putBack(await present(identity, userId), later!);
  await changes.forget(userId, later!);
  await expect(changes.recent(userId)).resolves.toEqual([]);
});

test('a change is forgotten after 72 hours, and what somebody else has by then stays theirs', async () => {
  const { user } = await activate(identity, 'sam');
  const eve = await activate(identity, 'eve');
  const changes = createDynamoContactChanges(identity);
  await rename(user.userId, 'sam.r');
  identity.pass(contactChangeLife / 60_000);
  await expect(changes.recent(user.userId)).resolves.toEqual([]);
  await rename(user.userId, undefined);
  await rename(eve.user.userId, 'sam.r');
  const [change] = await changes.recent(user.userId);
  const person = await present(identity, user.userId);
  await expect(changes.putBack(person, change!)).rejects.toMatchObject({ code: 'user.exists' });
  await expect(signsIn('sam.r')).resolves.toBe(eve.user.userId);
});
