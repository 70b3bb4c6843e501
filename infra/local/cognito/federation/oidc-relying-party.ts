import * as oidc from 'openid-client';
import type { ProviderClaims } from './federated-user.ts';
import type { OidcProvider } from './identity-providers.ts';

/** What has to come back unchanged from the provider. */
export interface Expectation {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** The address at the provider to which the browser goes to sign in. */
export async function addressAtProvider(
  provider: OidcProvider,
  { state, nonce, verifier }: Expectation,
  request: { readonly redirectUri: string; readonly loginHint: string | undefined },
): Promise<string> {
  const address = oidc.buildAuthorizationUrl(await configure(provider), {
    redirect_uri: request.redirectUri,
    scope: provider.details.authorize_scopes,
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(request.loginHint !== undefined && { login_hint: request.loginHint }),
  });
  return address.href;
}

/**
 * What the provider says of whoever came back with a code: the claims of the verified ID token, with
 * those of its user-info endpoint. Throws where anything does not verify.
 */
export async function claimsFromProvider(
  provider: OidcProvider,
  { state, nonce, verifier }: Expectation,
  cameBackTo: URL,
): Promise<ProviderClaims> {
  const configuration = await configure(provider);
  const tokens = await oidc.authorizationCodeGrant(configuration, cameBackTo, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims) throw new Error('The provider sent no ID token.');
  const { userinfo_endpoint: endpoint } = configuration.serverMetadata();
  if (endpoint === undefined) return claims;
  const more = await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub);
  return { ...claims, ...more, sub: claims.sub };
}

/** Cognito sends its secret in the body; what it knows of the provider it asks for each time. */
async function configure({ details }: OidcProvider): Promise<oidc.Configuration> {
  const { client_secret: secret } = details;
  const authentication = secret === undefined ? oidc.None() : oidc.ClientSecretPost(secret);
  const execute = [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks];
  const { authorize_url: authorizeUrl, token_url: tokenUrl, jwks_uri: jwksUri } = details;
  if (authorizeUrl === undefined || tokenUrl === undefined || jwksUri === undefined)
    return oidc.discovery(
      new URL(details.oidc_issuer),
      details.client_id,
      undefined,
      authentication,
      { execute },
    );
  const configuration = new oidc.Configuration(
    {
      issuer: details.oidc_issuer,
      authorization_endpoint: authorizeUrl,
      token_endpoint: tokenUrl,
      jwks_uri: jwksUri,
      ...(details.attributes_url !== undefined && { userinfo_endpoint: details.attributes_url }),
    },
    details.client_id,
    undefined,
    authentication,
  );
  for (const each of execute) each(configuration);
  return configuration;
}
