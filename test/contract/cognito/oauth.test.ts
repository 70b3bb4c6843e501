import {
  AdminDisableUserCommand,
  AdminUserGlobalSignOutCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser } from '#test/support/browser';
import {
  begin,
  callback,
  discover,
  loggedOut,
  type ServedDomain,
  serveDomain,
} from './served-domain.ts';
import { minute, password } from './served-pool.ts';

let pool: ServedDomain;
let configuration: oidc.Configuration;
const email = 'ada@example.com';

beforeAll(async () => {
  pool = await serveDomain(
    {},
    { RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 } },
  );
  configuration = await discover(pool, pool.sso);
});
afterAll(() => pool.close());
beforeEach(async () => {
  pool.cognito.reset();
  await pool.addPerson(email, { name: 'Ada' });
});

/** Follows the pages as a person would. */
async function signIn(url: URL, browser: Browser = pool.browser()): Promise<URL> {
  const shown = await browser.open(url);
  return (await browser.submit(shown, { username: email, password })).url;
}
async function tokens(more: Record<string, string> = {}) {
  const { url, checks } = await begin(configuration, more);
  return oidc.authorizationCodeGrant(configuration, await signIn(url), checks);
}
const post = async (path: string, values: Record<string, string>, headers = {}) => {
  const body = new URLSearchParams(values);
  const answer = await fetch(pool.settings.endpoint + path, { method: 'POST', body, headers });
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : undefined };
};
const client = () => ({ client_id: pool.sso.ClientId, client_secret: pool.sso.secret! });
const errorOf = (url: URL) => url.searchParams.get('error');
/** A code as the client got it, with what redeems it. */
async function code() {
  const { url, checks } = await begin(configuration);
  const cameBack = await signIn(url);
  return {
    ...client(),
    grant_type: 'authorization_code',
    code: cameBack.searchParams.get('code')!,
    redirect_uri: callback,
    code_verifier: checks.pkceCodeVerifier,
  };
}

describe('the code flow', () => {
  it('signs in through the page with PKCE, state and nonce, as an OpenID client judges', async () => {
    const answer = await tokens();
    expect(answer.claims()).toMatchObject({ email, email_verified: true, amr: ['pwd'] });
    expect(answer.claims()).not.toHaveProperty('name');
    const { sub } = answer.claims()!;
    const info = await oidc.fetchUserInfo(configuration, answer.access_token, sub);
    expect(info).toMatchObject({ sub, email, email_verified: 'true' });
  });

  it('gives what the scopes name; openid alone names everything', async () => {
    expect((await tokens({ scope: 'openid' })).claims()).toMatchObject({ email, name: 'Ada' });
    expect((await tokens({ scope: 'openid profile' })).claims()).not.toHaveProperty('email');
    const { url, checks } = await begin(configuration, { scope: 'email' });
    const relaxed = {
      pkceCodeVerifier: checks.pkceCodeVerifier,
      expectedState: checks.expectedState,
    };
    const answer = await oidc.authorizationCodeGrant(configuration, await signIn(url), relaxed);
    expect(answer.id_token).toBeUndefined();
  });

  it('takes the client’s secret in the header, too', async () => {
    const basic = await discover(pool, pool.sso, oidc.ClientSecretBasic(pool.sso.secret));
    const { url, checks } = await begin(basic);
    const answer = await oidc.authorizationCodeGrant(basic, await signIn(url), checks);
    expect(answer.claims()).toMatchObject({ email });
  });

  it('remembers the person for an hour, unless the client wants a login or they log out', async () => {
    const browser = pool.browser();
    await signIn((await begin(configuration)).url, browser);
    const again = async (more = {}) =>
      (await browser.open((await begin(configuration, more)).url)).url;
    expect((await again()).href).toContain(callback);
    expect((await again({ prompt: 'login' })).pathname).toBe('/login');
    await pool.clock.advance(10 * minute);
    expect((await again({ max_age: '300' })).pathname).toBe('/login');
    await pool.client.send(
      new AdminUserGlobalSignOutCommand({ UserPoolId: pool.poolId, Username: email }),
    );
    expect((await again()).href).toContain(callback);
    const leave = new URL(`${pool.settings.endpoint}/logout`);
    leave.search = String(
      new URLSearchParams({ client_id: pool.sso.ClientId, logout_uri: loggedOut }),
    );
    expect((await browser.open(leave)).url.href).toBe(loggedOut);
    expect((await again()).pathname).toBe('/login');
  });
});

