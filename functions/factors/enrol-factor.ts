import type { FactorName } from '#shared/auth/factor';
import type { FactorRecord } from '#shared/auth/factor-record';
import type { OwnFactors } from '#shared/auth/identity-provider';
import { type AccessNeeds, freshAccess, type Owner } from '#shared/auth/own-account';
import { type RateLimiter, rateRules } from '#shared/auth/rate-limiter';
import type { RecoveryQueue } from '#shared/auth/recovery-message';
import type { SessionStore } from '#shared/auth/session-store';
import { tellOwner } from '#shared/auth/tell-owner';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import { accountOf, type FactorReader } from './list-factors.ts';

export interface EnrolNeeds extends AccessNeeds, FactorReader {
  readonly limiter: RateLimiter;
  readonly own: OwnFactors;
  readonly sessions: Pick<SessionStore, 'tokens' | 'confirm' | 'lift'>;
  readonly record: FactorRecord;
  readonly queue: RecoveryQueue;
  readonly clock: Clock;
}

/** Gives the secret of a new authenticator in base32; nothing changes until one of its codes comes. */
export async function startAuthenticator(needs: EnrolNeeds, owner: Owner): Promise<string> {
  return await needs.own.startAuthenticator(await freshAccess(needs, owner));
}

/** Takes a new authenticator into use. Throws `account.code_wrong`, `request.too_many`. */
export async function confirmAuthenticator(
  needs: EnrolNeeds,
  owner: Owner,
  code: string,
): Promise<void> {
  const { userId } = owner.principal;
  await needs.limiter.take(rateRules.signInCode, userId);
  const accessToken = await freshAccess(needs, owner);
  await needs.own.confirmAuthenticator(accessToken, code);
  await needs.limiter.giveBack(rateRules.signInCode, userId);
  await enrol(needs, owner, accessToken, 'totp');
}

/** Takes text messages into use. Throws `account.phone_missing` without a verified phone. */
export async function useTextMessages(needs: EnrolNeeds, owner: Owner): Promise<void> {
  const { phone } = await needs.factors.factorsOf(await accountOf(needs, owner.principal));
  if (phone === undefined) throw new DomainError('account.phone_missing');
  await enrol(needs, owner, await freshAccess(needs, owner), 'sms');
}

/** The first factor becomes the preferred one; a session that was for this may do all from now on. */
async function enrol(
  needs: EnrolNeeds,
  { principal, token, origin }: Owner,
  accessToken: string,
  factor: FactorName,
): Promise<void> {
  const { userId } = principal;
  const before = await needs.factors.factorsOf(await accountOf(needs, principal));
  const isFirst = before.enrolled.every((each) => each === factor);
  await needs.own.turnOn(accessToken, factor, isFirst);
  await needs.record.added(userId, origin);
  if (principal.restriction === 'enrol-factor') await needs.sessions.lift(token);
  await tellOwner(needs, userId, 'factorAdded');
}
