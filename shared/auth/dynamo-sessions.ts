import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { transact } from '#shared/data/transact';
import { DomainError } from '#shared/errors/domain-error';
import type { IdentityTable } from './identity-table.ts';
import { openSession, tokenPurpose } from './open-session.ts';
import { principalKey } from './principal-item.ts';
import { renewSession } from './renew-session.ts';
import { seal, unseal } from './seal.ts';
import { toEventItem } from './security-event.ts';
import { later, StoredSession, sessionKey, sessionLife, sessionTokensKey } from './session-item.ts';
import type { SessionStore } from './session-store.ts';
import { hashSecret } from './session-token.ts';
import {
  endOtherSessions,
  endPresentedSession,
  endSession,
  listSessions,
  sweepSessions,
} from './sessions-of-user.ts';

const Sealed = z.object({ sealed: z.string() });
const Tokens = z.object({ accessToken: z.string(), refreshToken: z.string() });

/** Sessions in table `identity`: the gate's row, the sealed tokens beside it, an entry under the user. */
export function createDynamoSessions(identity: IdentityTable): SessionStore {
  const { documents, table, clock, ids } = identity;
  const get = async (Key: Readonly<Record<string, string>>): Promise<unknown> => {
    const command = new GetCommand({ TableName: table, Key, ConsistentRead: true });
    return (await documents.send(command)).Item;
  };
  const tokens = async (token: string) => {
    const sealed = Sealed.safeParse(await get(sessionTokensKey(hashSecret(token))));
    if (!sealed.success) return undefined;
    return Tokens.parse(JSON.parse(unseal(sealed.data.sealed, token, tokenPurpose)));
  };
  return {
    open: (principal, tokens, origin, restriction) =>
      openSession(identity, principal, tokens, origin, restriction),
    list: (userId) => listSessions(identity, userId),
    end: (userId, sessionId, origin) => endSession(identity, userId, sessionId, origin),
    endOthers: (userId, sessionId, origin) => endOtherSessions(identity, userId, sessionId, origin),
    sweep: (userId) => sweepSessions(identity, userId),

    async endAll(userId, name, by = {}) {
      const failed = await transact(documents, [
        {
          Update: {
            TableName: table,
            Key: principalKey(userId),
            UpdateExpression: 'ADD sessionGeneration :one',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: { ':one': 1 },
          },
        },
        {
          Put: {
            TableName: table,
            Item: toEventItem({ eventId: ids.next(), userId, name, at: clock.now(), ...by }),
          },
        },
      ]);
      if (failed.length > 0) throw new DomainError('request.not_found');
      await sweepSessions(identity, userId);
    },

    async renew(token, tokens, origin) {
      const session = StoredSession.safeParse(await get(sessionKey(hashSecret(token))));
      if (!session.success) throw new DomainError('request.unauthenticated');
      return await renewSession(identity, { token, session: session.data }, tokens, origin);
    },

    async lift(token) {
      await updateExisting(identity, sessionKey(hashSecret(token)), 'REMOVE restriction');
    },

    tokens,

    async endPresented(token, origin) {
      const tokenHash = hashSecret(token);
      const [item, kept] = await Promise.all([get(sessionKey(tokenHash)), tokens(token)]);
      const session = StoredSession.safeParse(item);
      if (!session.success) return undefined;
      await endPresentedSession(identity, tokenHash, session.data, origin);
      return kept;
    },

    async confirm(token, tokens) {
      const tokenHash = hashSecret(token);
      const now = clock.now();
      const refreshBefore = later(now, sessionLife.confirmed);
      const [session] = await Promise.all([
        updateExisting(
          identity,
          sessionKey(tokenHash),
          'SET confirmedUntil = :confirmed, lastSeenAt = :now, idleUntil = :idle',
          {
            ':confirmed': refreshBefore,
            ':now': now.toISOString(),
            ':idle': later(now, sessionLife.idle),
          },
        ),
        updateExisting(identity, sessionTokensKey(tokenHash), 'SET sealed = :sealed', {
          ':sealed': seal(JSON.stringify(tokens), token, tokenPurpose),
        }),
      ]);
      return { refreshBefore, endsAt: StoredSession.parse(session).absoluteUntil };
    },
  };
}

/** An update that never brings an ended session back to life. */
async function updateExisting(
  { documents, table }: IdentityTable,
  key: Readonly<Record<string, string>>,
  update: string,
  values?: Readonly<Record<string, string>>,
): Promise<unknown> {
  try {
    const { Attributes } = await documents.send(
      new UpdateCommand({
        TableName: table,
        Key: key,
        UpdateExpression: update,
        ConditionExpression: 'attribute_exists(pk)',
        ...(values ? { ExpressionAttributeValues: values } : {}),
        ReturnValues: 'ALL_NEW',
      }),
    );
    return Attributes;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    throw new DomainError('request.unauthenticated');
  }
}
