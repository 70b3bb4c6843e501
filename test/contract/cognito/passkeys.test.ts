import {
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  CompleteWebAuthnRegistrationCommand,
  DeleteWebAuthnCredentialCommand,
  InitiateAuthCommand,
  ListWebAuthnCredentialsCommand,
  RespondToAuthChallengeCommand,
  StartWebAuthnRegistrationCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPasskeyDevice, type PasskeyDevice } from '#test/support/passkey-device';
import {
  minute,
  password,
  poolProperties,
  refusal,
  type ServedPool,
  servePool,
  wrong,
} from './served-pool.ts';

let pool: ServedPool;
let web: Awaited<ReturnType<ServedPool['addClient']>>;
let open: Awaited<ReturnType<ServedPool['addClient']>>;
const email = 'ada@example.com';
const origin = 'https://crm.example.com';
const device = (more = {}) => createPasskeyDevice({ origin, ...more });

beforeAll(async () => {
  pool = await servePool({
    Policies: {
      ...poolProperties.Policies,
      SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] },
    },
    MfaConfiguration: 'OPTIONAL',
    EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    WebAuthnRelyingPartyID: 'example.com',
    WebAuthnUserVerification: 'required',
    WebAuthnFactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
  });
  const flows = ['ALLOW_USER_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH'];
  const hidden = { PreventUserExistenceErrors: 'ENABLED' };
  web = await pool.addClient('Choice', {
    GenerateSecret: true,
    ExplicitAuthFlows: flows,
    ...hidden,
  });
  open = await pool.addClient('OpenChoice', { ExplicitAuthFlows: flows, ...hidden });
});
afterAll(() => pool.close());
beforeEach(async () => {
  pool.cognito.reset();
  await pool.addPerson(email);
});

const choose = (parameters: Record<string, string> = {}, login = email) =>
  pool.client.send(
    new AdminInitiateAuthCommand({
      UserPoolId: pool.poolId,
      ClientId: web.ClientId,
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME: login, SECRET_HASH: web.hash(login), ...parameters },
    }),
  );
const respond = (
  name: 'SELECT_CHALLENGE' | 'WEB_AUTHN' | 'PASSWORD',
  Session: string,
  values: Record<string, string>,
) =>
  pool.client.send(
    new AdminRespondToAuthChallengeCommand({
      UserPoolId: pool.poolId,
      ClientId: web.ClientId,
      ChallengeName: name,
      Session,
      ChallengeResponses: { USERNAME: email, SECRET_HASH: web.hash(email), ...values },
    }),
  );
const accessToken = async () => {
  const answer = await choose({ PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: password });
  return answer.AuthenticationResult!.AccessToken!;
};
const start = async (AccessToken: string) => {
  const answer = await pool.client.send(new StartWebAuthnRegistrationCommand({ AccessToken }));
  // biome-ignore lint/suspicious/noExplicitAny: the SDK calls it a document.
  return answer.CredentialCreationOptions as any;
};
const complete = (AccessToken: string, Credential: object) =>
  pool.client.send(
    new CompleteWebAuthnRegistrationCommand({ AccessToken, Credential: Credential as never }),
  );
const list = (AccessToken: string, more = {}) =>
  pool.client.send(new ListWebAuthnCredentialsCommand({ AccessToken, ...more }));
const remove = (AccessToken: string, CredentialId: string) =>
  pool.client.send(new DeleteWebAuthnCredentialCommand({ AccessToken, CredentialId }));

async function register(on: PasskeyDevice, token?: string): Promise<string> {
  const given = token ?? (await accessToken());
  await complete(given, on.create(await start(given)));
  return given;
}
async function askPasskey() {
  const asked = await choose({ PREFERRED_CHALLENGE: 'WEB_AUTHN' });
  expect(asked.ChallengeName).toBe('WEB_AUTHN');
  const options = JSON.parse(asked.ChallengeParameters!['CREDENTIAL_REQUEST_OPTIONS']!);
  return { session: asked.Session!, options };
}
const answer = (session: string, credential: object) =>
  respond('WEB_AUTHN', session, { CREDENTIAL: JSON.stringify(credential) });

