import { AdminDeleteUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { isCognitoError } from '#shared/auth/cognito-errors';
import type { CognitoPool } from '#shared/auth/cognito-pool';
import type { CompanyProfiles } from './company-ties.ts';

/** Profiles of companies' people in the user pool. */
export function createCognitoCompanyProfiles(pool: CognitoPool): CompanyProfiles {
  return {
    async remove(username) {
      const command = new AdminDeleteUserCommand({ UserPoolId: pool.poolId, Username: username });
      await pool.client.send(command).catch((error: unknown) => {
        if (!isCognitoError(error, 'UserNotFoundException')) throw error;
      });
    },
  };
}
