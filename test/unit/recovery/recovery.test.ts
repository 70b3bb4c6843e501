import { describe, expect, test } from 'vitest';
import { confirmRecovery } from '#functions/recovery/confirm-recovery';
import { startRecovery } from '#functions/recovery/start-recovery';
import { sendNotice } from '#functions/recovery-worker/send-notice';
import { sendRecovery } from '#functions/recovery-worker/send-recovery';
import { AuthPolicy } from '#shared/auth/auth-policy';
import { newRecovery, openRecovery } from '#shared/auth/recovery-item';
import { hashSecret } from '#shared/auth/session-token';
import { DomainError } from '#shared/errors/domain-error';
import {
  clock,
  directoryOf,
  goodPassword,
  Journal,
  limiter,
  origin,
  outbox,
  passwordCheck,
  passwordsIn,
  person,
  providerIn,
  queueIn,
  sessionsIn,
} from '#test/unit/auth/in-memory';

const sam = person();
const { recovery: policy } = AuthPolicy.parse({});

describe('asking for a link', () => {
  test.each(['sam@example.com', 'nobody@example.com'])(
    'AUTH-04: gives the same answer after the same work for %s',
    async (login) => {
      const journal = new Journal();
      const needs = { limiter: limiter(), queue: queueIn(journal), policy };
      const answer = await startRecovery(needs, { login, channel: 'email' }, origin);
      expect(answer).toEqual({
        status: 'accepted',
        recoveryToken: expect.stringMatching(/^[\w-]{43}$/),
      });
      const requestHash = hashSecret(answer.recoveryToken);
      expect(journal.entries).toEqual([
        `queue: {"kind":"recover","login":"${login}","channel":"email","requestHash":"${requestHash}"}`,
      ]);
    },
  );

  test('in a way that the deployment does not offer is refused for everybody', async () => {
    const journal = new Journal();
    const needs = {
      limiter: limiter(),
      queue: queueIn(journal),
      policy: { ...policy, sms: false },
    };
    const asked = startRecovery(needs, { login: sam.email, channel: 'sms' }, origin);
    await expect(asked).rejects.toMatchObject({ code: 'recovery.not_offered' });
    expect(journal.entries).toEqual([]);
  });

  test('is limited for a login and an address, not for the login alone', async () => {
    const needs = { limiter: limiter(), queue: queueIn(new Journal()), policy };
    const ask = (sourceIp: string) =>
      startRecovery(needs, { login: sam.email, channel: 'email' }, { ...origin, sourceIp });
    for (let count = 0; count < 3; count += 1) await ask('203.0.113.7');
    await expect(ask('203.0.113.7')).rejects.toMatchObject({ code: 'request.too_many' });
    await expect(ask('198.51.100.9')).resolves.toBeDefined();
  });
});

describe('working a request off', () => {
  const asked = { login: sam.email, channel: 'email', requestHash: 'hash' } as const;

  function house(...people: readonly ReturnType<typeof person>[]) {
    const journal = new Journal();
    const needs = {
      directory: directoryOf(...people),
      limiter: limiter(),
      provider: providerIn(journal),
      companies: {
        providers: [
          { name: 'Acme', domains: ['acme.example'], enforced: true, vouchesForEmail: false },
        ],
        breakGlass: [],
      },
      mailer: outbox(),
      appOrigin: 'https://crm.example',
    };
    return { journal, needs };
  }

  test('has the code of an active person sent', async () => {
    const { needs, journal } = house(sam);
    await expect(sendRecovery(needs, asked)).resolves.toBe('sent');
    expect(journal.entries).toEqual(['provider: send code to sub-of-sam by email']);
  });

  test.each([
    { title: 'nobody', people: [], outcome: 'nobody' },
    { title: 'a blocked person', people: [person({ status: 'disabled' })], outcome: 'not-active' },
    { title: 'a locked person', people: [person({ status: 'locked' })], outcome: 'not-active' },
  ] as const)('sends $title nothing', async ({ people, outcome }) => {
    const { needs, journal } = house(...people);
    await expect(sendRecovery(needs, asked)).resolves.toBe(outcome);
    expect([journal.entries, needs.mailer.mails]).toEqual([[], []]);
  });

  test('tells a person whose company signs them in to ask there', async () => {
    const email = 'sam@acme.example';
    const { needs, journal } = house(person({ email }));
    await expect(sendRecovery(needs, { ...asked, login: email })).resolves.toBe('company');
    expect(needs.mailer.mails).toMatchObject([{ name: 'askYourCompany', to: email }]);
    expect(journal.entries).toEqual([]);
  });

  test('sends an invited person the invitation again', async () => {
    const { needs, journal } = house(person({ status: 'invited' }));
    await expect(sendRecovery(needs, asked)).resolves.toBe('invitation-sent');
    expect(journal.entries).toEqual([`provider: resend to ${sam.email}`]);
    expect(needs.mailer.mails).toEqual([]);
  });

  test('reminds a person whose account is not made yet, at the stored address', async () => {
    const { cognitoUsername: _, ...unmade } = person({ status: 'invited' });
    const { needs, journal } = house(unmade);
    await expect(sendRecovery(needs, asked)).resolves.toBe('invitation-waiting');
    expect(needs.mailer.mails).toMatchObject([{ to: sam.email }]);
    expect(journal.entries).toEqual([]);
  });

  test('sends at most two codes while a link lives', async () => {
    const { needs } = house(sam);
    const outcomes = [];
    for (let count = 0; count < 3; count += 1) outcomes.push(await sendRecovery(needs, asked));
    expect(outcomes).toEqual(['sent', 'sent', 'limited']);
  });

  test('does not count a try that failed and will be repeated', async () => {
    const { needs, journal } = house(sam);
    journal.failing('provider: send code to sub-of-sam by email', new Error('TimeoutError'));
    for (let count = 0; count < 5; count += 1)
      await expect(sendRecovery(needs, asked)).rejects.toThrow('TimeoutError');
  });
});

