import type { Directory } from '#shared/auth/directory';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { RecoveryStore } from '#shared/auth/recovery-store';
import { composeMail } from '#shared/mail/compose-mail';
import type { Mail, Mailer } from '#shared/mail/mailer';

export interface DeliverMailNeeds {
  readonly directory: Pick<Directory, 'findByLogin'>;
  readonly recoveries: Pick<RecoveryStore, 'create'>;
  readonly mailer: Mailer;
  readonly appOrigin: string;
}

/** A message that Cognito asks for, decrypted. */
export interface MessageRequest {
  /** The last part of Cognito's trigger source, for example `ForgotPassword`. */
  readonly occasion: string;
  readonly email: string;
  readonly code: string | undefined;
  readonly startedBy: 'person' | 'administrator';
}

export type Delivery = 'sent' | 'no-such-person';

/**
 * Mails what Cognito asks for to the address and in the language that we keep of the person. Throws
 * when it cannot: Lambda tries again and then hands the event to the dead-letter queue.
 */
export async function deliverMail(
  needs: DeliverMailNeeds,
  request: MessageRequest,
): Promise<Delivery> {
  const person = await needs.directory.findByLogin(request.email.toLowerCase());
  // Accounts made around us get nothing: nobody here invited them.
  if (!person || person.status === 'disabled' || person.status === 'locked')
    return 'no-such-person';
  await needs.mailer.send(await mailFor(needs, request, person));
  return 'sent';
}

async function mailFor(
  { recoveries, appOrigin }: DeliverMailNeeds,
  { occasion, code, startedBy }: MessageRequest,
  person: StoredPrincipal,
): Promise<Mail> {
  if (occasion === 'AccountTakeOverNotification')
    return composeMail('takeOver', person, {}, appOrigin);
  if (code === undefined) throw new Error(`Cognito sent no code for ${occasion}.`);
  switch (occasion) {
    case 'AdminCreateUser':
      return composeMail(
        'invitation',
        person,
        { login: person.email, temporaryPassword: code },
        appOrigin,
      );
    case 'ForgotPassword': {
      const token = await recoveries.create(person.userId, code);
      const name = startedBy === 'administrator' ? 'recoveryByAdministrator' : 'recovery';
      return composeMail(name, person, { token }, appOrigin);
    }
    default:
      return composeMail('code', person, { code }, appOrigin);
  }
}
