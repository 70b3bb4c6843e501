import type { GlobalSignOut } from '#shared/auth/identity-provider';
import type { Arrival } from '#shared/auth/note-arrival';
import type { PasswordCheck } from '#shared/auth/password-check';
import type { PasswordRecord } from '#shared/auth/password-record';
import type { RecoveryQueue } from '#shared/auth/recovery-message';
import { tellOwner } from '#shared/auth/tell-owner';
import type { PasskeyProvider } from './passkey-provider.ts';
import { type PasskeyAnswer, type PasskeySignInNeeds, proveByPasskey } from './passkey-sign-in.ts';

export interface SetPasswordNeeds extends PasskeySignInNeeds {
  readonly provider: PasskeySignInNeeds['provider'] &
    Pick<PasskeyProvider, 'setPassword'> &
    GlobalSignOut;
  readonly passwordCheck: PasswordCheck;
  readonly passwords: PasswordRecord;
  readonly queue: RecoveryQueue;
}

/**
 * Sets a new password for somebody who forgot the old one and holds a passkey: by an assertion made for
 * this, at most five minutes old. All sessions end; nobody is signed in. Throws `sign_in.refused`,
 * `password.refused`.
 */
export async function setPasswordWithPasskey(
  needs: SetPasswordNeeds,
  { newPassword: text, ...answer }: PasskeyAnswer & { readonly newPassword: string },
  arrival: Arrival,
): Promise<void> {
  const { person } = await proveByPasskey(needs, answer, arrival);
  const newPassword = await needs.passwordCheck.accept(text, person);
  const { userId, cognitoUsername = person.email } = person;
  await needs.provider.setPassword(cognitoUsername, newPassword);
  // Whoever else was in is out, here first.
  await needs.passwords.passwordChanged(userId, 'password.recovered', arrival);
  await needs.provider.signOutEverywhere(cognitoUsername);
  await tellOwner(needs, userId, 'passwordRecovered');
}
