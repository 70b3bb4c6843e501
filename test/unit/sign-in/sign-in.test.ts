import { expect, test } from 'vitest';
import type { ChallengeStore } from '#functions/sign-in/challenge-store';
import { signIn } from '#functions/sign-in/sign-in';
import { DomainError } from '#shared/errors/domain-error';
import {
  directoryOf,
  goodPassword,
  Journal,
  limiter,
  origin,
  person,
  providerIn,
  receptionIn,
  sessionsIn,
} from '#test/unit/auth/in-memory';

const challenges: Pick<ChallengeStore, 'keep'> = {
  keep: async (pending) => `token-for-${pending.continuation}`,
};

function house(...people: ReturnType<typeof person>[]) {
  return houseOf(people, false);
}

/** `isKnown`: everybody comes from where they have been before. */
function houseOf(people: readonly ReturnType<typeof person>[], isKnown: boolean) {
  const journal = new Journal();
  const needs = {
    limiter: limiter(),
    companies: { providers: [], breakGlass: ['keeper@company.example'] },
    directory: directoryOf(...people),
    provider: providerIn(journal),
    sessions: sessionsIn(journal),
    challenges,
    ...receptionIn(journal, isKnown),
  };
  return { journal, needs };
}

const login = 'sam@example.com';

test('the right password opens a session of the generation that was read before', async () => {
  const { needs, journal } = house(person({ sessionGeneration: 7 }));
  const result = await signIn(needs, { login, password: goodPassword }, origin);
  expect(result).toMatchObject({ status: 'signed-in', user: { email: login, role: 'sales' } });
  expect(journal.entries).toEqual([
    'provider: sign in sub-of-sam',
    'open 01J0000000000000000000000A in generation 7',
  ]);
});

test.each([
  { title: 'an unknown login', people: [], password: goodPassword },
  { title: 'a wrong password', people: [person()], password: 'wrong' },
  { title: 'a blocked person', people: [person({ status: 'disabled' })], password: goodPassword },
  { title: 'a locked person', people: [person({ status: 'locked' })], password: goodPassword },
  {
    title: 'a blocked person with a wrong password',
    people: [person({ status: 'disabled' })],
    password: 'wrong',
  },
] as const)('$title gets the same answer, after the provider was asked', async (row) => {
  const { needs, journal } = house(...row.people);
  const error = await signIn(needs, { login, password: row.password }, origin).catch(String);
  const { needs: reference } = house();
  expect(error).toBe(await signIn(reference, { login, password: 'x' }, origin).catch(String));
  expect(error).toContain('Check the login and the password.');
  expect(journal.entries).toHaveLength(2);
  expect(journal.entries[0]).toMatch(/^provider: sign in /);
  expect(journal.entries[1]).toMatch(/^failure: sign_in.failed of /);
});

const wrongTries = async (needs: Parameters<typeof signIn>[0], count: number) => {
  for (let tries = 0; tries < count; tries += 1)
    await signIn(needs, { login, password: 'wrong' }, origin).catch(() => undefined);
};

test('AUTH-20: the fifth wrong try of strangers is too many, before Cognito makes anybody wait', async () => {
  const { needs, journal } = house(person());
  await wrongTries(needs, 4);
  const last = signIn(needs, { login, password: goodPassword }, origin);
  await expect(last).rejects.toMatchObject({
    code: 'request.too_many',
    details: { retryAfter: expect.any(Number) },
  });
  expect(journal.entries.filter((entry) => entry.startsWith('provider'))).toHaveLength(4);
});

test('AUTH-20: strangers who use up their tries do not lock the owner out of a known device', async () => {
  const { needs } = house(person());
  await wrongTries(needs, 15);
  const home = { ...origin, sourceIp: '198.51.100.9' };
  const atHome = { ...needs, devices: { knows: async () => true } };
  const result = await signIn(atHome, { login, password: goodPassword }, home);
  expect(result.status).toBe('signed-in');
});

test('AUTH-20: tries by e-mail address and by user name count together', async () => {
  const { needs } = house(person({ userName: 'sam' }));
  await wrongTries(needs, 3);
  await expect(signIn(needs, { login: 'sam', password: 'wrong' }, origin)).rejects.toMatchObject({
    code: 'sign_in.refused',
  });
  await expect(signIn(needs, { login: 'sam', password: 'wrong' }, origin)).rejects.toMatchObject({
    code: 'request.too_many',
  });
});

test('a person at a known device has five tries', async () => {
  const { needs } = houseOf([person()], true);
  await wrongTries(needs, 4);
  await signIn(needs, { login, password: goodPassword }, origin);
  await wrongTries(needs, 5);
  await expect(signIn(needs, { login, password: goodPassword }, origin)).rejects.toMatchObject({
    code: 'request.too_many',
  });
});

test('one address cannot try many logins', async () => {
  const { needs } = house();
  const tries = Array.from({ length: 40 }, (_, index) =>
    signIn(needs, { login: `p${index}@example.com`, password: 'wrong' }, origin).catch(
      (error: unknown) => (error instanceof DomainError ? error.code : 'other'),
    ),
  );
  const codes = await Promise.all(tries);
  expect(codes.filter((code) => code === 'sign_in.refused')).toHaveLength(30);
  expect(codes.filter((code) => code === 'request.too_many')).toHaveLength(10);
});

test('a hundred colleagues sign in from one address', async () => {
  const { needs } = house(person());
  for (let count = 0; count < 100; count += 1)
    await signIn(needs, { login, password: goodPassword }, origin);
  expect([...needs.limiter.taken.values()]).toEqual([0]);
});

test('an invited person is asked for a password of their own and gets no session yet', async () => {
  const { needs, journal } = house(person({ status: 'invited' }));
  const provider = {
    signIn: async () =>
      ({ kind: 'challenge', challenge: 'new-password', continuation: 'c1' }) as const,
  };
  const result = await signIn({ ...needs, provider }, { login, password: 'temporary' }, origin);
  expect(result).toEqual({
    status: 'challenge',
    challenge: 'new-password',
    challengeToken: 'token-for-c1',
  });
  expect(journal.entries).toEqual([]);
});

test('a failing provider is not taken for a wrong password', async () => {
  const { needs, journal } = house(person());
  journal.failing('provider: sign in sub-of-sam', new Error('InternalErrorException'));
  await expect(signIn(needs, { login, password: goodPassword }, origin)).rejects.toThrow(
    'InternalErrorException',
  );
});

test('a company that insists keeps its people from passwords, but for emergencies', async () => {
  const { needs, journal } = house(person());
  const company = { name: 'Company', domains: ['company.example'], vouchesForEmail: false };
  const companies = { ...needs.companies, providers: [{ ...company, enforced: true }] };
  const attempt = (who: string, more = companies) =>
    signIn({ ...needs, companies: more }, { login: who, password: goodPassword }, origin);
  await expect(attempt('kim@company.example')).rejects.toMatchObject({
    code: 'sign_in.use_company',
  });
  expect(journal.entries).toEqual([]);
  const relaxed = { ...companies, providers: [{ ...company, enforced: false }] };
  for (const call of [
    attempt('keeper@company.example'),
    attempt('kim@company.example', relaxed),
    attempt('kim@notcompany.example'),
  ])
    await expect(call).rejects.toMatchObject({ code: 'sign_in.refused' });
});
