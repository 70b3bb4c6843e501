import { createDynamoChallenges } from '#functions/sign-in/dynamo-challenges';
import { refreshSession } from '#functions/sign-in/refresh-session';
import { signIn } from '#functions/sign-in/sign-in';
import { signOut } from '#functions/sign-in/sign-out';
import { noCopies } from '#shared/auth/authenticator-copies';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoFactorRule } from '#shared/auth/dynamo-factor-rule';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDynamoKnownDevices } from '#shared/auth/dynamo-known-devices';
import { createDynamoRateLimiter } from '#shared/auth/dynamo-rate-limiter';
import { createDynamoSecurityHistory } from '#shared/auth/dynamo-security-history';
import { createDynamoSessions } from '#shared/auth/dynamo-sessions';
import { noteArrivals } from '#shared/auth/note-arrival';
import { createSessionRules } from '#shared/auth/session-rules';
import { activate, origin, tokens } from '#test/contract/identity/people';
import { identityOf } from './contacts.ts';
import { type Need, oneRead } from './least.ts';
import type { Operation } from './operations.ts';
import type { Store } from './store.ts';

const oneWrite: Need = { trips: 1, reads: 0, writes: 1 };
const readAndWrite: Need = { trips: 2, reads: 0.5, writes: 1 };

/**
 * Sessions over the product's use cases and DynamoDB adapters. Cognito answers from memory: only what
 * DynamoDB is asked counts here.
 */
export async function sessionOperations(
  store: Store,
): Promise<{ readonly operations: readonly Operation[]; close(): void }> {
  const identity = identityOf(store);
  const { token, user } = await activate(identity, 'sales', 'sales');
  const sessions = createDynamoSessions(identity);
  const gate = createDynamoGate(identity);
  const provider = {
    signIn: async () => ({ kind: 'signed-in', tokens }) as const,
    refresh: async () => tokens,
    revoke: async () => undefined,
  };
  const devices = createDynamoKnownDevices(identity);
  const signingIn = {
    sessions,
    provider,
    directory: createDynamoDirectory(identity.documents, identity.table),
    challenges: createDynamoChallenges(identity),
    limiter: createDynamoRateLimiter(identity),
    devices,
    history: createDynamoSecurityHistory(identity),
    copies: noCopies,
    rules: createSessionRules(createDynamoFactorRule(identity)),
    arrivals: noteArrivals({
      devices,
      sessions,
      tokens: provider,
      clock: identity.clock,
      queue: { send: async () => {} },
    }),
    companies: { providers: [], breakGlass: [] },
  };
  const admit = () => gate.admit({ token, via: 'bearer' });
  return {
    operations: [
      {
        name: 'sign in',
        run: () => signIn(signingIn, { login: user.email, password: 'any' }, origin),
        least: readAndWrite,
      },
      { name: 'the gate, before every operation', run: admit, least: oneRead },
      {
        name: 'confirm the session again',
        run: async () => refreshSession({ sessions, provider }, await admit(), token, origin),
        least: readAndWrite,
      },
      {
        name: 'list sessions',
        run: async () => sessions.list((await admit()).userId),
        least: oneRead,
      },
      {
        name: 'sign out',
        run: async () => signOut({ sessions, provider }, await admit(), token, origin),
        least: oneWrite,
      },
    ],
    close: () => identity.documents.destroy(),
  };
}
