import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { RecoveryStore } from '#shared/auth/recovery-store';
import { belongsToCompany, type Companies } from '#shared/auth/sso-policy';
import { composeMail } from '#shared/mail/compose-mail';
import type { Mail, Mailer } from '#shared/mail/mailer';
import type { MessageRequest } from './sender-event.ts';

export interface DeliverMailNeeds {
  readonly recoveries: Pick<RecoveryStore, 'create'>;
  readonly mailer: Mailer;
  readonly companies: Companies;
  readonly appOrigin: string;
}

/** Mails what Cognito asks for to the address and in the language that we keep of the person. */
export async function deliverMail(
  needs: DeliverMailNeeds,
  request: MessageRequest,
  person: StoredPrincipal,
): Promise<void> {
  await needs.mailer.send(await mailFor(needs, request, person));
}

async function mailFor(
  { recoveries, companies, appOrigin }: DeliverMailNeeds,
  { occasion, code, startedBy }: MessageRequest,
  person: StoredPrincipal,
): Promise<Mail> {
  if (occasion === 'AccountTakeOverNotification')
    return composeMail('takeOver', person, {}, appOrigin);
  if (code === undefined) throw new Error(`Cognito sent no code for ${occasion}.`);
  switch (occasion) {
    case 'AdminCreateUser':
      // A password of ours would open nothing for them.
      if (belongsToCompany(companies, person.email))
        return composeMail('companyInvitation', person, { login: person.email }, appOrigin);
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
