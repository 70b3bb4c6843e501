import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { CognitoPool } from '#shared/auth/cognito-pool';

/** Makes accounts that can sign in at once; for example data, never for a deployed function. */
export interface ReadyAccounts {
  /** Creates the account, or finds it, and gives it this password. */
  createReady(email: string, password: string): Promise<{ readonly username: string }>;
}

/** Ready accounts in a user pool, with the operator's own rights. No message is sent. */
export function createCognitoReadyAccounts({ client, poolId }: CognitoPool): ReadyAccounts {
  return {
    async createReady(email, password) {
      const account = { UserPoolId: poolId, Username: email };
      const create = new AdminCreateUserCommand({
        ...account,
        UserAttributes: [
          { Name: 'email', Value: email },
          { Name: 'email_verified', Value: 'true' },
        ],
        MessageAction: 'SUPPRESS',
      });
      await client.send(create).catch((error: unknown) => {
        if (!(error instanceof Error && error.name === 'UsernameExistsException')) throw error;
      });
      const { Username: username } = await client.send(new AdminGetUserCommand(account));
      if (!username) throw new Error('Cognito made an account without a name.');
      await client.send(
        new AdminSetUserPasswordCommand({ ...account, Password: password, Permanent: true }),
      );
      return { username };
    },
  };
}
