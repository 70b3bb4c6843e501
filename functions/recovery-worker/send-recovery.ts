import type { RecoveryChannel } from '#shared/auth/credentials';
import type { Directory } from '#shared/auth/directory';
import type { AccountAdministration, RecoveryProvider } from '#shared/auth/identity-provider';
import { type RateLimiter, rateRules } from '#shared/auth/rate-limiter';
import { belongsToCompany, type Companies } from '#shared/auth/sso-policy';
import { DomainError } from '#shared/errors/domain-error';
import { composeMail } from '#shared/mail/compose-mail';
import type { Mailer } from '#shared/mail/mailer';

export interface SendRecoveryNeeds {
  readonly directory: Pick<Directory, 'findByLogin'>;
  readonly limiter: RateLimiter;
  readonly provider: Pick<RecoveryProvider, 'sendCode'> &
    Pick<AccountAdministration, 'resendInvitation'>;
  readonly companies: Companies;
  readonly mailer: Mailer;
  readonly appOrigin: string;
}

/** What somebody asked for. */
export interface RecoveryWish {
  readonly login: string;
  readonly channel: RecoveryChannel;
  /** Hash of the secret that was given to whoever asked. */
  readonly requestHash: string;
}

export type RecoveryOutcome =
  | 'by-proofs'
  | 'company'
  | 'sent'
  | 'invitation-sent'
  | 'invitation-waiting'
  | 'nobody'
  | 'not-active'
  | 'limited';

/**
 * Has a recovery code sent to whoever has this login, if somebody does and may sign in. Mail goes to
 * the stored address, never to the typed one.
 */
export async function sendRecovery(
  { directory, limiter, provider, companies, mailer, appOrigin }: SendRecoveryNeeds,
  { login, channel, requestHash }: RecoveryWish,
): Promise<RecoveryOutcome> {
  const person = await directory.findByLogin(login);
  if (!person) return 'nobody';
  if (person.status !== 'active' && person.status !== 'invited') return 'not-active';
  try {
    await limiter.take(rateRules.recoveryMail, person.userId);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'request.too_many') return 'limited';
    throw error;
  }
  try {
    if (belongsToCompany(companies, person.email)) {
      await mailer.send(composeMail('askYourCompany', person, {}, appOrigin));
      return 'company';
    }
    if (!person.cognitoUsername) {
      await mailer.send(composeMail('invitationWaiting', person, {}, appOrigin));
      return 'invitation-waiting';
    }
    // Cognito resets no password that was never set: the temporary one is sent anew.
    if (person.status === 'invited') {
      await provider.resendInvitation(person.email);
      return 'invitation-sent';
    }
    // These go on with proofs at once; only who has nothing to recover gets a mail.
    if (channel === 'authenticator' || channel === 'questions') return 'by-proofs';
    const wish = { channel, requestHash };
    const outcome = await provider.sendCode(person.cognitoUsername, wish);
    return outcome === 'sent' ? 'sent' : 'limited';
  } catch (error) {
    // The queue will bring the message back, and the mail that was not sent must not count.
    await limiter.giveBack(rateRules.recoveryMail, person.userId);
    throw error;
  }
}
