import { cognitoUserPoolsTokenProvider } from '@aws-amplify/auth/cognito';
import { Amplify, sharedInMemoryStorage } from '@aws-amplify/core';
import type { ServedPool } from './served-pool.ts';

/** Points Amplify at the pool, as a public client with these flows. */
export async function pointAmplifyAt(pool: ServedPool, flows: readonly string[]): Promise<void> {
  const { ClientId } = await pool.addClient('Browser', {
    ExplicitAuthFlows: [...flows, 'ALLOW_REFRESH_TOKEN_AUTH'],
    PreventUserExistenceErrors: 'ENABLED',
  });
  const Cognito = {
    userPoolId: pool.poolId,
    userPoolClientId: ClientId,
    userPoolEndpoint: pool.settings.endpoint,
  };
  cognitoUserPoolsTokenProvider.setAuthConfig({ Cognito });
  cognitoUserPoolsTokenProvider.setKeyValueStorage(sharedInMemoryStorage);
  const tokenProvider = cognitoUserPoolsTokenProvider;
  Amplify.configure({ Auth: { Cognito } }, { Auth: { tokenProvider } });
}
