import { describe, expect, test } from 'vitest';
import { FeedbackEvent, feedbackOf } from '#functions/mail-feedback/feedback-event';
import { suppressAddress } from '#functions/mail-feedback/suppress-address';
import type { Suppression } from '#shared/mail/suppressions';
import { directoryOf, outbox, person } from '#test/unit/auth/in-memory';

const timestamp = '2026-03-01T10:00:00.000Z';
const bounced = (bounceType: string) => ({
  detail: {
    eventType: 'Bounce',
    bounce: { bounceType, timestamp, bouncedRecipients: [{ emailAddress: 'Sam@example.com' }] },
  },
});

describe('what SES tells', () => {
  test.each([
    {
      title: 'mail refused for good suppresses the address',
      event: bounced('Permanent'),
      expected: { reason: 'bounce', addresses: ['sam@example.com'], at: timestamp },
    },
    { title: 'a full mailbox does not', event: bounced('Transient'), expected: undefined },
    { title: 'an unclear answer does not', event: bounced('Undetermined'), expected: undefined },
    {
      title: 'a complaint does',
      event: {
        detail: {
          eventType: 'Complaint',
          complaint: { timestamp, complainedRecipients: [{ emailAddress: 'sam@example.com' }] },
        },
      },
      expected: { reason: 'complaint', addresses: ['sam@example.com'], at: timestamp },
    },
  ])('$title', ({ event, expected }) => {
    expect(feedbackOf(FeedbackEvent.parse(event))).toEqual(expected);
  });
});

describe('suppressing', () => {
  const alex = person({ userId: 'alex', email: 'alex@example.com', role: 'administrator' });
  const kim = person({ userId: 'kim', email: 'kim@example.com', role: 'administrator' });

  function house() {
    const mailer = outbox();
    let stored: Suppression | undefined;
    const suppressions = {
      add: async (_address: string, reason: Suppression['reason']) => {
        stored ??= { reason, since: timestamp, skipped: 0, told: false };
        return stored;
      },
      noteTold: async () => {
        if (stored) stored = { ...stored, told: true };
      },
    };
    const administrators = { list: async () => [alex, kim] };
    const directory = directoryOf(person(), alex, kim);
    const appOrigin = 'https://crm.example';
    return { mailer, needs: { mailer, suppressions, administrators, directory, appOrigin } };
  }
  const feedback = { address: 'sam@example.com', reason: 'bounce', at: timestamp } as const;

  test('tells every administrator once, however often SES tells us', async () => {
    const { needs, mailer } = house();
    await expect(suppressAddress(needs, feedback)).resolves.toBe('suppressed');
    await expect(suppressAddress(needs, feedback)).resolves.toBe('known');
    expect(mailer.mails.map(({ to }) => to)).toEqual([alex.email, kim.email]);
  });

  test('tells again when telling was cut off', async () => {
    const { needs, mailer } = house();
    const broken = { send: async () => Promise.reject(new Error('TimeoutError')) };
    await expect(suppressAddress({ ...needs, mailer: broken }, feedback)).rejects.toThrow();
    await expect(suppressAddress(needs, feedback)).resolves.toBe('suppressed');
    expect(mailer.mails).toHaveLength(2);
  });

  test('does not tell an administrator by the address that does not work', async () => {
    const { needs, mailer } = house();
    await suppressAddress(needs, { ...feedback, address: kim.email });
    expect(mailer.mails.map(({ to }) => to)).toEqual([alex.email]);
  });
});
