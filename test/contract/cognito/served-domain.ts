import * as oidc from 'openid-client';
import { createBrowser } from '#test/support/browser';
import { createResource } from '#test/support/served-cloud';
import { type ServedPool, servePool } from './served-pool.ts';

export const callback = 'https://crm.example.com/sso/callback';
export const loggedOut = 'https://crm.example.com/';

/** A pool with a domain and a confidential client that uses its pages. */
export async function serveDomain(
  pool: Record<string, unknown> = {},
  client: Record<string, unknown> = {},
) {
  const served = await servePool(pool);
  createResource(served.cognito, {
    type: 'AWS::Cognito::UserPoolDomain',
    logicalId: 'Domain',
    properties: { UserPoolId: served.poolId, Domain: 'crm-tests' },
  });
  const hosted = (logicalId: string, more: Record<string, unknown> = {}) =>
    served.addClient(logicalId, {
      GenerateSecret: true,
      ExplicitAuthFlows: [],
      PreventUserExistenceErrors: 'ENABLED',
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      CallbackURLs: [callback],
      LogoutURLs: [loggedOut],
      SupportedIdentityProviders: ['COGNITO'],
      ...client,
      ...more,
    });
  const sso = await hosted('Sso');
  return { ...served, hosted, sso, browser: () => createBrowser({ stopAt: loggedOut }) };
}

export type ServedDomain = Awaited<ReturnType<typeof serveDomain>>;

/** The issuer that production names, which is where clients look for it. */
export const issuerOf = ({ poolId }: ServedPool) =>
  `https://cognito-idp.eu-west-1.amazonaws.com/${poolId}`;

/** `openid-client` as it is, but for finding the issuer’s document on this machine. */
export function discover(
  pool: ServedPool,
  client: { readonly ClientId: string; readonly secret: string | undefined },
  authentication?: oidc.ClientAuth,
): Promise<oidc.Configuration> {
  const issuer = issuerOf(pool);
  // The pool’s time is years ahead of the machine’s own, which the client keeps to.
  const clockSkew = Math.round((pool.clock.now() - Date.now()) / 1_000);
  const metadata = { client_secret: client.secret!, [oidc.clockSkew]: clockSkew };
  return oidc.discovery(new URL(issuer), client.ClientId, metadata, authentication, {
    execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
    [oidc.customFetch]: (address, options) =>
      fetch(
        address.replace(issuer, `${pool.settings.endpoint}/${pool.poolId}`),
        options as RequestInit,
      ),
  });
}

/** One authorization as a careful client begins it. */
export async function begin(configuration: oidc.Configuration, more: Record<string, string> = {}) {
  const checks = {
    pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
    expectedState: oidc.randomState(),
    expectedNonce: oidc.randomNonce(),
    idTokenExpected: true,
  };
  const url = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: callback,
    scope: 'openid email',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...more,
  });
  return { url, checks };
}
