import * as oidc from 'openid-client';
import * as z from 'zod';
import type { CognitoPool } from '#shared/auth/cognito-pool';
import type { SsoPolicy } from '#shared/auth/sso-policy';
import { longestWait } from '#shared/clients/in-time';
import { DomainError } from '#shared/errors/domain-error';
import type { CompanySignIn } from './company-sign-in.ts';

const IdClaims = z.object({
  token_use: z.literal('id'),
  'cognito:username': z.string(),
  email: z.string().optional(),
  email_verified: z.union([z.boolean(), z.stringbool()]).default(false),
  identities: z.array(z.object({ userId: z.string(), providerName: z.string() })).min(1),
});

/** The code flow with Cognito's endpoints: PKCE, state, nonce, the client's secret, signed ID tokens. */
export function createCognitoCompanySignIn(
  pool: Pick<CognitoPool, 'clientId' | 'clientSecret'>,
  { origin, issuer, keys }: Pick<SsoPolicy, 'origin' | 'issuer' | 'keys'>,
  callback: string,
): CompanySignIn {
  const configure = async () => {
    const configuration = new oidc.Configuration(
      {
        issuer,
        authorization_endpoint: `${origin}/oauth2/authorize`,
        token_endpoint: `${origin}/oauth2/token`,
        jwks_uri: keys,
      },
      pool.clientId,
      undefined,
      oidc.ClientSecretBasic(await pool.clientSecret()),
    );
    // The signature is checked although the token comes straight from Cognito.
    oidc.enableNonRepudiationChecks(configuration);
    // The addresses are those of our own stack, which names no other scheme than https.
    oidc.allowInsecureRequests(configuration);
    configuration.timeout = longestWait / 1_000;
    return configuration;
  };
  let configuring: Promise<oidc.Configuration> | undefined;
  const configuration = () => {
    // A failed read of the secret must not be remembered.
    configuring ??= configure().catch((error: unknown) => {
      configuring = undefined;
      throw error;
    });
    return configuring;
  };

  return {
    async addressOf(provider, { state, nonce, verifier }, email) {
      const address = oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: callback,
        scope: 'openid email profile',
        identity_provider: provider,
        login_hint: email,
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return address.href;
    },

    async identify(answer, { state, nonce, verifier }) {
      const cameBackTo = new URL(callback);
      cameBackTo.search = new URLSearchParams({ ...answer }).toString();
      const tokens = await oidc
        .authorizationCodeGrant(await configuration(), cameBackTo, {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        })
        .catch((cause: unknown) => {
          throw refusalOf(cause);
        });
      const claims = IdClaims.safeParse(tokens.claims());
      const [came] = claims.data?.identities ?? [];
      if (!claims.success || !came || !tokens.refresh_token) throw new DomainError('sso.refused');
      return {
        identity: {
          provider: came.providerName,
          subject: came.userId,
          username: claims.data['cognito:username'],
          email: claims.data.email?.toLowerCase(),
          emailVerified: claims.data.email_verified,
        },
        tokens: { accessToken: tokens.access_token, refreshToken: tokens.refresh_token },
      };
    },
  };
}

/** What the endpoints refuse is the caller's matter; that they do not answer is ours. */
function refusalOf(cause: unknown): unknown {
  if (cause instanceof oidc.ClientError && cause.code === 'OAUTH_TIMEOUT')
    return new DomainError('service.unavailable', { retryAfter: 1 }, { cause });
  const isRefusal =
    cause instanceof oidc.ResponseBodyError ||
    cause instanceof oidc.AuthorizationResponseError ||
    cause instanceof oidc.ClientError;
  return isRefusal ? new DomainError('sso.refused', {}, { cause }) : cause;
}
