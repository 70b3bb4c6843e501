import { identityProviderOperations } from '../federation/identity-provider-operations.ts';
import { linkOperations } from '../federation/link-operations.ts';
import { passkeyOperations } from '../webauthn/passkey-operations.ts';
import { adminCreateUserOperations } from './admin-create-user.ts';
import { adminPasswordOperations } from './admin-passwords.ts';
import { adminUserOperations } from './admin-users.ts';
import { authEventOperations } from './auth-events.ts';
import { describeOperations } from './describe.ts';
import { listUsersOperations } from './list-users.ts';
import { mfaPreferenceOperations } from './mfa-preferences.ts';
import type { Operations } from './operation.ts';
import { ownAccountOperations } from './own-account.ts';
import { ownAttributeOperations } from './own-attributes.ts';
import { poolMfaOperations } from './pool-mfa.ts';
import { recoveryOperations } from './recovery.ts';
import { signInOperations } from './sign-in.ts';
import { signUpOperations } from './sign-up.ts';
import { softwareTokenOperations } from './software-tokens.ts';
import { tokenOperations } from './token-operations.ts';

/** Every operation of the user pools API that is emulated. */
export const operations: Operations = {
  ...adminCreateUserOperations,
  ...adminPasswordOperations,
  ...adminUserOperations,
  ...authEventOperations,
  ...describeOperations,
  ...identityProviderOperations,
  ...linkOperations,
  ...listUsersOperations,
  ...mfaPreferenceOperations,
  ...ownAccountOperations,
  ...passkeyOperations,
  ...ownAttributeOperations,
  ...poolMfaOperations,
  ...recoveryOperations,
  ...signInOperations,
  ...signUpOperations,
  ...softwareTokenOperations,
  ...tokenOperations,
};
