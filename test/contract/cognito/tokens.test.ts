import {
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminUserGlobalSignOutCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { day, minute, refusal, type ServedPool, servePool } from './served-pool.ts';

let pool: ServedPool;
let sub: string;
const email = 'ada@example.com';
const account = () => ({ UserPoolId: pool.poolId, Username: email });

beforeAll(async () => {
  pool = await servePool();
});
afterAll(() => pool.close());
beforeEach(async () => {
  pool.cognito.reset();
  sub = await pool.addPerson(email, { name: 'Ada' });
});

const tokens = async () => {
  const { AccessToken, IdToken, RefreshToken } = (await pool.signIn(email)).AuthenticationResult!;
  return { access: AccessToken!, id: IdToken!, refresh: RefreshToken! };
};
const getUser = (AccessToken: string) => pool.client.send(new GetUserCommand({ AccessToken }));
const refresh = async (RefreshToken: string, ClientSecret = pool.web.secret) => {
  const command = new GetTokensFromRefreshTokenCommand({
    ClientId: pool.web.ClientId,
    ClientSecret,
    RefreshToken,
  });
  const { AuthenticationResult: result } = await pool.client.send(command);
  return { access: result!.AccessToken!, refresh: result!.RefreshToken! };
};
const revoke = (Token: string, ClientSecret = pool.web.secret) =>
  pool.client.send(new RevokeTokenCommand({ ClientId: pool.web.ClientId, ClientSecret, Token }));
const wellKnown = async <T>(document: string) => {
  const answer = await fetch(`${pool.settings.endpoint}/${pool.poolId}/.well-known/${document}`);
  return (await answer.json()) as T;
};
const publishedKeys = async () => createLocalJWKSet(await wellKnown<JSONWebKeySet>('jwks.json'));

const isRevoked = 'NotAuthorizedException: Access Token has been revoked';
const refreshRevoked = 'NotAuthorizedException: Refresh Token has been revoked';
const reused = 'RefreshTokenReuseException: Refresh token has been invalidated';

describe('tokens', () => {
  it('verify with the published keys, one for each use, and say who it is', async () => {
    const { access, id } = await tokens();
    const { issuer } = await wellKnown<{ issuer: string }>('openid-configuration');
    const keys = await publishedKeys();
    const currentDate = new Date(pool.clock.now());
    const accessed = await jwtVerify(access, keys, { issuer, currentDate });
    const identified = await jwtVerify(id, keys, {
      issuer,
      currentDate,
      audience: pool.web.ClientId,
    });
    expect(accessed.protectedHeader.kid).not.toBe(identified.protectedHeader.kid);
    const now = pool.clock.now() / 1_000;
    expect(accessed.payload).toMatchObject({
      sub,
      username: sub,
      client_id: pool.web.ClientId,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      auth_time: now,
      iat: now,
      exp: now + 600,
      origin_jti: identified.payload['origin_jti'],
    });
    expect(identified.payload).toMatchObject({
      sub,
      'cognito:username': sub,
      email,
      email_verified: true,
      name: 'Ada',
      token_use: 'id',
    });
  });

  it('open the person’s own account', async () => {
    const { access, id, refresh: refreshToken } = await tokens();
    const { Username, UserAttributes } = await getUser(access);
    expect(Username).toBe(sub);
    expect(UserAttributes).toContainEqual({ Name: 'email', Value: email });
    expect(await refusal(getUser(id))).toBe('NotAuthorizedException: Invalid Access Token');
    expect(await refusal(getUser(refreshToken))).toBe(
      'NotAuthorizedException: Invalid Access Token',
    );
  });

  it('AUTH-12: are refused when forged or changed', async () => {
    const { access } = await tokens();
    const forged = await new SignJWT(decodeJwt(access))
      .setProtectedHeader({ alg: 'HS256' })
      .sign(Buffer.from('a secret of thirty-two bytes or so'));
    const [head, , signature] = access.split('.');
    const claims = Buffer.from(JSON.stringify({ ...decodeJwt(access), exp: 9_999_999_999 }));
    const changed = [head, claims.toString('base64url'), signature].join('.');
    for (const token of [forged, changed, 'nonsense'])
      expect(await refusal(getUser(token))).toBe('NotAuthorizedException: Invalid Access Token');
  });

  it('expire with the client’s own life', async () => {
    const { access } = await tokens();
    await pool.clock.advance(10 * minute - 1);
    await getUser(access);
    await pool.clock.advance(1);
    expect(await refusal(getUser(access))).toBe('NotAuthorizedException: Access Token has expired');
  });
});

describe('a rotating refresh token', () => {
  it('is replaced with every use and stays one family', async () => {
    const first = await tokens();
    await pool.clock.advance(minute);
    const second = await refresh(first.refresh);
    const third = await refresh(second.refresh);
    expect(new Set([first.refresh, second.refresh, third.refresh]).size).toBe(3);
    const [before, after] = [decodeJwt(first.access), decodeJwt(third.access)];
    expect(after['origin_jti']).toBe(before['origin_jti']);
    expect(after['auth_time']).toBe(before['auth_time']);
    expect(after.jti).not.toBe(before.jti);
    expect(after.iat).toBe(before.iat! + 60);
  });

  it('may be used again within the grace', async () => {
    const first = await tokens();
    const second = await refresh(first.refresh);
    await pool.clock.advance(minute - 1);
    const again = await refresh(first.refresh);
    expect(await refusal(refresh(again.refresh))).toBe('no refusal');
    expect(await refusal(refresh(second.refresh))).toBe('no refusal');
  });

  it('AUTH-13: ends its whole family when it is used after the grace', async () => {
    const first = await tokens();
    const second = await refresh(first.refresh);
    await pool.clock.advance(minute);
    expect(await refusal(refresh(first.refresh))).toBe(reused);
    expect(await refusal(refresh(second.refresh))).toBe(refreshRevoked);
    expect(await refusal(getUser(second.access))).toBe(isRevoked);
  });

  it('ends when the first one would have ended', async () => {
    const first = await tokens();
    await pool.clock.advance(day - minute);
    const second = await refresh(first.refresh);
    await pool.clock.advance(minute);
    expect(await refusal(refresh(second.refresh))).toContain('Refresh Token has expired');
  });

  it('belongs to a client that proves its secret', async () => {
    const { refresh: token } = await tokens();
    expect(await refusal(refresh(token, 'wrong'))).toContain('NotAuthorizedException');
    expect(await refusal(refresh(token, ''))).toContain('InvalidParameterException');
    const command = new GetTokensFromRefreshTokenCommand({
      ClientId: pool.open.ClientId,
      RefreshToken: token,
    });
    expect(await refusal(pool.client.send(command))).toContain('Invalid Refresh Token');
    expect(await refusal(refresh(token))).toBe('no refusal');
  });

  it('survives an answer that was lost', async () => {
    const { refresh: token } = await tokens();
    pool.context.faults.set('lost-acknowledgement', 1, 'cognito-idp:GetTokensFromRefreshToken');
    expect(await refusal(refresh(token))).toContain('InternalErrorException');
    pool.context.faults.clear();
    expect(await refusal(refresh(token))).toBe('no refusal');
  });
});

describe('a refresh token without rotation', () => {
  const refreshOpenly = (REFRESH_TOKEN: string) =>
    pool.client.send(
      new InitiateAuthCommand({
        ClientId: pool.open.ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN },
      }),
    );

  it('is used again and again by either operation', async () => {
    const token = (await pool.signInOpenly(email)).AuthenticationResult!.RefreshToken!;
    for (let count = 0; count < 2; count++) {
      const { AuthenticationResult: result } = await refreshOpenly(token);
      expect(result!.AccessToken).toBeTruthy();
      expect(result!.RefreshToken).toBeUndefined();
    }
    const command = new GetTokensFromRefreshTokenCommand({
      ClientId: pool.open.ClientId,
      RefreshToken: token,
    });
    expect((await pool.client.send(command)).AuthenticationResult!.RefreshToken).toBeUndefined();
    expect(await refusal(refreshOpenly(`${token}x`))).toContain('Invalid Refresh Token');
  });
});

