import type { Directory } from '#shared/auth/directory';
import type { GlobalSignOut, PasswordChanger, TokenProvider } from '#shared/auth/identity-provider';
import type { PasswordCheck } from '#shared/auth/password-check';
import type { PasswordRecord } from '#shared/auth/password-record';
import type { Principal } from '#shared/auth/principal';
import { type RateLimiter, rateRules } from '#shared/auth/rate-limiter';
import type { RecoveryQueue } from '#shared/auth/recovery-message';
import type { RequestOrigin } from '#shared/auth/request-origin';
import type { SessionStore } from '#shared/auth/session-store';
import { tellOwner } from '#shared/auth/tell-owner';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';

export interface ChangePasswordNeeds {
  readonly limiter: Pick<RateLimiter, 'take'>;
  readonly sessions: Pick<SessionStore, 'tokens' | 'confirm'>;
  readonly directory: Pick<Directory, 'find'>;
  readonly provider: TokenProvider & PasswordChanger & GlobalSignOut;
  readonly passwordCheck: PasswordCheck;
  readonly passwords: PasswordRecord;
  readonly queue: RecoveryQueue;
  readonly clock: Clock;
}

/**
 * Changes the person's password, for which they must know the current one, and ends all of their
 * sessions, this one too (ASVS 6.2.3, 7.4.3). Throws `password.current_wrong`, `password.refused`.
 */
export async function changePassword(
  needs: ChangePasswordNeeds,
  principal: Principal,
  input: {
    readonly token: string;
    readonly currentPassword: string;
    readonly newPassword: string;
  },
  origin: RequestOrigin,
): Promise<void> {
  const { userId } = principal;
  const newPassword = await needs.passwordCheck.accept(input.newPassword, principal);
  await needs.limiter.take(rateRules.passwordChange, userId);

  // 1. Cognito lets people change a password only with an access token that is still young.
  const kept = await needs.sessions.tokens(input.token);
  if (!kept) throw new DomainError('request.unauthenticated');
  const tokens = await needs.provider.refresh(kept.refreshToken);
  await needs.sessions.confirm(input.token, tokens);

  // 2. Cognito checks the current password and its own history of passwords.
  await needs.provider.changePassword(tokens.accessToken, input.currentPassword, newPassword);

  // 3. Whoever else was in is out, here first.
  await needs.passwords.passwordChanged(userId, 'password.changed', origin);
  const username = (await needs.directory.find(userId))?.cognitoUsername;
  if (username) await needs.provider.signOutEverywhere(username);
  await tellOwner(needs, userId, 'passwordChanged');
}
