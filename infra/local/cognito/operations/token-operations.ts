import * as z from 'zod';
import { ServiceError } from '../../service.ts';
import { checkSecret } from '../client-secret.ts';
import { unsupportedOperation } from '../errors.ts';
import { refreshTokens } from '../sign-in/refresh.ts';
import { ClientMetadata, userInput } from './fields.ts';
import { clientOperation, type Operations, ownOperation, userOperation } from './operation.ts';

const Token = z.string().min(1);

const clientSecret = { ClientId: Token, ClientSecret: Token.max(64).optional() };

/** Three parts: an access or an ID token, while refresh tokens are opaque. */
const jwt = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** The life of tokens after the sign-in. */
export const tokenOperations: Operations = {
  GetTokensFromRefreshToken: clientOperation(
    z.strictObject({ ...clientSecret, RefreshToken: Token, ClientMetadata }),
    async (world, { pool, client }, { RefreshToken, ClientSecret, ClientMetadata }) => {
      checkSecret(client, ClientSecret);
      const of = { pool, client, clientMetadata: ClientMetadata };
      const tokens = await refreshTokens(world, of, { refreshToken: RefreshToken });
      return { AuthenticationResult: tokens };
    },
  ),

  RevokeToken: clientOperation(
    z.strictObject({ ...clientSecret, Token }),
    (world, { client }, { Token, ClientSecret }) => {
      checkSecret(client, ClientSecret);
      if (!client.properties.EnableTokenRevocation)
        throw unsupportedOperation('Token revocation is not enabled for this client.');
      if (jwt.test(Token))
        throw new ServiceError('UnsupportedTokenTypeException', 'Unsupported token type');
      world.families.revoke(client, Token);
      return {};
    },
  ),

  GlobalSignOut: ownOperation(z.strictObject({ AccessToken: Token }), (world, { pool, user }) => {
    world.families.revokeAll(pool, user.sub);
    return {};
  }),

  AdminUserGlobalSignOut: userOperation(z.strictObject(userInput), (world, { pool, user }) => {
    world.families.revokeAll(pool, user.sub);
    return {};
  }),
};
