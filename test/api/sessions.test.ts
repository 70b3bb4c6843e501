import { setTimeout as pause } from 'node:timers/promises';
import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  GetTokensFromRefreshTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOptions, output } from '#infra/example/organisation';
import { createDynamoSessions } from '#shared/auth/dynamo-sessions';
import { createDocumentClient } from '#shared/data/document-client';
import { systemClock } from '#shared/domain/clock';
import { ulidSource } from '#shared/domain/ids';
import { apiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { goodPassword, hire, mailTo, trySignIn } from '#test/support/people';
import { expectProblem } from '#test/support/problem';

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await bootCloud();
});

afterAll(() => cloud?.close());

/** The provider's tokens of a session, as the product itself opens them. */
async function tokensOf(token: string) {
  const documents = createDocumentClient(clientOptions(cloud.deployment));
  const table = output(cloud.deployment, 'IdentityTable');
  const sessions = createDynamoSessions({ documents, table, clock: systemClock, ids: ulidSource });
  const tokens = await sessions.tokens(token);
  documents.destroy();
  return tokens!;
}

const cookieOf = (headers: Headers, name = '__Host-stratus=') =>
  headers
    .getSetCookie()
    .find((each) => each.startsWith(name))!
    .split(';')[0]!;

describe('a browser', () => {
  const signInBody = () => {
    const { email: login, password } = cloud.person('sales');
    return { login, password };
  };

  test('ASVS 3.3: gets cookies that scripts and other sites cannot reach', async () => {
    const { headers } = await cloud.anyone.send('POST', '/sign-in', { body: signInBody() });
    const cookies = headers.getSetCookie();
    expect(cookies).toHaveLength(2);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-stratus(-device)?=[\w.-]+; /);
      expect(cookie).toContain('; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=');
      expect(cookie).not.toContain('Domain');
    }
  });

  test('AUTH-28, ASVS 7.2.4: gets a new session at each sign-in, and what it brought along has ended', async () => {
    const first = await cloud.anyone.send('POST', '/sign-in', { body: signInBody() });
    const before = cookieOf(first.headers);
    const second = await cloud.anyone.send('POST', '/sign-in', {
      body: signInBody(),
      headers: { cookie: before, 'sec-fetch-site': 'same-origin' },
    });
    expect(cookieOf(second.headers)).not.toBe(before);
    const read = async (cookie: string) =>
      (await cloud.anyone.send('GET', '/account', { headers: { cookie } })).status;
    expect(await read(before)).toBe(401);
    // Also that of somebody else, and where a token is asked for.
    const { email: login, password } = cloud.person('read-only');
    const other = await cloud.anyone.send('POST', '/sign-in', {
      body: { login, password, transport: 'bearer' },
      headers: { cookie: cookieOf(second.headers), 'sec-fetch-site': 'same-origin' },
    });
    expect(other.status).toBe(200);
    expect(await read(cookieOf(second.headers))).toBe(401);
    const fixed = '__Host-stratus=01J0000000000000000000000A.'.concat('x'.repeat(43));
    const third = await cloud.anyone.send('POST', '/sign-in', {
      body: signInBody(),
      headers: { cookie: fixed, 'sec-fetch-site': 'same-origin' },
    });
    expect(cookieOf(third.headers)).not.toBe(fixed);
    const stolen = await cloud.anyone.send('GET', '/account', { headers: { cookie: fixed } });
    expect(stolen.status).toBe(401);
  });

  test.each([
    { title: 'another site’s form', headers: { origin: 'https://evil.example' } },
    { title: 'a sandboxed frame', headers: { origin: 'null' } },
    { title: 'a sister domain', headers: { 'sec-fetch-site': 'same-site' } },
    { title: 'an old browser that says nothing', headers: {} },
  ])('ASVS 3.5.1: $title changes nothing with the cookie', async ({ headers }) => {
    const { headers: given } = await cloud.anyone.send('POST', '/sign-in', { body: signInBody() });
    const cookie = cookieOf(given);
    const send = (method: string, path: string, body?: object) =>
      cloud.anyone.send(method, path, { headers: { cookie, ...headers }, ...(body && { body }) });
    expectProblem(await send('PATCH', '/account', { locale: 'zh' }), 'request.cross_site');
    expectProblem(await send('POST', '/sign-out'), 'request.cross_site');
    const read = await send('GET', '/account');
    expect(read.body.locale).toBe('en');
  });
});

