import { describe, expect, test } from 'vitest';
import { remindOfPasswords } from '#functions/password-reminders/remind-of-passwords';
import { listPasswordAges } from '#functions/passwords/list-password-ages';
import { ratePassword } from '#functions/passwords/rate-password';
import { AuthPolicy } from '#shared/auth/auth-policy';
import { isPasswordTooOld } from '#shared/auth/password-age';
import type { People } from '#shared/auth/people';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { clock, limiter, origin, outbox, person } from '#test/unit/auth/in-memory';

const policy = AuthPolicy.parse({});
const dayMs = 24 * 60 * 60_000;

function daysAgo(days: number): string {
  return new Date(clock.now().getTime() - days * dayMs).toISOString();
}

/** People in pages of two, so that every test of theirs goes over a page's end. */
function peopleIn(people: readonly StoredPrincipal[]): People {
  return {
    page: async ({ after }) => {
      const start = after === undefined ? 0 : people.findIndex((it) => it.userId === after) + 1;
      const page = people.slice(start, start + 2);
      const isLast = start + 2 >= people.length;
      return { people: page, next: isLast ? undefined : page.at(-1)?.userId };
    },
  };
}

describe('ASVS 6.4.5: of a password that has to be changed', () => {
  function house(...people: readonly StoredPrincipal[]) {
    const mailer = outbox();
    const settled = new Set<string>();
    const claimed = new Set<string>();
    const needs = {
      mailer,
      clock,
      people: peopleIn(people),
      policy: policy.password,
      appOrigin: 'https://crm.example',
      companies: {
        providers: [
          { name: 'Acme', domains: ['acme.example'], enforced: true, vouchesForEmail: false },
        ],
        breakGlass: [],
      },
      reminders: {
        claim: async (userId: string, dueAt: Date, days: number) => {
          const key = `${userId} ${dueAt.toISOString()} ${days}`;
          if (claimed.has(key)) return false;
          claimed.add(key);
          return true;
        },
        settle: async (userId: string, dueAt: Date, days: number) =>
          void settled.add(`${userId} ${dueAt.toISOString()} ${days}`),
      },
    };
    return { needs, mailer, settled };
  }

  test.each([
    { age: 165, days: undefined },
    { age: 166, days: 14 },
    { age: 167, days: 14 },
    { age: 173, days: 7 },
    { age: 178.5, days: 7 },
    { age: 179, days: 1 },
    { age: 179.9, days: 1 },
    { age: 180, days: undefined },
    { age: 400, days: undefined },
  ])('a person is reminded after $age days as of $days days before', async ({ age, days }) => {
    const { needs, mailer, settled } = house(person({ passwordChangedAt: daysAgo(age) }));
    await remindOfPasswords(needs);
    expect(mailer.mails).toHaveLength(days === undefined ? 0 : 1);
    if (days !== undefined) expect([...settled][0]).toMatch(new RegExp(` ${days}$`));
  });

  test('nobody is reminded twice of the same day', async () => {
    const people = ['A', 'B', 'C'].map((letter) =>
      person({
        userId: `01J0000000000000000000000${letter}`,
        email: `${letter.toLowerCase()}@example.com`,
        passwordChangedAt: daysAgo(173),
      }),
    );
    const { needs, mailer } = house(...people);
    await expect(remindOfPasswords(needs)).resolves.toBe(3);
    await expect(remindOfPasswords(needs)).resolves.toBe(0);
    expect(mailer.mails.map(({ to }) => to)).toEqual([
      'a@example.com',
      'b@example.com',
      'c@example.com',
    ]);
  });

  test.each([
    { title: 'who has none here, because their company signs them in', change: {} },
    {
      title: 'whose company signs them in, from whatever time a date may be',
      change: { email: 'sam@acme.example', passwordChangedAt: daysAgo(173) },
    },
    {
      title: 'who is blocked',
      change: { status: 'disabled', passwordChangedAt: daysAgo(173) },
    },
  ] as const)('nobody is reminded $title', async ({ change }) => {
    const { needs, mailer } = house(person(change));
    await remindOfPasswords(needs);
    expect(mailer.mails).toEqual([]);
  });

  test('nobody is reminded where passwords last for ever', async () => {
    const { needs } = house(person({ passwordChangedAt: daysAgo(400) }));
    const nist = AuthPolicy.parse({ preset: 'nist' }).password;
    await expect(remindOfPasswords({ ...needs, policy: nist })).resolves.toBe(0);
  });
});

test.each([
  { age: 179.99, isTooOld: false },
  { age: 180, isTooOld: true },
])('a password of $age days is too old: $isTooOld', ({ age, isTooOld }) => {
  const sam = { passwordChangedAt: daysAgo(age) };
  expect(isPasswordTooOld(sam, policy.password, clock.now())).toBe(isTooOld);
  expect(isPasswordTooOld({}, policy.password, clock.now())).toBe(false);
  expect(isPasswordTooOld(sam, { maxAgeDays: 0 }, clock.now())).toBe(false);
});

test('administrators see the age of each password and where the policy departs from standards', async () => {
  const needs = {
    policy,
    clock,
    people: peopleIn([
      person({ passwordChangedAt: daysAgo(190) }),
      person({ userId: '01J0000000000000000000000B', status: 'invited' }),
      person({ userId: '01J0000000000000000000000C' }),
    ]),
  };
  const { people, next, departures } = await listPasswordAges(needs, { limit: 2 });
  expect(people).toMatchObject([{ ageDays: 190, daysLeft: -10 }, { status: 'invited' }]);
  expect(people[1]).not.toHaveProperty('dueAt');
  expect(next).toBe('01J0000000000000000000000B');
  expect(departures.map(({ setting }) => setting)).toContain('password.maxAgeDays');
  const nist = AuthPolicy.parse({
    preset: 'nist',
    password: { breached: 'open' },
    recovery: { sms: false },
  });
  expect((await listPasswordAges({ ...needs, policy: nist }, { limit: 2 })).departures).toEqual([]);
});

describe('while a password is being chosen', () => {
  const rate = (newPassword: string, about: object = {}) =>
    ratePassword(
      { limiter: limiter(), policy: policy.password },
      { newPassword, locale: 'en', ...about },
      origin,
    );

  test('its strength and all reasons against it are told', async () => {
    expect(await rate('kettle-94-umbrella')).toEqual({ score: 4, reasons: [] });
    const weak = await rate('Password1!');
    expect(weak.score).toBeLessThan(2);
    expect(weak.reasons.join()).toMatch(/tried first/);
    const chinese = await rate('short', { locale: 'zh' });
    expect(chinese.reasons).toContain('请至少包含一个数字。');
  });

  test('the caller may say who they are', async () => {
    const about = { name: 'Sam Rivera', email: 'sam@acmecorp.example' };
    expect((await rate('kettle-94-rivera', about)).reasons.join()).toMatch(/your name/);
  });
});
