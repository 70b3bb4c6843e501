import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

/** Somebody whom the company knows. */
export interface Employee {
  readonly sub: string;
  readonly email: string;
  readonly email_verified?: boolean;
  readonly name?: string;
}

/**
 * A company's identity provider on a port of its own (`oidc-provider`). Whoever comes is signed in as
 * `employee` at once, as by a session that the company's own page keeps.
 */
export async function startCompanyProvider(callbacks: readonly string[], takenPort = 0) {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(takenPort, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const client = { id: 'crm-pool', secret: 'a secret of the tests alone, long enough' };
  let employee: Employee = { sub: 'emp-1', email: 'ada@company.example', email_verified: true };
  const authorizations: URLSearchParams[] = [];

  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [...callbacks],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['keys of the tests alone'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ ...employee, sub: id }) }),
    async loadExistingGrant({ oidc }) {
      const grant = new provider.Grant({
        accountId: oidc.session!.accountId!,
        clientId: oidc.client!.clientId,
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  const handle: Parameters<typeof createServer>[1] & object = (request, response) => {
    const url = new URL(request.url ?? '/', issuer);
    if (url.pathname === '/auth') authorizations.push(url.searchParams);
    if (!url.pathname.startsWith('/interaction/')) return void answer(request, response);
    const login = { accountId: employee.sub, remember: false };
    return void provider.interactionFinished(request, response, { login });
  };

  return {
    issuer,
    client,
    /** What was asked for, request by request. */
    authorizations,
    /** Who comes from now on. */
    signInAs(next: Employee) {
      employee = next;
    },
    /** What `AWS::Cognito::UserPoolIdentityProvider` says of it. */
    details: {
      client_id: client.id,
      client_secret: client.secret,
      attributes_request_method: 'GET',
      oidc_issuer: issuer,
      authorize_scopes: 'openid email profile',
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type CompanyProvider = Awaited<ReturnType<typeof startCompanyProvider>>;