describe('setting the new password', () => {
  const token = 'the-token';
  function house(status: 'active' | 'disabled' = 'active') {
    const journal = new Journal();
    const needs = {
      limiter: limiter(),
      recoveries: {
        open: async (given: string) =>
          given === token ? { userId: sam.userId, code: '123456' } : undefined,
        openCode: async (given: string, code: string) =>
          given === token && code === '654321' ? { userId: sam.userId, code } : undefined,
      },
      directory: directoryOf(person({ status })),
      sessions: sessionsIn(journal),
      provider: providerIn(journal),
      passwordCheck,
      passwords: passwordsIn(journal),
      queue: queueIn(journal),
      clock,
    };
    return { journal, needs };
  }
  const input = { token, newPassword: goodPassword };

  test('ends sessions, confirms, records, ends the provider’s sessions and sends notice', async () => {
    const { needs, journal } = house();
    await confirmRecovery(needs, input, origin);
    expect(journal.entries).toEqual([
      'end all: session.ended_everywhere',
      'provider: confirm sub-of-sam 123456',
      'record: password.recovered',
      'provider: sign out sub-of-sam',
      `queue: {"kind":"notify","userId":"${sam.userId}","notice":"passwordRecovered","at":"2026-03-01T10:00:00.000Z"}`,
    ]);
  });

  test('works by a code with the secret of its request', async () => {
    const { needs, journal } = house();
    const byCode = { recoveryToken: token, code: '654321', newPassword: goodPassword };
    await confirmRecovery(needs, byCode, origin);
    expect(journal.entries).toContain('provider: confirm sub-of-sam 654321');
  });

  test('by a wrong code says nothing of the password', async () => {
    const { needs, journal } = house();
    const wrong = { recoveryToken: token, code: '111111', newPassword: 'rivera-2026' };
    await expect(confirmRecovery(needs, wrong, origin)).rejects.toMatchObject({
      code: 'recovery.refused',
    });
    expect(journal.entries).toEqual([]);
  });

  test('with a link of nobody changes nothing', async () => {
    const { needs, journal } = house();
    const wrong = confirmRecovery(needs, { ...input, token: 'other' }, origin);
    await expect(wrong).rejects.toMatchObject({ code: 'recovery.refused' });
    expect(journal.entries).toEqual([]);
  });

  test('is refused for a person who was blocked since', async () => {
    const { needs, journal } = house('disabled');
    await expect(confirmRecovery(needs, input, origin)).rejects.toMatchObject({
      code: 'recovery.refused',
    });
    expect(journal.entries).toEqual([]);
  });

  test('with a weak password costs no try at the provider', async () => {
    const { needs, journal } = house();
    const weak = confirmRecovery(needs, { ...input, newPassword: 'rivera-2026' }, origin);
    await expect(weak).rejects.toMatchObject({ code: 'password.refused' });
    expect(journal.entries).toEqual([]);
  });

  test('that the provider refuses is neither recorded nor announced', async () => {
    const { needs, journal } = house();
    journal.failing('provider: confirm sub-of-sam 123456', new DomainError('recovery.refused'));
    await expect(confirmRecovery(needs, input, origin)).rejects.toMatchObject({
      code: 'recovery.refused',
    });
    expect(journal.entries).toHaveLength(2);
  });
});

describe('a recovery link', () => {
  const inSeconds = (seconds: number) => new Date(clock.now().getTime() + seconds * 1_000);
  const { token, item } = newRecovery(sam.userId, '123456', clock.now());

  test('opens the code for 30 minutes, however long its item stays', () => {
    expect(openRecovery(token, item, inSeconds(1_799))).toEqual({ code: '123456' });
    expect(openRecovery(token, item, inSeconds(1_800))).toBeUndefined();
  });

  test('cannot be read from the store', () => {
    const text = JSON.stringify(item);
    expect(text).not.toContain('123456');
    expect(text).not.toContain(token.slice(27));
  });

  test('does not open what a newer one replaced', () => {
    const newer = newRecovery(sam.userId, '654321', clock.now());
    expect(openRecovery(token, newer.item, clock.now())).toBeUndefined();
    expect(openRecovery(newer.token, newer.item, clock.now())).toEqual({ code: '654321' });
  });
});

test('a notice goes to the address that is stored, and then to the phone', async () => {
  const mailer = outbox();
  const journal = new Journal();
  const disavowals = { create: async (userId: string) => `token-of-${userId}` };
  const needs = {
    directory: directoryOf(sam),
    disavowals,
    mailer,
    noticeTexts: {
      follow: async (_userId: string, notice: string, formerPhone?: string) =>
        journal.note(`text: ${notice} ${formerPhone}`),
    },
    appOrigin: 'https://crm.example',
  };
  const at = '2026-03-01T10:00:00.000Z';
  await sendNotice(needs, { userId: sam.userId, notice: 'passwordChanged', at });
  await sendNotice(needs, { userId: 'gone', notice: 'passwordChanged', at });
  expect(journal.entries).toEqual(['text: passwordChanged undefined']);
  expect(mailer.mails.map((mail) => mail.to)).toEqual([sam.email]);
  expect(mailer.mails[0]?.text).toContain(`https://crm.example/not-me#k=token-of-${sam.userId}`);
});
