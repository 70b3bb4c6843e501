import type { CodeMessage } from './messages.ts';

/** Subject and text of the pool's own message, with their placeholders. */
export function ownTexts({
  pool,
  contact,
  source,
}: Pick<CodeMessage, 'pool' | 'contact' | 'source'>): {
  readonly subject: string;
  readonly text: string;
} {
  const { properties } = pool;
  const isMail = contact === 'email';
  if (source === 'AdminCreateUser') {
    const template = properties.AdminCreateUserConfig.InviteMessageTemplate ?? {};
    return {
      subject: template.EmailSubject ?? 'Your temporary password',
      text:
        (isMail ? template.EmailMessage : (template.SMSMessage ?? template.SmsMessage)) ??
        'Your username is {username} and temporary password is {####}.',
    };
  }
  if (source === 'Authentication')
    return {
      subject: properties.EmailAuthenticationSubject ?? 'Your authentication code',
      text:
        (isMail ? properties.EmailAuthenticationMessage : properties.SmsAuthenticationMessage) ??
        'Your authentication code is {####}.',
    };
  const { VerificationMessageTemplate: template } = properties;
  return {
    subject:
      template.EmailSubject ?? properties.EmailVerificationSubject ?? 'Your verification code',
    text:
      (isMail
        ? (template.EmailMessage ?? properties.EmailVerificationMessage)
        : (template.SMSMessage ?? template.SmsMessage ?? properties.SmsVerificationMessage)) ??
      'Your confirmation code is {####}.',
  };
}
