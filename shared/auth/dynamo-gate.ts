import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#shared/data/batch-get';
import { registryKey } from '#shared/data/registry';
import type { DefinitionCache } from '#shared/definitions/definition-cache';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import { createRoleCache } from '#shared/permissions/role-cache';
import type { Gate } from './gate.ts';
import { createUseNotes } from './permission-uses.ts';
import type { Principal } from './principal.ts';
import { principalKey, StoredPrincipal } from './principal-item.ts';
import { isExpired, later, StoredSession, sessionKey, sessionLife } from './session-item.ts';
import { stepUpLife } from './session-standing.ts';
import { parseSessionToken, type SessionKey } from './session-token.ts';

export interface DynamoGateNeeds {
  readonly documents: DynamoDBDocumentClient;
  /** Name of the table `identity`. */
  readonly table: string;
  readonly clock: Clock;
  /**
   * Admits sessions that Cognito has not confirmed lately: for refresh and sign-out, which must work
   * exactly then. Off everywhere else.
   */
  readonly admitUnconfirmed?: boolean;
  /**
   * Lets requests begin to read while the gate looks. Only for functions that write to tables alone,
   * by document clients, which hold such writes back: docs/decisions/0013-begin-before-the-gate.md.
   */
  readonly presumes?: boolean;
  /** Brought up to date with every request, for functions that look into records. */
  readonly definitions?: DefinitionCache;
}

/** Beyond it the memory of who was admitted starts anew; forgetting costs a trip, nothing else. */
const remembered = 1_000;

interface Found {
  readonly session: StoredSession;
  readonly principal: StoredPrincipal;
  /** Which roles are stored in which version. */
  readonly registry: unknown;
}

/** The gate over table `identity`: one strongly consistent BatchGetItem per request. */
export function createDynamoGate(needs: DynamoGateNeeds): Gate {
  const roles = createRoleCache(needs.documents, needs.table, needs.definitions);
  const note = createUseNotes(needs.documents, needs.table);
  const admitted = new Map<string, Principal>();
  return {
    presume({ token }) {
      const key = needs.presumes ? parseSessionToken(token) : undefined;
      const principal = key && admitted.get(key.tokenHash);
      return principal && { ...principal };
    },

    noteUse: ({ userId }, permission) => note(userId, permission, needs.clock.now()),

    async admit({ token }) {
      const key = parseSessionToken(token);
      const found = key && (await read(needs, key));
      const now = needs.clock.now();
      if (!key || !found || !mayAct(found, now, needs.admitUnconfirmed ?? false)) {
        if (key) admitted.delete(key.tokenHash);
        throw new DomainError('request.unauthenticated');
      }
      const [rights] = await Promise.all([
        roles.rightsOf(found.principal.role, found.registry),
        noteUse(needs, key, found.session, now),
      ]);
      const { userId, name, email, role, teamId, locale } = found.principal;
      const { sessionId, restriction, provedAt } = found.session;
      const steppedUp = now.getTime() - Date.parse(provedAt) < stepUpLife;
      const principal = {
        ...{ userId, name, email, role, rights, teamId, locale },
        ...{ sessionId, restriction, steppedUp },
        definitions: needs.definitions?.versions(),
      };
      if (admitted.size >= remembered) admitted.clear();
      if (needs.presumes) admitted.set(key.tokenHash, principal);
      return principal;
    },
  };
}

async function read(needs: DynamoGateNeeds, key: SessionKey): Promise<Found | undefined> {
  const keys = [sessionKey(key.tokenHash), principalKey(key.userId), registryKey];
  const items = await batchGet(needs.documents, needs.table, keys);
  const session = StoredSession.safeParse(items.find((item) => item['sk'] === 'session'));
  const principal = StoredPrincipal.safeParse(items.find((item) => item['sk'] === 'principal'));
  if (!session.success || !principal.success) return undefined;
  const registry = items.find((item) => item['sk'] === registryKey.sk);
  return { session: session.data, principal: principal.data, registry };
}

function mayAct({ session, principal }: Found, now: Date, admitUnconfirmed: boolean): boolean {
  return (
    principal.status === 'active' &&
    session.userId === principal.userId &&
    session.generation === principal.sessionGeneration &&
    !isExpired(session, now) &&
    (admitUnconfirmed || session.confirmedUntil > now.toISOString())
  );
}

/** Extends an idle session's life; that this write fails is no reason to turn the request away. */
async function noteUse(
  { documents, table }: DynamoGateNeeds,
  key: SessionKey,
  session: StoredSession,
  now: Date,
): Promise<void> {
  if (now.getTime() - Date.parse(session.lastSeenAt) < sessionLife.touchEvery) return;
  const update = new UpdateCommand({
    TableName: table,
    Key: sessionKey(key.tokenHash),
    UpdateExpression: 'SET lastSeenAt = :now, idleUntil = :until',
    ConditionExpression: 'lastSeenAt = :seen',
    ExpressionAttributeValues: {
      ':now': now.toISOString(),
      ':until': later(now, sessionLife.idle),
      ':seen': session.lastSeenAt,
    },
  });
  await documents.send(update).catch(() => undefined);
}
