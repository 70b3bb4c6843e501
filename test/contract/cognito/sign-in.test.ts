import {
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminInitiateAuthCommand,
  AdminResetUserPasswordCommand,
  AdminRespondToAuthChallengeCommand,
  AdminSetUserPasswordCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  day,
  minute,
  password,
  refusal,
  type ServedPool,
  servePool,
  wrong,
} from './served-pool.ts';

let pool: ServedPool;
let sub: string;
const email = 'ada@example.com';
const account = () => ({ UserPoolId: pool.poolId, Username: email });
const tries = 'NotAuthorizedException: Password attempts exceeded';

beforeAll(async () => {
  pool = await servePool();
});
afterAll(() => pool.close());
beforeEach(async () => {
  pool.cognito.reset();
  pool.outbox.length = 0;
  sub = await pool.addPerson(email);
});

const initiate = (AuthFlow: string, AuthParameters: Record<string, string>) =>
  pool.client.send(
    new AdminInitiateAuthCommand({
      UserPoolId: pool.poolId,
      ClientId: pool.web.ClientId,
      AuthFlow: AuthFlow as 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters,
    }),
  );
const answer = (Session: string, given: Record<string, string> = {}, username = sub) =>
  pool.client.send(
    new AdminRespondToAuthChallengeCommand({
      UserPoolId: pool.poolId,
      ClientId: pool.web.ClientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session,
      ChallengeResponses: {
        USERNAME: username,
        NEW_PASSWORD: 'chosen-word-1',
        SECRET_HASH: pool.web.hash(username),
        ...given,
      },
    }),
  );
const giveTemporary = (Password = 'temporary-1') =>
  pool.client.send(new AdminSetUserPasswordCommand({ ...account(), Password, Permanent: false }));

describe('the right password', () => {
  it.each(['ada@example.com', 'ADA@Example.com', 'the sub'])('signs in under %s', async (login) => {
    const { AuthenticationResult: result } = await pool.signIn(login === 'the sub' ? sub : login);
    expect(result).toMatchObject({ ExpiresIn: 600, TokenType: 'Bearer' });
    expect(result!.AccessToken && result!.IdToken && result!.RefreshToken).toBeTruthy();
  });

  it('signs in without a signature where the client allows it', async () => {
    const response = await fetch(pool.settings.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
      },
      body: JSON.stringify({
        ClientId: pool.open.ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: email, PASSWORD: password },
      }),
    });
    expect(await response.json()).toMatchObject({ AuthenticationResult: { ExpiresIn: 3600 } });
  });
});

describe('a sign-in is refused', () => {
  it('with a wrong password', async () => {
    expect(await refusal(pool.signIn(email, 'wrong-horse-1'))).toBe(wrong);
    expect(await refusal(pool.signInOpenly(email, 'wrong-horse-1'))).toBe(wrong);
  });

  it('for people who do not exist, in the words of a wrong password where the client hides them', async () => {
    expect(await refusal(pool.signIn('nobody@example.com'))).toBe(wrong);
    expect(await refusal(pool.signInOpenly('nobody@example.com'))).toBe(
      'UserNotFoundException: User does not exist.',
    );
  });

  it('for disabled people until they are enabled', async () => {
    await pool.client.send(new AdminDisableUserCommand(account()));
    expect(await refusal(pool.signIn(email))).toBe('NotAuthorizedException: User is disabled.');
    await pool.client.send(new AdminEnableUserCommand(account()));
    expect(await refusal(pool.signIn(email))).toBe('no refusal');
  });

  it('after an administrator’s reset, even with the old password', async () => {
    await pool.client.send(new AdminResetUserPasswordCommand(account()));
    expect(await refusal(pool.signIn(email))).toContain('PasswordResetRequiredException');
  });

  it.each([
    ['missing', undefined, 'configured with secret but SECRET_HASH was not received'],
    ['of another name', 'bob@example.com', 'Unable to verify secret hash'],
  ])('with a SECRET_HASH that is %s', async (_case, name, reason) => {
    const hash = name === undefined ? {} : { SECRET_HASH: pool.web.hash(name) };
    const given = { USERNAME: email, PASSWORD: password, ...hash };
    expect(await refusal(initiate('ADMIN_USER_PASSWORD_AUTH', given))).toContain(reason);
  });

  it('with a SECRET_HASH for a client without a secret', async () => {
    const command = new InitiateAuthCommand({
      ClientId: pool.open.ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: password, SECRET_HASH: 'x' },
    });
    expect(await refusal(pool.client.send(command))).toContain('NotAuthorizedException');
  });

  it.each([
    ['REFRESH_TOKEN_AUTH', 'REFRESH_TOKEN_AUTH flow not enabled for this client'],
    ['USER_PASSWORD_AUTH', 'AdminInitiateAuth does not begin USER_PASSWORD_AUTH'],
    ['NO_SUCH_FLOW', 'does not begin NO_SUCH_FLOW'],
  ])('by a flow that the client does not allow: %s', async (flow, reason) => {
    expect(await refusal(initiate(flow, {}))).toContain(reason);
  });

  it('through the public operation by a client that allows only the signed one', async () => {
    const command = new InitiateAuthCommand({
      ClientId: pool.web.ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: password, SECRET_HASH: pool.web.hash(email) },
    });
    expect(await refusal(pool.client.send(command))).toContain('not enabled for this client');
  });
});

