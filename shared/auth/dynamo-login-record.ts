import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { transact } from '#shared/data/transact';
import { DomainError } from '#shared/errors/domain-error';
import type { IdentityTable } from './identity-table.ts';
import type { LoginRecord } from './login-record.ts';
import { changeLoginOf, moveLogin } from './login-steps.ts';
import { toEventItem } from './security-event.ts';

/** As long as Cognito's code for it lives. */
const expectedSeconds = 60 * 60;

const Expected = z.object({ userId: z.string(), email: z.string(), expiresAt: z.int() });

const expectedKey = (username: string) => ({ pk: `account#${username}`, sk: 'email-change' });

const events = { email: 'email.changed', userName: 'user_name.changed' } as const;

/** Logins in table `identity`: a marker per name, changed in one transaction with the principal. */
export function createDynamoLoginRecord(identity: IdentityTable): LoginRecord {
  const { documents, table: TableName, clock, ids } = identity;
  const seconds = () => Math.floor(clock.now().getTime() / 1_000);
  return {
    async expectEmail(username, { userId, email }) {
      const expiresAt = seconds() + expectedSeconds;
      const Item = { ...expectedKey(username), schemaVersion: 1, userId, email, expiresAt };
      await documents.send(new PutCommand({ TableName, Item }));
    },

    async expectedEmail(username) {
      const Key = expectedKey(username);
      const command = new GetCommand({ TableName, Key, ConsistentRead: true });
      const found = Expected.safeParse((await documents.send(command)).Item);
      if (!found.success || found.data.expiresAt <= seconds()) return undefined;
      return { userId: found.data.userId, email: found.data.email };
    },

    async changeLogin(person, kind, login, origin) {
      const former = person[kind];
      if (former === login) return;
      const { userId } = person;
      const at = clock.now();
      const move = { userId, kind, former, login };
      const event = { eventId: ids.next(), userId, name: events[kind], at, origin };
      const failed = await transact(documents, [
        changeLoginOf(TableName, move, at),
        { Put: { TableName, Item: toEventItem(event) } },
        ...(kind === 'email' && person.cognitoUsername
          ? [{ Delete: { TableName, Key: expectedKey(person.cognitoUsername) } }]
          : []),
        ...moveLogin(TableName, move, { changeId: event.eventId, at }),
      ]);
      if (failed.length === 0) return;
      throw new DomainError(failed[0]?.index === 0 ? 'record.version_conflict' : 'user.exists');
    },
  };
}
