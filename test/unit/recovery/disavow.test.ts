import { expect, test } from 'vitest';
import { disavow } from '#functions/recovery/disavow';
import { secureAccount } from '#functions/recovery-worker/secure-account';
import { newDisavowal, openDisavowal } from '#shared/auth/disavowal-item';
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

test('the identity provider forgets sessions and password, and administrators are alerted', async () => {
  const journal = new Journal();
  const mailer = outbox();
  const needs = {
    mailer,
    directory: directoryOf(person({ status: 'locked' })),
    administrators: { list: async () => [boss] },
    provider: providerIn(journal),
    appOrigin: 'https://crm.example',
  };
  const at = clock.now().toISOString();
  await secureAccount(needs, { userId: sam.userId, isLocked: true, at });
  expect(journal.entries).toEqual(['provider: sign out sub-of-sam', 'provider: reset sub-of-sam']);
  expect(mailer.mails).toMatchObject([{ name: 'accountDisavowed', to: boss.email }]);
  await secureAccount(needs, { userId: sam.userId, isLocked: false, at });
  expect(mailer.mails[1]).toMatchObject({ name: 'lastAdministratorDisavowed' });
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
