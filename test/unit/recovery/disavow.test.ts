import { expect, test } from 'vitest';
import { disavow } from '#functions/recovery/disavow';
import { secureAccount } from '#functions/recovery-worker/secure-account';
import { sendNoticeText } from '#functions/recovery-worker/send-notice-text';
import { tellOfLock } from '#functions/recovery-worker/tell-of-lock';
import type { FormerContact } from '#shared/auth/contact-changes';
import { newDisavowal, openDisavowal } from '#shared/auth/disavowal-item';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { TextMessage } from '#shared/mail/text-sender';
import {
  clock,
  directoryOf,
  Journal,
  limiter,
  origin,
  outbox,
  person,
  providerIn,
  queueIn,
} from '#test/unit/auth/in-memory';

const sam = person();
const boss = person({
  userId: '01J0000000000000000000000B',
  role: 'administrator',
  name: 'Ann Boss',
  email: 'ann@example.com',
});

function disavowalsIn(journal: Journal) {
  return {
    act: async (token: string) => {
      journal.note(`act on ${token}`);
      return token === 'good' ? { userId: sam.userId, isLocked: true } : undefined;
    },
    complete: async (token: string) => journal.note(`complete ${token}`),
  };
}

test('“this was not me” locks first; what follows is queued before the link is used up', async () => {
  const journal = new Journal();
  const needs = {
    limiter: limiter(),
    disavowals: disavowalsIn(journal),
    queue: queueIn(journal),
    clock,
  };
  await disavow(needs, { token: 'good' }, origin);
  expect(journal.entries).toEqual([
    'act on good',
    `queue: {"kind":"secure","userId":"${sam.userId}","isLocked":true,"at":"2026-03-01T10:00:00.000Z"}`,
    'complete good',
  ]);
  const bad = disavow(needs, { token: 'bad' }, origin);
  await expect(bad).rejects.toMatchObject({ code: 'recovery.refused' });
  expect(journal.entries.slice(3)).toEqual(['act on bad']);
});

const at = clock.now().toISOString();

function workshop(changes: readonly FormerContact[] = [], ...others: readonly StoredPrincipal[]) {
  const journal = new Journal();
  const mailer = outbox();
  const needs = {
    mailer,
    directory: directoryOf(person({ status: 'locked' }), ...others),
    administrators: { list: async () => [boss] },
    provider: providerIn(journal),
    contacts: {
      recent: async () => changes,
      putBack: async (_person: unknown, { kind, former }: FormerContact) =>
        journal.note(`put back ${kind}: ${former}`),
      forget: async (_userId: string, { kind }: FormerContact) => journal.note(`forget ${kind}`),
    },
    waysBack: { close: async () => journal.note('ways back closed') },
    noticeTexts: {
      follow: async (_userId: string, notice: string) => journal.note(`text: ${notice}`),
    },
    appOrigin: 'https://crm.example',
  };
  return { journal, mailer, needs };
}

test('the identity provider forgets sessions and password, and administrators are alerted', async () => {
  const { journal, mailer, needs } = workshop();
  await secureAccount(needs, { userId: sam.userId, isLocked: true, at });
  expect(journal.entries).toEqual([
    'provider: sign out sub-of-sam',
    'ways back closed',
    'provider: reset sub-of-sam',
  ]);
  expect(mailer.mails).toMatchObject([{ name: 'accountDisavowed', to: boss.email }]);
  await secureAccount(needs, { userId: sam.userId, isLocked: false, at });
  expect(mailer.mails[1]).toMatchObject({ name: 'lastAdministratorDisavowed' });
});

test('contacts are back before a link could go to them, and forgotten once all have been told', async () => {
  const { journal, mailer, needs } = workshop([
    { kind: 'email', former: 'sam.before@example.com', changeIds: ['1'] },
    { kind: 'userName', former: undefined, changeIds: ['2'] },
    { kind: 'phone', former: undefined, changeIds: ['3'] },
  ]);
  await secureAccount(needs, { userId: sam.userId, isLocked: true, at });
  expect(journal.entries).toEqual([
    'provider: sign out sub-of-sam',
    'ways back closed',
    'provider: restore email of sub-of-sam: sam.before@example.com',
    'put back email: sam.before@example.com',
    'put back userName: undefined',
    'provider: restore phone of sub-of-sam: undefined',
    'put back phone: undefined',
    'provider: reset sub-of-sam',
    'text: contactsRestored',
    'forget email',
    'forget userName',
    'forget phone',
  ]);
  expect(mailer.mails.map(({ name }) => name)).toEqual(['contactsRestored', 'accountDisavowed']);
});

test('a contact that somebody else has by now stays theirs, and the others come back', async () => {
  const { journal, mailer, needs } = workshop(
    [
      { kind: 'email', former: 'ann@example.com', changeIds: ['1'] },
      { kind: 'userName', former: 'sam.r', changeIds: ['2'] },
    ],
    boss,
  );
  await secureAccount(needs, { userId: sam.userId, isLocked: true, at });
  expect(journal.entries).not.toContain('put back email: ann@example.com');
  expect(journal.entries).toContain('put back userName: sam.r');
  expect(mailer.mails.at(-1)).toMatchObject({ name: 'accountDisavowed', to: boss.email });
});

test('of a lock by an administrator the others hear, and they do not', async () => {
  const { mailer, needs } = workshop();
  const eve = person({ userId: '01J0000000000000000000000C', email: 'eve@example.com' });
  const administrators = { list: async () => [boss, eve] };
  const directory = directoryOf(person({ status: 'locked' }), boss, eve);
  const lock = { userId: sam.userId, byUserId: boss.userId, at };
  await tellOfLock({ ...needs, administrators, directory }, lock);
  expect(mailer.mails).toMatchObject([{ name: 'accountLockedBy', to: eve.email }]);
  expect(mailer.mails[0]?.text).toContain('Ann Boss has locked the account of Sam Rivera');
});

test('a notice goes to the verified phone and to the former one, in the person’s language', async () => {
  const { needs } = workshop();
  const sent: TextMessage[] = [];
  const texts = { send: async (message: TextMessage) => void sent.push(message) };
  const directory = directoryOf(person({ locale: 'zh' }));
  const notice = {
    userId: sam.userId,
    notice: 'phoneChanged',
    formerPhone: '+447700900199',
  } as const;
  await sendNoticeText({ ...needs, directory, texts }, notice);
  expect(sent.map(({ to }) => to)).toEqual(['+447700900123', '+447700900199']);
  expect(sent[0]?.text).toBe(
    '【Stratus CRM】您的 Stratus CRM 手机号已更改。非本人操作请查看邮件或联系管理员。',
  );
});

test('a link in a notice works for seven days and cannot be read from the store', () => {
  const { token, item } = newDisavowal(sam.userId, clock.now().toISOString(), clock.now());
  const inDays = (days: number) => new Date(clock.now().getTime() + days * 86_400_000);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(JSON.stringify(item)).not.toContain(token);
  expect(openDisavowal(item, inDays(6.99))).toMatchObject({ userId: sam.userId });
  expect(openDisavowal(item, inDays(7))).toBeUndefined();
  expect(openDisavowal({ ...item, completedAt: 'x' }, clock.now())).toBeUndefined();
});
