import { AdminSetUserPasswordCommand } from '@aws-sdk/client-cognito-identity-provider';
import { asking, type ErrorMeanings } from './cognito-errors.ts';
import type { CognitoPool } from './cognito-pool.ts';
import type { NewPassword } from './password-policy.ts';

/** Sets the password of somebody who has proved themselves without it; it lasts. */
export async function setChosenPassword(
  pool: Pick<CognitoPool, 'client' | 'poolId'>,
  username: string,
  newPassword: NewPassword,
  meanings: ErrorMeanings = {},
): Promise<void> {
  const command = new AdminSetUserPasswordCommand({
    UserPoolId: pool.poolId,
    Username: username,
    Password: newPassword.text,
    Permanent: true,
  });
  await asking(() => pool.client.send(command), meanings, newPassword);
}