describe('a passkey', () => {
  it.each(['ES256', 'RS256'] as const)('with an %s key signs in by itself', async (algorithm) => {
    const phone = device({ algorithm });
    await register(phone);
    const { session, options } = await askPasskey();
    expect(options).toMatchObject({ rpId: 'example.com', userVerification: 'required' });
    expect(options.allowCredentials.map(({ id }: { id: string }) => id)).toEqual([
      phone.held[0]!.id,
    ]);
    const { AuthenticationResult: result } = await answer(session, phone.get(options));
    expect(decodeJwt(result!.AccessToken!)).toMatchObject({ token_use: 'access' });
  });

  it('is asked to be a discoverable ES256 or RS256 key without attestation', async () => {
    const options = await start(await accessToken());
    expect(options).toMatchObject({
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      rp: { id: 'example.com' },
      user: { name: email },
    });
    expect(options.pubKeyCredParams.map(({ alg }: { alg: number }) => alg)).toEqual([-7, -257]);
  });

  it('is listed, page by page, and deleted', async () => {
    const [phone, key] = [device(), device({ attachment: 'cross-platform' })];
    const token = await register(phone);
    await register(key, token);
    const first = await list(token, { MaxResults: 1 });
    expect(first.Credentials).toMatchObject([
      {
        CredentialId: phone.held[0]!.id,
        RelyingPartyId: 'example.com',
        AuthenticatorAttachment: 'platform',
        AuthenticatorTransports: ['internal'],
        CreatedAt: new Date(pool.clock.now()),
      },
    ]);
    const second = await list(token, { NextToken: first.NextToken });
    expect(second.Credentials!.map((each) => each.CredentialId)).toEqual([key.held[0]!.id]);
    await remove(token, phone.held[0]!.id);
    const { session, options } = await askPasskey();
    expect(options.allowCredentials).toHaveLength(1);
    expect(await refusal(answer(session, phone.get(options)))).toBe(wrong);
    expect(await refusal(remove(token, phone.held[0]!.id))).toContain('ResourceNotFoundException');
  });

  it('is one of twenty at most', async () => {
    const token = await accessToken();
    for (let count = 0; count < 20; count += 1) await register(device(), token);
    expect(await refusal(start(token))).toContain('LimitExceededException');
  });
});

describe('a registration is refused', () => {
  it('without, after five minutes, for a second time and by another client', async () => {
    const token = await accessToken();
    const phone = device();
    const unasked = phone.create(await start(token));
    await pool.clock.advance(5 * minute);
    expect(await refusal(complete(token, unasked))).toContain('WebAuthnChallengeNotFoundException');
    const good = phone.create(await start(token));
    const { AuthenticationResult: other } = await pool.signIn(email);
    expect(await refusal(complete(other!.AccessToken!, good))).toContain(
      'WebAuthnClientMismatchException',
    );
    await complete(token, good);
    expect(await refusal(complete(token, good))).toContain('WebAuthnChallengeNotFoundException');
  });

  it.each([
    ['https://example.org', 'WebAuthnOriginNotAllowedException'],
    ['https://evilexample.com', 'WebAuthnOriginNotAllowedException'],
    ['http://crm.example.com', 'WebAuthnOriginNotAllowedException'],
    ['https://deep.crm.example.com:8443', 'no refusal'],
  ])('by its page: %s', async (from, expected) => {
    const token = await accessToken();
    const made = device({ origin: from }).create(await start(token));
    expect(await refusal(complete(token, made))).toContain(expected);
  });

  it('of another relying party, without user verification, of another challenge', async () => {
    const token = await accessToken();
    const foreign = device().create(await start(token), { rpId: 'example.org' });
    expect(await refusal(complete(token, foreign))).toContain(
      'WebAuthnRelyingPartyMismatchException',
    );
    const unverified = device({ verifiesUser: false }).create(await start(token));
    expect(await refusal(complete(token, unverified))).toContain(
      'WebAuthnCredentialNotSupportedException',
    );
    const old = await start(token);
    await start(token);
    expect(await refusal(complete(token, device().create(old)))).toContain(
      'WebAuthnCredentialNotSupportedException',
    );
    await start(token);
    expect(await refusal(complete(token, { id: 'x' }))).toContain('InvalidParameterException');
    expect((await list(token)).Credentials).toEqual([]);
  });
});

