import { describe, expect, test } from 'vitest';
import { deliverMessage } from '#functions/cognito-messages/deliver-message';
import { messageRequest, SenderEvent } from '#functions/cognito-messages/sender-event';
import type { TextMessage } from '#shared/mail/text-sender';
import { directoryOf, outbox, person } from '#test/unit/auth/in-memory';

const sam = person();
const phone = '+447700900123';

function eventOf(
  triggerSource: string,
  metadata: Readonly<Record<string, string>> | null = null,
  attributes: Readonly<Record<string, string>> = {},
) {
  return SenderEvent.parse({
    triggerSource,
    userName: 'sub-of-sam',
    request: {
      code: 'ciphertext',
      userAttributes: { email: 'Sam@example.com', ...attributes },
      clientMetadata: metadata,
    },
  });
}

function house(...people: readonly ReturnType<typeof person>[]) {
  const mailer = outbox();
  const sent: TextMessage[] = [];
  const noted: string[] = [];
  const needs = {
    mailer,
    directory: directoryOf(...people),
    logins: {
      expectedEmail: async (username: string) =>
        username === 'sub-of-sam' ? { userId: sam.userId, email: 'new@example.com' } : undefined,
    },
    recoveries: {
      create: async (userId: string, code: string) => `${userId}:${code}`,
      noteCode: async (userId: string, hash: string, code: string) =>
        void noted.push(`${userId} ${hash} ${code}`),
    },
    texts: { send: async (message: TextMessage) => void sent.push(message) },
    companies: {
      breakGlass: [],
      providers: [
        { name: 'Company', domains: ['company.example'], enforced: true, vouchesForEmail: false },
      ],
    },
    appOrigin: 'https://crm.example',
  };
  const deliver = (event: SenderEvent, code: string | null = '123456') =>
    deliverMessage(needs, messageRequest(event, code ?? undefined));
  return { mailer, sent, noted, deliver };
}

describe('what Cognito asks to mail', () => {
  test('a recovery code travels inside our link only', async () => {
    const { deliver, mailer } = house(sam);
    await expect(deliver(eventOf('CustomEmailSender_ForgotPassword'))).resolves.toBe('mailed');
    expect(mailer.mails[0]?.text).toContain(`/reset#t=${sam.userId}:123456`);
    expect(mailer.mails[0]?.text).not.toMatch(/^ *123456 *$/m);
  });

  test('whoever a company signs in is invited without a password', async () => {
    const { deliver, mailer } = house({ ...sam, email: 'sam@company.example' });
    const event = eventOf('CustomEmailSender_AdminCreateUser', null, {
      email: 'sam@company.example',
    });
    await deliver(event, 'Temporary-1');
    expect(mailer.mails[0]?.text).toContain('Your company signs you in');
    expect(mailer.mails[0]?.text).not.toContain('Temporary-1');
  });

  test('AUTH-16: the code for a new address goes there, if its owner-to-be named it', async () => {
    const { deliver, mailer } = house(sam);
    const to = (email: string) =>
      deliver(eventOf('CustomEmailSender_UpdateUserAttribute', null, { email }));
    await expect(to('new@example.com')).resolves.toBe('mailed');
    await expect(to('other@example.com')).resolves.toBe('no-such-person');
    expect(mailer.mails.map((mail) => mail.to)).toEqual(['new@example.com']);
  });

  test('an invitation shows the temporary password', async () => {
    const { deliver, mailer } = house(person({ status: 'invited' }));
    await deliver(eventOf('CustomEmailSender_AdminCreateUser'), 'Tmp-1234');
    expect(mailer.mails[0]?.text).toContain('Tmp-1234');
  });

  test.each(['Authentication', 'UpdateUserAttribute', 'VerifyUserAttribute', 'ResendCode'])(
    'the code for %s is mailed as it is',
    async (occasion) => {
      const { deliver, mailer } = house(sam);
      await deliver(eventOf(`CustomEmailSender_${occasion}`));
      expect(mailer.mails[0]?.text).toContain('123456');
    },
  );

  test.each([
    { title: 'nobody we know', people: [] },
    { title: 'a blocked person', people: [person({ status: 'disabled' })] },
    { title: 'a locked person', people: [person({ status: 'locked' })] },
  ])('$title gets nothing', async ({ people }) => {
    const { deliver, mailer, sent } = house(...people);
    const event = eventOf('CustomEmailSender_ForgotPassword');
    await expect(deliver(event)).resolves.toBe('no-such-person');
    expect([mailer.mails, sent]).toEqual([[], []]);
  });

  test('a missing code is an error, so that Lambda tries again', async () => {
    const { deliver } = house(sam);
    const event = eventOf('CustomEmailSender_ForgotPassword');
    await expect(deliver(event, null)).rejects.toThrow('no code');
  });
});

describe('what goes to a phone', () => {
  const verified = { phone_number: phone, phone_number_verified: 'true' };
  const choice = { channel: 'sms', request: 'hash-of-request' };

  test('is the recovery code of somebody who chose so, bound to their request', async () => {
    const { deliver, sent, noted, mailer } = house(sam);
    const event = eventOf('CustomEmailSender_ForgotPassword', choice, verified);
    await expect(deliver(event)).resolves.toBe('texted');
    expect(noted).toEqual([`${sam.userId} hash-of-request 123456`]);
    expect(sent).toMatchObject([{ name: 'recoveryCode', to: phone }]);
    expect(sent[0]?.text).toContain('123456');
    expect(mailer.mails).toEqual([]);
  });

  test('is in the language of the person', async () => {
    const { deliver, sent } = house(person({ locale: 'zh' }));
    await deliver(eventOf('CustomSMSSender_Authentication', null, verified));
    expect(sent[0]?.text).toMatch(/登录验证码 123456/);
  });

  test('is what Cognito itself sends by text, also to a number that is to be verified', async () => {
    const { deliver, sent } = house(sam);
    const number = { phone_number: phone, phone_number_verified: 'false' };
    await deliver(eventOf('CustomSMSSender_VerifyUserAttribute', null, number));
    expect(sent).toMatchObject([{ name: 'verificationCode', to: phone }]);
  });

  test('is no recovery code while the number is not verified', async () => {
    const { deliver, sent, mailer } = house(sam);
    const number = { phone_number: phone, phone_number_verified: 'false' };
    const event = eventOf('CustomEmailSender_ForgotPassword', choice, number);
    await expect(deliver(event)).resolves.toBe('mailed');
    expect(sent).toEqual([]);
    expect(mailer.mails).toHaveLength(1);
  });
});

test('only events of custom senders are read', () => {
  expect(() => eventOf('PreSignUp_AdminCreateUser')).toThrow();
});