describe('the list of sessions', () => {
  test('ASVS 7.5.2: shows device, network and time, and ends one, the others or all', async () => {
    const { email: login, password } = cloud.person('support');
    const open = async (userAgent: string) => {
      const answer = await cloud.anyone.send('POST', '/sign-in', {
        body: { login, password, transport: 'bearer' },
        headers: { 'user-agent': userAgent },
      });
      return apiClient(cloud.cloud.api, answer.body.token);
    };
    const phone = await open('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/605.1');
    const laptop = await open('Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36');
    const here = await open('curl/8.9');
    const list = async () => (await here.send('GET', '/account/sessions')).body.sessions;
    const shown = await list();
    expect(shown.map(({ device, current }: Record<string, unknown>) => [device, current])).toEqual([
      ['curl', true],
      ['Chrome on Windows', false],
      ['Safari on iPhone', false],
    ]);
    expect(shown[0].place).toBe('127.0.0.*');
    expect(JSON.stringify(shown)).not.toContain('127.0.0.1');
    await here.send('DELETE', `/account/sessions/${shown[1].sessionId}`);
    expect((await laptop.send('GET', '/account')).status).toBe(401);
    expect((await phone.send('GET', '/account')).status).toBe(200);
    expect((await here.send('DELETE', '/account/sessions')).body).toEqual({ ended: 1 });
    expect((await phone.send('GET', '/account')).status).toBe(401);
    expect(await list()).toHaveLength(1);
    expect((await here.send('POST', '/sign-out/everywhere')).status).toBe(204);
    expect((await here.send('GET', '/account')).status).toBe(401);
  });
});

describe('revocation', () => {
  test('AUTH-09: five clients that poll are out on the very next request', async () => {
    const administrator = await cloud.as('administrator');
    const hired = await hire(cloud, administrator, { email: 'leaver@example.com', role: 'sales' });
    const clients = [hired.client];
    while (clients.length < 5) {
      const { body } = await trySignIn(cloud, hired.email, hired.password);
      clients.push(apiClient(cloud.cloud.api, body.token));
    }
    let isOver = false;
    const before: number[] = [];
    const after: number[][] = clients.map(() => []);
    const polls = clients.map(async (client, index) => {
      while (after[index]!.length < 3) {
        const wasOver = isOver;
        const { status } = await client.send('GET', '/account');
        if (wasOver) after[index]!.push(status);
        else before.push(status);
        await pause(50);
      }
    });
    // Everybody has been let in before the door is shut.
    while (before.length < clients.length) await pause(10);
    const answer = await administrator.send('POST', `/users/${hired.userId}/disable`, {
      body: { reason: 'Left the company.' },
    });
    isOver = true;
    expect(answer.status).toBeLessThan(300);
    await Promise.all(polls);
    expect(before).toContain(200);
    expect(new Set(after.flat())).toEqual(new Set([401]));
  });

  test('AUTH-10, AUTH-22, ASVS 7.4.3: after a change of the password nothing of before works, and a mail tells', async () => {
    const administrator = await cloud.as('administrator');
    const hired = await hire(cloud, administrator, { email: 'changer@example.com', role: 'sales' });
    const other = (await trySignIn(cloud, hired.email, hired.password)).body.token;
    const { refreshToken } = await tokensOf(other);
    const change = (currentPassword: string) =>
      hired.client.send('POST', '/account/password', {
        body: { currentPassword, newPassword: 'lantern-58-orchard' },
      });
    const without = { body: { newPassword: 'lantern-58-orchard' } };
    expectProblem(await hired.client.send('POST', '/account/password', without), 'request.invalid');
    const wrong = await change('not-the-password-1');
    expectProblem(wrong, 'password.current_wrong');
    expect(wrong.status).toBe(403);
    expect((await change(hired.password)).status).toBe(204);
    for (const token of [hired.client.token!, other])
      for (const [method, path] of [
        ['GET', '/account'],
        ['POST', '/sign-in/refresh'],
      ] as const)
        expect((await cloud.anyone.send(method, path, { token })).status).toBe(401);
    await expect(refreshAtCognito(refreshToken)).rejects.toThrow();
    expect((await trySignIn(cloud, hired.email, hired.password)).status).toBe(401);
    expect((await mailTo(cloud, hired.email)).subject).toContain('password was changed');
  });

  test('AUTH-13: a refresh token that was used before ends the session for everybody', async () => {
    const client = await cloud.as('marketing');
    const { refreshToken } = await tokensOf(client.token!);
    expect((await client.send('POST', '/sign-in/refresh')).status).toBe(200);
    await cloud.cloud.clock.advance(61_000);
    await expect(refreshAtCognito(refreshToken)).rejects.toThrow();
    expectProblem(await client.send('POST', '/sign-in/refresh'), 'request.unauthenticated');
    expectProblem(await client.send('GET', '/account'), 'request.unauthenticated');
  });

  test('AUTH-26: a lowered role holds from the next request on', async () => {
    const administrator = await cloud.as('administrator');
    const manager = await cloud.as('manager');
    const { userId } = cloud.person('manager');
    const { body } = await manager.send('POST', '/companies', { body: { name: 'Kept' } });
    const path = `/users/${userId}`;
    const version = (await administrator.send('GET', path)).headers.get('etag')!;
    await administrator.send('PATCH', path, {
      body: { role: 'read-only' },
      headers: { 'if-match': version },
    });
    expectProblem(
      await manager.send('DELETE', `/companies/${body.id}`, {
        headers: { 'if-match': '"1"' },
      }),
      'request.forbidden',
    );
  });

  async function refreshAtCognito(RefreshToken: string) {
    const client = new CognitoIdentityProviderClient(clientOptions(cloud.deployment));
    const ids = {
      UserPoolId: output(cloud.deployment, 'UserPoolId'),
      ClientId: output(cloud.deployment, 'UserPoolClientId'),
    };
    const { UserPoolClient } = await client.send(new DescribeUserPoolClientCommand(ids));
    return await client.send(
      new GetTokensFromRefreshTokenCommand({
        ClientId: ids.ClientId,
        ClientSecret: UserPoolClient!.ClientSecret!,
        RefreshToken,
      }),
    );
  }
});

