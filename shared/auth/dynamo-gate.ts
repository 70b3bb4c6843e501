import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#shared/data/batch-get';
import { registryKey } from '#shared/data/registry';
import type { DefinitionCache } from '#shared/definitions/definition-cache';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import { createRoleCache } from '#shared/permissions/role-cache';
import { createDynamoRequestCounts } from './dynamo-request-counts.ts';
import type { Gate } from './gate.ts';
import { createUseNotes } from './permission-uses.ts';
import {
  type Credential,
  callerOf,
  credentialKey,
  credentialOf,
  mayAct,
  pauseOf,
  standingOf,
  useOf,
} from './presented-credential.ts';
import type { Principal } from './principal.ts';
import { principalKey, StoredPrincipal } from './principal-item.ts';
import type { Caller } from './request-counts.ts';
import { createRequestLimiter } from './request-limiter.ts';
import { deployedLimits, type RequestLimits } from './request-limits.ts';
import { parseToken, type TokenKey } from './session-token.ts';

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
  /** The deployment's unless given. */
  readonly requestLimits?: RequestLimits;
}

/** Beyond it the memory of who was admitted starts anew; forgetting costs a trip, nothing else. */
const remembered = 1_000;

/** A gate that keeps what it has read of people for as long as their request lasts. */
export interface PersonGate extends Gate {
  /** The person as they were when this principal was admitted, a moment ago. */
  personOf(principal: Principal): StoredPrincipal;
}

interface Found {
  readonly credential: Credential;
  readonly principal: StoredPrincipal;
  /** Which roles are stored in which version. */
  readonly registry: unknown;
}

/** The gate over table `identity`: one strongly consistent BatchGetItem per request. */
export function createDynamoGate(needs: DynamoGateNeeds): PersonGate {
  const roles = createRoleCache(needs.documents, needs.table, needs.definitions);
  const note = createUseNotes(needs.documents, needs.table);
  const limiter = createRequestLimiter({
    counts: createDynamoRequestCounts(needs.documents, needs.table),
    limits: needs.requestLimits ?? deployedLimits(),
    clock: needs.clock,
  });
  const admitted = new Map<string, { readonly principal: Principal; readonly caller: Caller }>();
  const people = new WeakMap<Principal, StoredPrincipal>();
  return {
    personOf(principal) {
      const person = people.get(principal);
      if (person === undefined) throw new DomainError('request.unauthenticated');
      return person;
    },

    presume({ token }) {
      const key = needs.presumes ? parseToken(token) : undefined;
      const known = key && admitted.get(key.tokenHash);
      return known && !limiter.refusalOf(known.caller) ? { ...known.principal } : undefined;
    },

    noteUse: ({ userId }, permission) => note(userId, permission, needs.clock.now()),

    async admit({ token, via }, { whilePaused = false } = {}) {
      const key = parseToken(token);
      // A key is for programs, which send it in a header; in a cookie it would act without being asked.
      if (!key || (key.kind === 'api-key' && via !== 'bearer'))
        throw new DomainError('request.unauthenticated');
      const known = admitted.get(key.tokenHash)?.caller;
      const refuse = (refusal: DomainError | undefined) => {
        if (refusal && !whilePaused) throw refusal;
      };
      refuse(known && limiter.refusalOf(known));
      const [found] = await Promise.all([
        read(needs, key),
        known && limiter.count(known, whilePaused),
      ]);
      const now = needs.clock.now();
      if (
        !found ||
        !mayAct(found.credential, found.principal, now, needs.admitUnconfirmed ?? false)
      ) {
        admitted.delete(key.tokenHash);
        throw new DomainError('request.unauthenticated');
      }
      const { credential, registry } = found;
      const caller = callerOf(key, credential, found.principal);
      refuse(limiter.learn(caller, pauseOf(credential)));
      // Who is known was in time, even if this very request was the last one.
      if (!known) refuse(limiter.refusalOf(caller));
      const [rights] = await Promise.all([
        roles.rightsOf(found.principal.role, registry),
        noteUse(needs, key, credential, now),
        known ? undefined : limiter.count(caller, whilePaused),
      ]);
      const { userId, name, email, role, teamId, locale } = found.principal;
      const principal = {
        ...{ userId, name, email, role, rights, teamId, locale },
        ...standingOf(credential, now),
        definitions: needs.definitions?.versions(),
      };
      if (admitted.size >= remembered) admitted.clear();
      admitted.set(key.tokenHash, { principal, caller });
      people.set(principal, found.principal);
      return principal;
    },
  };
}

async function read(needs: DynamoGateNeeds, key: TokenKey): Promise<Found | undefined> {
  const where = credentialKey(key);
  const keys = [where, principalKey(key.userId), registryKey];
  const items = await batchGet(needs.documents, needs.table, keys);
  const item = (sk: string) => items.find((each) => each['sk'] === sk);
  const credential = credentialOf(key, item(where.sk));
  const principal = StoredPrincipal.safeParse(item('principal'));
  if (!credential || !principal.success) return undefined;
  return { credential, principal: principal.data, registry: item(registryKey.sk) };
}

/** Notes that a credential is in use; that this write fails is no reason to turn the request away. */
async function noteUse(
  { documents, table }: DynamoGateNeeds,
  key: TokenKey,
  credential: Credential,
  now: Date,
): Promise<void> {
  const use = useOf(key, credential, now);
  if (!use) return;
  await documents.send(new UpdateCommand({ TableName: table, ...use })).catch(() => undefined);
}
