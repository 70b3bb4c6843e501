import { createHmac } from 'node:crypto';
import {
  CognitoIdentityProviderClient,
  type CognitoIdentityProviderClientConfig,
  DescribeUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { accountCalls } from '#shared/clients/client-limits';
import { inTime } from '#shared/clients/in-time';

/** The user pool as our confidential app client sees it. */
export interface CognitoPool {
  readonly client: CognitoIdentityProviderClient;
  readonly poolId: string;
  readonly clientId: string;
  /** The app client's secret, read once per execution environment. */
  clientSecret(): Promise<string>;
  /** `Base64(HMAC-SHA256(clientSecret, username + clientId))` (Cognito: “Computing secret hash values”). */
  secretHash(username: string): Promise<string>;
}

/** Opens the pool; the secret stays in memory, so that it is in no environment variable and no template. */
export function createCognitoPool(
  poolId: string,
  clientId: string,
  options: CognitoIdentityProviderClientConfig = {},
): CognitoPool {
  const client = inTime(new CognitoIdentityProviderClient({ ...accountCalls, ...options }));
  let reading: Promise<string> | undefined;
  const read = async () => {
    const command = new DescribeUserPoolClientCommand({ UserPoolId: poolId, ClientId: clientId });
    const secret = (await client.send(command)).UserPoolClient?.ClientSecret;
    if (!secret) throw new Error('The app client of the user pool has no secret.');
    return secret;
  };
  const clientSecret = () => {
    // A failed read must not be remembered.
    reading ??= read().catch((error: unknown) => {
      reading = undefined;
      throw error;
    });
    return reading;
  };
  return {
    client,
    poolId,
    clientId,
    clientSecret,
    secretHash: async (username) =>
      createHmac('sha256', await clientSecret())
        .update(username + clientId)
        .digest('base64'),
  };
}
