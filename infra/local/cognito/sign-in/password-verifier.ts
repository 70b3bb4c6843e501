import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { invalidParameter, wrongCredentials } from '../errors.ts';
import { seemingBytes, seemingUsername } from '../seeming-user.ts';
import {
  beginHandshake,
  isUsablePublic,
  type SrpVerifier,
  sharedKey,
  srpPoolName,
} from '../srp.ts';
import { required } from './person.ts';
import { proveCode } from './prove-code.ts';
import { readyUser, refuseReset } from './prove-password.ts';
import type { Challenge, Parameters, SignIn } from './sign-in.ts';

const Kept = z.looseObject({
  srpA: z.string(),
  srp: z.object({ secret: z.string(), publicB: z.string(), secretBlock: z.string() }),
});

/** What a flow keeps of its parameters for the handshake. Throws `InvalidParameterException`. */
export function keepPublic(parameters: Parameters): { readonly srpA: string } {
  const srpA = required(parameters, 'SRP_A');
  if (!isUsablePublic(srpA)) throw invalidParameter('SRP_A is not a usable number.');
  return { srpA };
}

/** The password by SRP: both sides show that they know it, and neither sends it. */
export const passwordVerifier: Challenge = {
  ask(_world, signIn) {
    const { pool, login, user } = signIn;
    refuseReset(user);
    const verifier = verifierOf(signIn);
    const handshake = beginHandshake(verifier);
    const secretBlock = randomBytes(128).toString('base64');
    const username = user?.username ?? seemingUsername(pool, login);
    return {
      parameters: {
        SALT: verifier.salt,
        SECRET_BLOCK: secretBlock,
        SRP_B: handshake.publicB,
        USERNAME: username,
        USER_ID_FOR_SRP: username,
      },
      kept: { srp: { ...handshake, secretBlock } },
    };
  },

  answer(world, signIn, { values, claim }) {
    const block = required(values, 'PASSWORD_CLAIM_SECRET_BLOCK');
    const signature = required(values, 'PASSWORD_CLAIM_SIGNATURE');
    const timestamp = required(values, 'TIMESTAMP');
    const { srpA, srp } = Kept.parse(signIn.kept);
    // One guess for one handshake.
    claim();
    const isRight =
      block === srp.secretBlock &&
      equal(claimSignature(signIn, { srpA, srp, timestamp }), signature);
    proveCode(world, signIn, isRight, wrongCredentials);
    const user = readyUser(world, signIn.user);
    return { signIn: { ...signIn, user, passed: [...signIn.passed, 'PASSWORD'] } };
  },
};

/** What somebody without a password seems to have fits none. */
function verifierOf({ pool, user, login }: SignIn): SrpVerifier {
  if (user?.srp) return user.srp;
  const seeming = (purpose: string) =>
    seemingBytes(pool, user?.sub ?? login, purpose).toString('hex');
  return { salt: seeming('salt').slice(0, 32), verifier: seeming('verifier') };
}

function claimSignature(
  signIn: SignIn,
  { srpA, srp, timestamp }: z.output<typeof Kept> & { timestamp: string },
): string {
  const { pool, user, login } = signIn;
  return createHmac('sha256', sharedKey(verifierOf(signIn), srp, srpA))
    .update(srpPoolName(pool))
    .update(user?.username ?? seemingUsername(pool, login))
    .update(Buffer.from(srp.secretBlock, 'base64'))
    .update(timestamp)
    .digest('base64');
}

function equal(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
