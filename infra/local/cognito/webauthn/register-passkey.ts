import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server';
import * as z from 'zod';
import { ServiceError } from '../../service.ts';
import type { AppClient } from '../client-definition.ts';
import { invalidParameter, limitExceeded } from '../errors.ts';
import type { Pool } from '../pool-definition.ts';
import type { User } from '../users.ts';
import type { World } from '../world.ts';
import { originOf, type Passkey, RegistrationResponse } from './passkey.ts';
import { mayUse, relyingPartyOf, satisfiesMfa } from './relying-party.ts';

interface Owner {
  readonly pool: Pool;
  readonly client: AppClient;
  readonly user: User;
}

const mostPasskeys = 20;
const registrationLife = 300_000;

/** ES256 and RS256, as Cognito takes them; COSE's own numbers. */
const algorithms = [-7, -257];

/** What the browser is asked to create. Replaces a registration that was begun before. */
export async function startRegistration(world: World, { pool, client, user }: Owner) {
  const party = relyingPartyOf(world, pool);
  if (user.passkeys.length >= mostPasskeys) throw limitExceeded();
  const name = user.attributes['email'] ?? user.username;
  const options = await generateRegistrationOptions({
    rpName: party.id,
    rpID: party.id,
    userID: new Uint8Array(Buffer.from(user.sub)),
    userName: name,
    userDisplayName: user.attributes['name'] ?? name,
    attestationType: 'none',
    timeout: 60_000,
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: user.passkeys.map(({ id, transports }) => ({ id, transports })),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: party.userVerification,
    },
  });
  world.users.change(pool, user.sub, () => ({
    passkeyRegistration: {
      challenge: options.challenge,
      clientId: client.id,
      expiresAt: world.context.clock.now() + registrationLife,
    },
  }));
  return options;
}

/** Checks what the browser created and keeps the key. Throws the `WebAuthn…` exceptions of the API. */
export async function completeRegistration(
  world: World,
  { pool, client, user }: Owner,
  credential: unknown,
): Promise<void> {
  const party = relyingPartyOf(world, pool);
  const { passkeyRegistration: begun } = user;
  if (!begun || begun.expiresAt <= world.context.clock.now())
    throw new ServiceError('WebAuthnChallengeNotFoundException', 'Challenge not found.');
  if (begun.clientId !== client.id)
    throw new ServiceError(
      'WebAuthnClientMismatchException',
      'The access token is of another app client than the one that began the registration.',
    );
  const { success, data: response, error } = RegistrationResponse.safeParse(credential);
  if (!success) throw invalidParameter(z.prettifyError(error));
  const origin = originOf(response.response);
  if (!mayUse(party, origin))
    throw new ServiceError(
      'WebAuthnOriginNotAllowedException',
      'The origin of the credential is not allowed for the relying party.',
    );
  // One try for each challenge, whatever comes of it.
  world.users.change(pool, user.sub, () => ({ passkeyRegistration: undefined }));
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge: begun.challenge,
    expectedOrigin: origin,
    expectedRPID: party.id,
    requireUserVerification: party.userVerification === 'required' || satisfiesMfa(pool, user),
    supportedAlgorithmIDs: algorithms,
  }).catch((failure: unknown) => {
    throw refusalOf(failure);
  });
  if (!verified.verified) throw notSupported('The credential could not be verified.');
  const { id, publicKey, counter } = verified.registrationInfo.credential;
  const attachment = response.authenticatorAttachment;
  const passkey: Passkey = {
    id,
    publicKey: Buffer.from(publicKey).toString('base64url'),
    counter,
    transports: response.response.transports,
    attachment,
    name: attachment === 'cross-platform' ? 'Security key' : 'Passkey',
    relyingPartyId: party.id,
    createdAt: world.context.clock.now(),
  };
  world.users.change(pool, user.sub, ({ passkeys }) => {
    if (passkeys.length >= mostPasskeys) throw limitExceeded();
    if (passkeys.some((each) => each.id === id)) throw notSupported('The credential exists.');
    return { passkeys: [...passkeys, passkey] };
  });
}

const notSupported = (reason: string) =>
  new ServiceError('WebAuthnCredentialNotSupportedException', reason);

function refusalOf(failure: unknown): unknown {
  if (!(failure instanceof Error)) return failure;
  return /RP ID/.test(failure.message)
    ? new ServiceError('WebAuthnRelyingPartyMismatchException', 'The relying party does not match.')
    : notSupported(failure.message);
}
