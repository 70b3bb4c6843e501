import { customAuth } from './custom-auth.ts';
import { adminUserPasswordAuth, userPasswordAuth } from './password-flow.ts';
import { refreshTokenAuth } from './refresh.ts';
import type { Flow } from './sign-in.ts';
import { userSrpAuth } from './srp-flow.ts';
import { userAuth } from './user-auth.ts';

/** Every way to begin a sign-in, by the name of `AuthFlow`. */
export const flows: Readonly<Record<string, Flow>> = {
  ADMIN_USER_PASSWORD_AUTH: adminUserPasswordAuth,
  CUSTOM_AUTH: customAuth,
  REFRESH_TOKEN: refreshTokenAuth,
  REFRESH_TOKEN_AUTH: refreshTokenAuth,
  USER_AUTH: userAuth,
  USER_PASSWORD_AUTH: userPasswordAuth,
  USER_SRP_AUTH: userSrpAuth,
};
