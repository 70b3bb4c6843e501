import type { Directory } from '#shared/auth/directory';
import type {
  GlobalSignOut,
  ProofProvider,
  RecoveryProvider,
} from '#shared/auth/identity-provider';
import type { PasswordCheck } from '#shared/auth/password-check';
import type { PasswordRecord } from '#shared/auth/password-record';
import { addressKey, type RateLimiter, rateRules } from '#shared/auth/rate-limiter';
import type { RecoveryQueue } from '#shared/auth/recovery-message';
import type { RecoveryStore } from '#shared/auth/recovery-store';
import type { RequestOrigin } from '#shared/auth/request-origin';
import type { SessionStore } from '#shared/auth/session-store';
import { tellOwner } from '#shared/auth/tell-owner';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';

export interface ConfirmRecoveryNeeds {
  readonly limiter: Pick<RateLimiter, 'take'>;
  readonly recoveries: Pick<RecoveryStore, 'open' | 'openCode'>;
  readonly directory: Pick<Directory, 'find'>;
  readonly sessions: Pick<SessionStore, 'endAll'>;
  readonly provider: Pick<RecoveryProvider, 'confirm'> &
    Pick<ProofProvider, 'setPassword'> &
    GlobalSignOut;
  readonly passwordCheck: PasswordCheck;
  readonly passwords: PasswordRecord;
  readonly queue: RecoveryQueue;
  readonly clock: Clock;
}

/** What proves the person: the token of a link or of other proofs, or a code with the secret of its request. */
export type RecoveryConfirmation = { readonly newPassword: string } & (
  | { readonly token: string }
  | { readonly recoveryToken: string; readonly code: string }
);

/**
 * Sets a new password by a recovery link or code and ends all sessions; the person then signs in, with all
 * factors. Throws `recovery.refused` for anything that is not the newest, unused and in time.
 */
export async function confirmRecovery(
  needs: ConfirmRecoveryNeeds,
  input: RecoveryConfirmation,
  origin: RequestOrigin,
): Promise<void> {
  // 1. Link or code, their owner and then the password have to be right before Cognito counts a try.
  //    The password comes last: its faults tell something about the person.
  await needs.limiter.take(rateRules.recoveryConfirm, addressKey(origin));
  const recovery =
    'token' in input
      ? await needs.recoveries.open(input.token)
      : await needs.recoveries.openCode(input.recoveryToken, input.code);
  const owner = recovery && (await needs.directory.find(recovery.userId));
  if (!recovery || !owner?.cognitoUsername || owner.status !== 'active')
    throw new DomainError('recovery.refused');
  const { userId, cognitoUsername } = owner;
  const newPassword = await needs.passwordCheck.accept(input.newPassword, owner);

  // 2. Sessions end first: if we fail after Cognito's answer, nobody keeps one of the old password.
  await needs.sessions.endAll(userId, 'session.ended_everywhere', { origin });
  if (recovery.code === undefined) await needs.provider.setPassword(cognitoUsername, newPassword);
  else await needs.provider.confirm(cognitoUsername, recovery.code, newPassword);

  // 3. Once more with the record, for whoever signed in with the old password in between.
  await needs.passwords.passwordChanged(userId, 'password.recovered', origin);
  await needs.provider.signOutEverywhere(cognitoUsername);
  await tellOwner(needs, userId, 'passwordRecovered');
}
