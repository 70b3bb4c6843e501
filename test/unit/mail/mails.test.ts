import { describe, expect, test } from 'vitest';
import { deliverMail } from '#functions/cognito-messages/deliver-mail';
import { SenderEvent } from '#functions/cognito-messages/sender-event';
import { escapeHtml } from '#shared/mail/compose-mail';
import { invitationMail } from '#shared/mail/invitation-mail';
import { noticeMail } from '#shared/mail/notice-mail';
import { recoveryMail } from '#shared/mail/recovery-mail';
import { createSesMailer } from '#shared/mail/ses-mailer';
import { directoryOf, outbox, person } from '#test/unit/auth/in-memory';

const appOrigin = 'https://crm.example';
const sam = person();
const jing = person({ name: '陈静', email: 'chen.jing@example.com', locale: 'zh' });

describe.each([
  { language: 'English', recipient: sam, html: 'lang="en"', greeting: 'Hello Sam Rivera,' },
  { language: 'Chinese', recipient: jing, html: 'lang="zh-Hans"', greeting: '陈静，您好：' },
])('in $language', ({ recipient, html, greeting }) => {
  const mails = {
    invitation: invitationMail(recipient, { temporaryPassword: 'Tmp-1234', appOrigin }),
    recovery: recoveryMail(recipient, { token: 'the-token', appOrigin, startedBy: 'person' }),
    reset: recoveryMail(recipient, { token: 'the-token', appOrigin, startedBy: 'administrator' }),
    notice: noticeMail(recipient, {
      notice: 'password-changed',
      at: '2026-03-01T10:00:00.000Z',
      appOrigin,
    }),
  };

  test.each(Object.entries(mails))('the mail of %s has both forms', (_name, mail) => {
    expect(mail.to).toBe(recipient.email);
    expect(mail.text).toContain(greeting);
    expect(mail.html).toContain(greeting);
    expect(mail.html).toContain(html);
    const links = [...mail.html.matchAll(/<a [^>]*>/g)].map(([tag]) => tag);
    expect(links).toHaveLength(1);
    expect(links[0]).toMatch(/ses:no-track href="https:\/\/crm\.example\//);
  });

  test('only the recovery mail carries the token, in the fragment', () => {
    expect(mails.recovery.text).toContain('https://crm.example/reset#t=the-token');
    expect(mails.notice.text + mails.invitation.text).not.toContain('the-token');
  });

  test('a reset by an administrator says so', () => {
    expect(mails.reset.text).not.toBe(mails.recovery.text);
  });
});

test('markup in a name stays text', () => {
  const name = '<img src=x onerror="alert(1)">';
  const mail = invitationMail(person({ name }), { temporaryPassword: `a"'<&b`, appOrigin });
  expect(mail.html).not.toContain('<img');
  expect(mail.html).toContain(escapeHtml(name));
  expect(mail.html).toContain('a&quot;&#39;&lt;&amp;b');
  expect(mail.text).toContain(`a"'<&b`);
});

test.each([
  { title: 'subject', change: { subject: 'Hello\r\nBcc: eve@example.com' } },
  { title: 'recipient', change: { to: 'sam@example.com\nBcc: eve@example.com' } },
])('a line break in the $title is not sent', async ({ change }) => {
  const mailer = createSesMailer({
    from: 'crm@example.com',
    configurationSet: 'mail',
    options: { region: 'us-east-1', endpoint: 'http://127.0.0.1:1' },
  });
  const mail = { to: 'sam@example.com', subject: 'Hello', text: 'x', html: 'x', ...change };
  await expect(mailer.send(mail)).rejects.toThrow('control character');
});

describe('what Cognito asks to send', () => {
  function house(...people: readonly ReturnType<typeof person>[]) {
    const mailer = outbox();
    const recoveries = { create: async (userId: string, code: string) => `${userId}:${code}` };
    return { mailer, needs: { directory: directoryOf(...people), recoveries, mailer, appOrigin } };
  }
  const request = { email: 'Sam@example.com', code: '123456', startedBy: 'person' } as const;

  test('a recovery code travels inside our link only', async () => {
    const { needs, mailer } = house(sam);
    await deliverMail(needs, { ...request, occasion: 'ForgotPassword' });
    expect(mailer.mails[0]?.text).toContain(`/reset#t=${sam.userId}:123456`);
  });

  test('an invitation shows the temporary password', async () => {
    const { needs, mailer } = house(person({ status: 'invited' }));
    await deliverMail(needs, { ...request, code: 'Tmp-1234', occasion: 'AdminCreateUser' });
    expect(mailer.mails[0]?.text).toContain('Tmp-1234');
  });

  test.each(['Authentication', 'UpdateUserAttribute', 'VerifyUserAttribute', 'ResendCode'])(
    'the code for %s is mailed as it is',
    async (occasion) => {
      const { needs, mailer } = house(sam);
      await deliverMail(needs, { ...request, occasion });
      expect(mailer.mails[0]?.text).toContain('123456');
    },
  );

  test.each([
    { title: 'nobody we know', people: [] },
    { title: 'a blocked person', people: [person({ status: 'disabled' })] },
  ])('$title gets nothing', async ({ people }) => {
    const { needs, mailer } = house(...people);
    await expect(deliverMail(needs, { ...request, occasion: 'ForgotPassword' })).resolves.toBe(
      'no-such-person',
    );
    expect(mailer.mails).toEqual([]);
  });

  test('a missing code is an error, so that Lambda tries again', async () => {
    const { needs } = house(sam);
    const without = deliverMail(needs, { ...request, code: undefined, occasion: 'ForgotPassword' });
    await expect(without).rejects.toThrow('no code');
  });
});

test('only events of custom senders are read', () => {
  const event = {
    triggerSource: 'CustomEmailSender_ForgotPassword',
    userName: 'sub-of-sam',
    request: { code: 'x', userAttributes: { email: 'sam@example.com' }, clientMetadata: null },
  };
  expect(SenderEvent.safeParse(event).success).toBe(true);
  const other = { ...event, triggerSource: 'PreSignUp_AdminCreateUser' };
  expect(SenderEvent.safeParse(other).success).toBe(false);
});