test('AUTH-11: tokens of two people with the same password do not mix', async () => {
  const administrator = await cloud.as('administrator');
  const [one, two] = [
    await hire(cloud, administrator, { email: 'twin.one@example.com', role: 'sales' }),
    await hire(cloud, administrator, { email: 'twin.two@example.com', role: 'support' }),
  ];
  expect(one.password).toBe(goodPassword);
  const [idOne] = one.client.token!.split('.');
  const [idTwo, secretTwo] = two.client.token!.split('.');
  const read = (token: string) => cloud.anyone.send('GET', '/account', { token });
  expect((await read(`${idOne}.${secretTwo}`)).status).toBe(401);
  expect((await read(`${idTwo}.${secretTwo}`)).body.email).toBe(two.email);
});

test('AUTH-12: no token of Cognito, real or forged, is a session', async () => {
  const client = await cloud.as('read-only');
  const { accessToken, refreshToken } = await tokensOf(client.token!);
  const key = new TextEncoder().encode('the public key as a secret, which HS256 would take');
  const forged = new SignJWT({ sub: cloud.person('administrator').userId, token_use: 'access' });
  const tokens = {
    'a real access token': accessToken,
    'a real refresh token': refreshToken,
    'alg none': new UnsecuredJWT({ sub: 'x', token_use: 'access' }).encode(),
    HS256: await forged.setProtectedHeader({ alg: 'HS256', kid: 'other' }).sign(key),
    'an extra jku': await new SignJWT({ sub: 'x' })
      .setProtectedHeader({ alg: 'HS256', jku: 'https://evil.example/jwks.json' })
      .sign(key),
    truncated: accessToken.slice(0, -20),
    'an empty signature': `${accessToken.split('.').slice(0, 2).join('.')}.`,
  };
  for (const [name, token] of Object.entries(tokens)) {
    const answer = await cloud.anyone.send('GET', '/account', { token });
    expect([name, answer.status]).toEqual([name, 401]);
  }
});