describe('a code', () => {
  it('is good once and for five minutes', async () => {
    const once = await code();
    expect((await post('/oauth2/token', once)).status).toBe(200);
    expect(await post('/oauth2/token', once)).toMatchObject({ body: { error: 'invalid_grant' } });
    const late = await code();
    await pool.clock.advance(5 * minute);
    expect(await post('/oauth2/token', late)).toMatchObject({ body: { error: 'invalid_grant' } });
  });

  it.each([
    ['another verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_grant'],
    ['an empty verifier', { code_verifier: '' }, 'invalid_grant'],
    ['another address', { redirect_uri: `${callback}/` }, 'invalid_grant'],
    ['a wrong secret', { client_secret: 'wrong' }, 'invalid_client'],
    ['no secret', { client_secret: '' }, 'invalid_client'],
    ['another grant', { grant_type: 'password' }, 'unsupported_grant_type'],
  ])('is not redeemed with %s', async (_case, change, error) => {
    const good = await code();
    expect(await post('/oauth2/token', { ...good, ...change })).toMatchObject({
      status: 400,
      body: { error },
    });
  });

  it('belongs to its client', async () => {
    const other = await pool.hosted('Other');
    const good = await code();
    const stolen = { ...good, client_id: other.ClientId, client_secret: other.secret! };
    expect(await post('/oauth2/token', stolen)).toMatchObject({ body: { error: 'invalid_grant' } });
  });

  it('is worth nothing once the person is disabled', async () => {
    const good = await code();
    await pool.client.send(
      new AdminDisableUserCommand({ UserPoolId: pool.poolId, Username: email }),
    );
    expect(await post('/oauth2/token', good)).toMatchObject({ body: { error: 'invalid_grant' } });
  });
});

describe('an authorization is refused', () => {
  it.each([
    ['a scope the client may not have', { scope: 'openid phone' }, 'invalid_scope'],
    ['the plain PKCE method', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['another flow', { response_type: 'token' }, 'unsupported_response_type'],
    ['an unknown provider', { identity_provider: 'Nobody' }, 'invalid_request'],
  ])('to the client for %s', async (_case, more, error) => {
    const { url, checks } = await begin(configuration, more);
    const { url: cameBack } = await pool.browser().open(url);
    expect(errorOf(cameBack)).toBe(error);
    expect(cameBack.searchParams.get('state')).toBe(checks.expectedState);
  });

  it.each([
    ['an address with a longer path', { redirect_uri: `${callback}/more` }],
    ['an address of somebody else', { redirect_uri: 'https://evil.example/sso/callback' }],
    ['an unknown client', { client_id: 'nobody' }],
  ])('on a page of its own for %s', async (_case, more) => {
    const { url } = await begin(configuration, more);
    expect(await pool.browser().open(url)).toMatchObject({ status: 400, url });
  });
});

describe('the page', () => {
  it('refuses a wrong password, an unknown name and a form of another site alike', async () => {
    const { url } = await begin(configuration);
    const browser = pool.browser();
    const shown = await browser.open(url);
    for (const username of [email, 'nobody@example.com']) {
      const again = await browser.submit(shown, { username, password: 'wrong-horse-1' });
      expect(again.text).toContain('Incorrect username or password.');
    }
    const forged = await browser.submit(shown, { username: email, password, _csrf: 'forged' });
    expect(forged.status).toBe(403);
    browser.forget();
    expect((await browser.submit(shown, { username: email, password })).status).toBe(403);
  });

  it('escapes what it repeats and runs no script', async () => {
    const { url } = await begin(configuration, { login_hint: '"><script>alert(1)</script>' });
    const shown = await pool.browser().open(url);
    expect(shown.text).not.toContain('<script');
    const policy = (await fetch(shown.url)).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
  });
});

describe('refresh and revocation', () => {
  it('replace the refresh token and keep the scopes', async () => {
    const first = await tokens();
    const second = await oidc.refreshTokenGrant(configuration, first.refresh_token!);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(second.claims()).toMatchObject({ email, amr: ['pwd'] });
    const refused = oidc.refreshTokenGrant(configuration, first.refresh_token!);
    await expect(refused).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('end the family, for Cognito’s own pages as well', async () => {
    const answer = await tokens();
    await oidc.tokenRevocation(configuration, answer.refresh_token!);
    const { sub } = answer.claims()!;
    const info = oidc.fetchUserInfo(configuration, answer.access_token, sub);
    await expect(info).rejects.toMatchObject({ status: 401 });
    const refused = oidc.refreshTokenGrant(configuration, answer.refresh_token!);
    await expect(refused).rejects.toMatchObject({ error: 'invalid_grant' });
    const access = { ...client(), token: answer.access_token };
    expect(await post('/oauth2/revoke', access)).toMatchObject({
      body: { error: 'unsupported_token_type' },
    });
    const unknown = { ...client(), token: 'unknown' };
    expect((await post('/oauth2/revoke', unknown)).status).toBe(200);
  });
});
