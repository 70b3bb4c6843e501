import * as z from 'zod';
import type { Companies } from '#shared/auth/sso-policy';
import type { CompanyClaims } from '#shared/auth/vouched-email';

/** What Cognito asks before it makes an account (“Pre sign-up Lambda trigger”). */
export const SignUpEvent = z.looseObject({
  triggerSource: z.enum([
    'PreSignUp_AdminCreateUser',
    'PreSignUp_ExternalProvider',
    'PreSignUp_SignUp',
  ]),
  userName: z.string(),
  request: z.looseObject({ userAttributes: z.record(z.string(), z.string()) }),
});

export type SignUpEvent = z.output<typeof SignUpEvent>;

/**
 * What the provider says of whoever comes; a name of no provider of ours stands for itself. Cognito
 * calls its profiles `<provider>_<subject>`, in small letters where the pool does not tell cases apart.
 */
export function claimsOf(
  { userName, request: { userAttributes } }: SignUpEvent,
  { providers }: Pick<Companies, 'providers'>,
): CompanyClaims {
  const [prefix = ''] = userName.split('_');
  const named = providers.find(({ name }) => name.toLowerCase() === prefix.toLowerCase());
  return {
    provider: named?.name ?? prefix,
    email: userAttributes['email'],
    emailVerified: userAttributes['email_verified'] === 'true',
  };
}