describe('failed passwords', () => {
  const fail = async (times: number, login = email) => {
    for (let count = 0; count < times; count++)
      expect(await refusal(pool.signIn(login, 'wrong-horse-1'))).toBe(wrong);
  };

  it('lock from the fifth on for 1, 2, 4 … seconds, at most 15 minutes', async () => {
    await fail(5);
    for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
      await pool.clock.advance(seconds * 1_000 - 1);
      expect(await refusal(pool.signIn(email))).toBe(tries);
      await pool.clock.advance(1);
      await fail(1);
    }
  });

  it('are forgiven by a success', async () => {
    await fail(4);
    await pool.signIn(email);
    await fail(4);
    expect(await refusal(pool.signIn(email))).toBe('no refusal');
  });

  it('are forgiven by 15 quiet minutes after the lock', async () => {
    await fail(5);
    await pool.clock.advance(1_000 + 15 * minute);
    await fail(4);
    expect(await refusal(pool.signIn(email))).toBe('no refusal');
  });

  it('lock a name that does not exist just the same, and nobody else', async () => {
    await fail(5, 'nobody@example.com');
    expect(await refusal(pool.signIn('nobody@example.com'))).toBe(tries);
    expect(await refusal(pool.signIn(email))).toBe('no refusal');
  });

  it('cannot slip past the lock side by side', async () => {
    const all = Array.from({ length: 12 }, () => refusal(pool.signIn(email, 'wrong-horse-1')));
    const refusals = await Promise.all(all);
    expect(refusals.filter((each) => each === wrong)).toHaveLength(5);
    expect(refusals.filter((each) => each === tries)).toHaveLength(7);
  });
});

describe('a temporary password', () => {
  it('has to be changed before there are tokens', async () => {
    await giveTemporary();
    const asked = await pool.signIn(email, 'temporary-1');
    expect(asked.AuthenticationResult).toBeUndefined();
    expect(asked.ChallengeParameters).toMatchObject({ USER_ID_FOR_SRP: sub });
    const { AuthenticationResult } = await answer(asked.Session!);
    expect(AuthenticationResult!.RefreshToken).toBeTruthy();
    expect(await refusal(pool.signIn(email, 'temporary-1'))).toBe(wrong);
    expect(await refusal(pool.signIn(email, 'chosen-word-1'))).toBe('no refusal');
  });

  it('gives no challenge for a wrong one: FORCE_CHANGE_PASSWORD proves nothing', async () => {
    await giveTemporary();
    expect(await refusal(pool.signIn(email, 'temporary-2'))).toBe(wrong);
  });

  it('expires after the pool’s days', async () => {
    await giveTemporary();
    await pool.clock.advance(day - 1);
    await pool.signIn(email, 'temporary-1');
    await pool.clock.advance(1);
    expect(await refusal(pool.signIn(email, 'temporary-1'))).toContain(
      'Temporary password has expired and must be reset by an administrator.',
    );
  });

  it('leaves the session open for a better choice after a weak or used one', async () => {
    await giveTemporary();
    const { Session } = await pool.signIn(email, 'temporary-1');
    expect(await refusal(answer(Session!, { NEW_PASSWORD: 'weak-word' }))).toContain(
      'InvalidPasswordException',
    );
    expect(await refusal(answer(Session!, { NEW_PASSWORD: password }))).toContain(
      'PasswordHistoryPolicyViolationException',
    );
    expect(await refusal(answer(Session!))).toBe('no refusal');
  });
});

describe('the session of a challenge', () => {
  const invalid = 'NotAuthorizedException: Invalid session for the user.';
  let session: string;
  beforeEach(async () => {
    await giveTemporary();
    session = (await pool.signIn(email, 'temporary-1')).Session!;
  });

  it('works once', async () => {
    await answer(session);
    expect(await refusal(answer(session, { NEW_PASSWORD: 'chosen-word-2' }))).toBe(invalid);
  });

  it('works once also for two who are equally fast', async () => {
    const both = await Promise.all([refusal(answer(session)), refusal(answer(session))]);
    expect(both.toSorted()).toEqual([invalid, 'no refusal']);
  });

  it('must have been issued: a Session that never was is refused', async () => {
    expect(await refusal(answer('x'.repeat(128)))).toBe(invalid);
    expect(await refusal(answer(`${session.slice(0, -2)}xx`))).toBe(invalid);
  });

  it('belongs to one person', async () => {
    const other = await pool.addPerson('bob@example.com');
    expect(await refusal(answer(session, {}, other))).toBe(invalid);
  });

  it('belongs to one client', async () => {
    const command = new RespondToAuthChallengeCommand({
      ClientId: pool.open.ClientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: session,
      ChallengeResponses: { USERNAME: sub, NEW_PASSWORD: 'chosen-word-1' },
    });
    expect(await refusal(pool.client.send(command))).toBe(invalid);
  });

  it('ends with the client’s AuthSessionValidity', async () => {
    await pool.clock.advance(15 * minute);
    expect(await refusal(answer(session))).toContain('session is expired');
  });

  it('needs the SECRET_HASH of the name it is answered under', async () => {
    expect(await refusal(answer(session, { SECRET_HASH: pool.web.hash(email) }))).toContain(
      'Unable to verify secret hash',
    );
  });

  it('ends when the person is disabled or gets another password', async () => {
    await pool.client.send(new AdminDisableUserCommand(account()));
    expect(await refusal(answer(session))).toContain('NotAuthorizedException');
    await pool.client.send(new AdminEnableUserCommand(account()));
    expect(await refusal(answer(session))).toBe(invalid);
    const { Session } = await pool.signIn(email, 'temporary-1');
    await giveTemporary('temporary-2');
    expect(await refusal(answer(Session!))).toBe(invalid);
  });
});
