import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#shared/data/batch-get';
import { registryKey } from '#shared/data/registry';
import type { DefinitionCache } from '#shared/definitions/definition-cache';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import { createRoleCache } from '#shared/permissions/role-cache';
import type { Gate } from './gate.ts';
import { createUseNotes } from './permission-uses.ts';
import {
  type Credential,
  credentialKey,
  credentialOf,
  mayAct,
  standingOf,
  useOf,
} from './presented-credential.ts';
import type { Principal } from './principal.ts';
import { principalKey, StoredPrincipal } from './principal-item.ts';
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
  const admitted = new Map<string, Principal>();
  const people = new WeakMap<Principal, StoredPrincipal>();
  return {
    personOf(principal) {
      const person = people.get(principal);
      if (person === undefined) throw new DomainError('request.unauthenticated');
      return person;
    },

    presume({ token }) {
      const key = needs.presumes ? parseToken(token) : undefined;
      const principal = key && admitted.get(key.tokenHash);
      return principal && { ...principal };
    },

    noteUse: ({ userId }, permission) => note(userId, permission, needs.clock.now()),

    async admit({ token, via }) {
      const key = parseToken(token);
      // A key is for programs, which send it in a header; in a cookie it would act without being asked.
      const isPossible = key && !(key.kind === 'api-key' && via !== 'bearer');
      const found = isPossible && (await read(needs, key));
      const now = needs.clock.now();
      if (
        !found ||
        !mayAct(found.credential, found.principal, now, needs.admitUnconfirmed ?? false)
      ) {
        if (key) admitted.delete(key.tokenHash);
        throw new DomainError('request.unauthenticated');
      }
      const { credential, registry } = found;
      const [rights] = await Promise.all([
        roles.rightsOf(found.principal.role, registry),
        noteUse(needs, key, credential, now),
      ]);
      const { userId, name, email, role, teamId, locale } = found.principal;
      const principal = {
        ...{ userId, name, email, role, rights, teamId, locale },
        ...standingOf(credential, now),
        definitions: needs.definitions?.versions(),
      };
      if (admitted.size >= remembered) admitted.clear();
      if (needs.presumes) admitted.set(key.tokenHash, principal);
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