describe('signing in with a passkey is refused', () => {
  it('with another challenge, page, signature or an old counter', async () => {
    const phone = device();
    await register(phone);
    const used = await askPasskey();
    await answer(used.session, phone.get(used.options));
    const cases = [
      (options: object) => phone.get({ ...options, challenge: 'b3RoZXI' }),
      (options: { challenge: string }) => phone.get(options, { origin: 'https://example.org' }),
      (options: { challenge: string }) => {
        const good = phone.get(options);
        const { signature } = phone.get(options).response;
        return { ...good, response: { ...good.response, signature } };
      },
      (options: { challenge: string }) => {
        phone.held[0]!.counter = 0;
        return phone.get(options);
      },
    ];
    for (const make of cases) {
      const { session, options } = await askPasskey();
      expect(await refusal(answer(session, make(options)))).toBe(wrong);
    }
  });

  it('twice with one assertion', async () => {
    const phone = device();
    await register(phone);
    const { session, options } = await askPasskey();
    const assertion = phone.get(options);
    expect(await refusal(answer(session, assertion))).toBe('no refusal');
    expect(await refusal(answer(session, assertion))).toContain('Invalid session');
    const again = await askPasskey();
    expect(await refusal(answer(again.session, assertion))).toBe(wrong);
  });

  it('by somebody else’s', async () => {
    const phone = device();
    await register(phone);
    await pool.addPerson('bob@example.com');
    const asked = await choose({ PREFERRED_CHALLENGE: 'WEB_AUTHN' }, 'bob@example.com');
    expect(asked.ChallengeName).toBe('SELECT_CHALLENGE');
    expect(asked.AvailableChallenges).toEqual(['PASSWORD', 'PASSWORD_SRP']);
  });
});

describe('choosing how to sign in', () => {
  it('offers what the person has, and goes on with the choice', async () => {
    const phone = device();
    await register(phone);
    const asked = await choose();
    expect(asked).toMatchObject({
      ChallengeName: 'SELECT_CHALLENGE',
      AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP', 'WEB_AUTHN'],
    });
    const chosen = await respond('SELECT_CHALLENGE', asked.Session!, { ANSWER: 'WEB_AUTHN' });
    const options = JSON.parse(chosen.ChallengeParameters!['CREDENTIAL_REQUEST_OPTIONS']!);
    const done = await answer(chosen.Session!, phone.get(options));
    expect(done.AuthenticationResult).toBeDefined();
  });

  it('takes the password with the choice or after it', async () => {
    const first = await choose();
    const given = { ANSWER: 'PASSWORD', PASSWORD: password };
    const done = await respond('SELECT_CHALLENGE', first.Session!, given);
    expect(done.AuthenticationResult).toBeDefined();
    const second = await choose({ PREFERRED_CHALLENGE: 'PASSWORD' });
    expect(second.ChallengeName).toBe('PASSWORD');
    const wrongly = respond('PASSWORD', second.Session!, { PASSWORD: 'wrong-horse-1' });
    expect(await refusal(wrongly)).toBe(wrong);
    const rightly = await respond('PASSWORD', second.Session!, { PASSWORD: password });
    expect(rightly.AuthenticationResult).toBeDefined();
  });

  it('says nothing of who exists', async () => {
    const nobody = 'nobody@example.com';
    const asked = await choose({ PREFERRED_CHALLENGE: 'WEB_AUTHN' }, nobody);
    expect(asked).toMatchObject({
      ChallengeName: 'SELECT_CHALLENGE',
      AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP'],
    });
  });

  it('works for a client without secret, too, and only where the flow is on', async () => {
    const phone = device();
    await register(phone);
    const initiate = (ClientId: string) =>
      pool.client.send(
        new InitiateAuthCommand({
          ClientId,
          AuthFlow: 'USER_AUTH',
          AuthParameters: { USERNAME: email, PREFERRED_CHALLENGE: 'WEB_AUTHN' },
        }),
      );
    const asked = await initiate(open.ClientId);
    const options = JSON.parse(asked.ChallengeParameters!['CREDENTIAL_REQUEST_OPTIONS']!);
    const done = await pool.client.send(
      new RespondToAuthChallengeCommand({
        ClientId: open.ClientId,
        ChallengeName: 'WEB_AUTHN',
        Session: asked.Session,
        ChallengeResponses: { USERNAME: email, CREDENTIAL: JSON.stringify(phone.get(options)) },
      }),
    );
    expect(done.AuthenticationResult).toBeDefined();
    expect(await refusal(initiate(pool.open.ClientId))).toContain('InvalidParameterException');
  });
});

it('a pool without passkeys says so', async () => {
  const plain = await servePool();
  try {
    await plain.addPerson(email);
    const { AuthenticationResult: result } = await plain.signInOpenly(email);
    const call = plain.client.send(
      new StartWebAuthnRegistrationCommand({ AccessToken: result!.AccessToken! }),
    );
    expect(await refusal(call)).toContain('WebAuthnNotEnabledException');
  } finally {
    await plain.close();
  }
});
