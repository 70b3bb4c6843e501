import * as z from 'zod';
import { invalidSession } from '../auth-sessions.ts';
import { invalidParameter, userDisabled } from '../errors.ts';
import { withFactor, withoutFactor } from '../factors/factors.ts';
import {
  makeSecret,
  requireSoftwareTokens,
  softwareTokenRefused,
  stepOf,
} from '../factors/software-token.ts';
import type { Pool } from '../pool-definition.ts';
import { setUpDone, setUpSecret } from '../sign-in/mfa-setup.ts';
import { readAccessToken } from '../tokens.ts';
import type { User } from '../users.ts';
import type { World } from '../world.ts';
import { userInput } from './fields.ts';
import { type Operations, openOperation, userOperation } from './operation.ts';

const Session = z.string().min(20).max(2048);
const holder = { AccessToken: z.string().min(1).optional(), Session: Session.optional() };

/** Authenticator apps, set up by whoever is signed in or has to set one up to sign in. */
export const softwareTokenOperations: Operations = {
  AssociateSoftwareToken: openOperation(z.strictObject(holder), async (world, input) => {
    const { pool, user, session } = await holderOf(world, input);
    const secret = makeSecret();
    if (session) return { SecretCode: secret, Session: session.goOn({ [setUpSecret]: secret }) };
    world.users.change(pool, user.sub, () => ({ pendingTotp: secret }));
    return { SecretCode: secret };
  }),

  VerifySoftwareToken: openOperation(
    z.strictObject({
      ...holder,
      UserCode: z.string().regex(/^[0-9]{6}$/),
      FriendlyDeviceName: z.string().max(131_072).optional(),
    }),
    async (world, input) => {
      const { pool, user, session } = await holderOf(world, input);
      const secret = session ? session.kept[setUpSecret] : user.pendingTotp;
      if (typeof secret !== 'string')
        throw invalidParameter('No software token has been associated.');
      const step = stepOf(secret, input.UserCode, world.context.clock.now());
      if (step === undefined) throw softwareTokenRefused();
      const next = session?.goOn({ [setUpDone]: true });
      world.users.change(pool, user.sub, (newest) => ({
        totp: { secret, lastStep: step, name: input.FriendlyDeviceName },
        pendingTotp: undefined,
        ...(pool.properties.MfaConfiguration === 'ON' && withFactor(newest, 'SOFTWARE_TOKEN_MFA')),
      }));
      return { Status: 'SUCCESS', ...(next !== undefined && { Session: next }) };
    },
  ),

  AdminDeleteSoftwareToken: userOperation(z.strictObject(userInput), (world, { pool, user }) => {
    requireSoftwareTokens(pool);
    world.users.change(pool, user.sub, (newest) => ({
      totp: undefined,
      pendingTotp: undefined,
      ...withoutFactor(newest, 'SOFTWARE_TOKEN_MFA'),
    }));
    return {};
  }),
};

interface Holder {
  readonly pool: Pool;
  readonly user: User;
  /** Where a sign-in waits for the set-up; each step ends its session and begins another. */
  readonly session?: {
    readonly kept: Readonly<Record<string, unknown>>;
    goOn(kept: Readonly<Record<string, unknown>>): string;
  };
}

/** Throws `InvalidParameterException` unless exactly one of token and session is given. */
async function holderOf(
  world: World,
  {
    AccessToken,
    Session: token,
  }: { AccessToken?: string | undefined; Session?: string | undefined },
): Promise<Holder> {
  if ((AccessToken === undefined) === (token === undefined))
    throw invalidParameter('Either AccessToken or Session is required.');
  const holder =
    token === undefined
      ? await readAccessToken(world, AccessToken ?? '')
      : holderOfSession(world, token);
  requireSoftwareTokens(holder.pool);
  return holder;
}

function holderOfSession(world: World, token: string): Holder {
  const { poolId, clientId, ...session } = world.sessions.find(token);
  const pool = world.pools.pool(poolId);
  const user = world.users.find(pool, session.sub ?? '');
  if (!user || session.challenge !== 'MFA_SETUP') throw invalidSession();
  if (!user.enabled) throw userDisabled();
  return {
    pool,
    user,
    session: {
      kept: session.kept,
      goOn(kept) {
        if (!world.sessions.close(token)) throw invalidSession();
        const client = world.pools.client(clientId, poolId);
        return world.sessions.open(pool, client, {
          ...session,
          kept: { ...session.kept, ...kept },
        });
      },
    },
  };
}