describe('signing out', () => {
  it('by the refresh token ends that sign-in only', async () => {
    const [one, other] = [await tokens(), await tokens()];
    expect(await refusal(revoke(one.refresh, 'wrong'))).toContain('NotAuthorizedException');
    await revoke(one.refresh);
    expect(await refusal(getUser(one.access))).toBe(isRevoked);
    expect(await refusal(refresh(one.refresh))).toBe(refreshRevoked);
    expect(await refusal(revoke(one.refresh))).toBe('no refusal');
    expect(await refusal(getUser(other.access))).toBe('no refusal');
    expect(await refusal(revoke(other.access))).toContain('UnsupportedTokenTypeException');
  });

  it.each([
    ['their own', (AccessToken: string) => new GlobalSignOutCommand({ AccessToken })],
    ['an administrator’s', () => new AdminUserGlobalSignOutCommand(account())],
  ] as const)('everywhere by %s will ends all, and a new sign-in works', async (_who, command) => {
    const [one, other] = [await tokens(), await tokens()];
    await pool.client.send(command(one.access) as GlobalSignOutCommand);
    for (const { access, refresh: token } of [one, other]) {
      expect(await refusal(getUser(access))).toBe(isRevoked);
      expect(await refusal(refresh(token))).toBe(refreshRevoked);
    }
    expect(await refusal(getUser((await tokens()).access))).toBe('no refusal');
  });

  it('by being disabled is for ever', async () => {
    const { access, refresh: token } = await tokens();
    await pool.client.send(new AdminDisableUserCommand(account()));
    expect(await refusal(getUser(access))).toBe(isRevoked);
    await pool.client.send(new AdminEnableUserCommand(account()));
    expect(await refusal(getUser(access))).toBe(isRevoked);
    expect(await refusal(refresh(token))).toBe(refreshRevoked);
  });

  it('does not reach those who only verify signatures', async () => {
    const { access } = await tokens();
    await pool.client.send(new AdminUserGlobalSignOutCommand(account()));
    const keys = await publishedKeys();
    await jwtVerify(access, keys, { currentDate: new Date(pool.clock.now()) });
  });
});

it('answers TooManyRequestsException where a fault strikes', async () => {
  pool.context.faults.set('throttle', 1, 'cognito-idp:AdminInitiateAuth');
  expect(await refusal(pool.signIn(email))).toContain('TooManyRequestsException');
  pool.context.faults.clear();
  expect(await refusal(pool.signIn(email))).toBe('no refusal');
});
