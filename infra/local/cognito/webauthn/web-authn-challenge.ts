import {
  generateAuthenticationOptions,
  verifyAuthenticationResponse,
} from '@simplewebauthn/server';
import * as z from 'zod';
import { invalidParameter, notAuthorized } from '../errors.ts';
import { knownUser, required } from '../sign-in/person.ts';
import type { Challenge } from '../sign-in/sign-in.ts';
import { AuthenticationResponse, originOf } from './passkey.ts';
import { mayUse, relyingPartyOf, satisfiesMfa } from './relying-party.ts';

const name = 'WEB_AUTHN';
const Kept = z.looseObject({ webAuthnChallenge: z.string() });

const refused = () => notAuthorized('Incorrect username or password.');

/** Signing in with a passkey. */
export const webAuthnChallenge: Challenge = {
  async ask(world, signIn) {
    const { pool } = signIn;
    const user = knownUser(signIn);
    const party = relyingPartyOf(world, pool);
    const options = await generateAuthenticationOptions({
      rpID: party.id,
      timeout: 180_000,
      allowCredentials: user.passkeys.map(({ id, transports }) => ({ id, transports })),
      userVerification: satisfiesMfa(pool, user) ? 'required' : party.userVerification,
    });
    return {
      parameters: { CREDENTIAL_REQUEST_OPTIONS: JSON.stringify(options) },
      kept: { webAuthnChallenge: options.challenge },
    };
  },

  async answer(world, signIn, { values, claim }) {
    const { pool, kept } = signIn;
    const user = knownUser(signIn);
    const response = read(required(values, 'CREDENTIAL'));
    const party = relyingPartyOf(world, pool);
    // A challenge stands for one assertion, right or wrong.
    claim();
    const passkey = user.passkeys.find(({ id }) => id === response.id);
    const origin = originOf(response.response);
    if (!passkey || passkey.relyingPartyId !== party.id || !mayUse(party, origin)) throw refused();
    const requireUserVerification =
      party.userVerification === 'required' || satisfiesMfa(pool, user);
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: Kept.parse(kept).webAuthnChallenge,
      expectedOrigin: origin,
      expectedRPID: party.id,
      requireUserVerification,
      credential: {
        id: passkey.id,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
        counter: passkey.counter,
      },
    }).catch(() => {
      throw refused();
    });
    if (!verified) throw refused();
    const changed = world.users.change(pool, user.sub, ({ passkeys }) => ({
      passkeys: passkeys.map((each) =>
        each.id === passkey.id ? { ...each, counter: authenticationInfo.newCounter } : each,
      ),
    }));
    const { attachment: passkeyAttachment } = passkey;
    return {
      signIn: {
        ...signIn,
        user: changed,
        passed: [...signIn.passed, name],
        kept: { ...kept, passkeyAttachment },
      },
    };
  },
};

function read(text: string) {
  try {
    return AuthenticationResponse.parse(JSON.parse(text));
  } catch {
    throw invalidParameter('CREDENTIAL is not an AuthenticationResponseJSON.');
  }
}
