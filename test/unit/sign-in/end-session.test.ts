import { expect, test } from 'vitest';
import { refreshSession } from '#functions/sign-in/refresh-session';
import { signInAnswer } from '#functions/sign-in/sign-in-answer';
import { signOut } from '#functions/sign-in/sign-out';
import { signOutEverywhere } from '#functions/sign-in/sign-out-everywhere';
import { rememberTokens } from '#shared/auth/presented-tokens';
import { DomainError } from '#shared/errors/domain-error';
import {
  directoryOf,
  Journal,
  origin,
  person,
  principalOf,
  providerIn,
  sessionsIn,
} from '#test/unit/auth/in-memory';

const principal = principalOf(person());

test('refresh asks the provider and confirms the session', async () => {
  const journal = new Journal();
  const needs = { sessions: sessionsIn(journal), provider: providerIn(journal) };
  await refreshSession(needs, principal, 'token', origin);
  expect(journal.entries).toEqual(['provider: refresh', 'confirm session']);
});

test('a person whom the provider has blocked loses the session at the next refresh', async () => {
  const journal = new Journal();
  journal.failing('provider: refresh', new DomainError('request.unauthenticated'));
  const needs = { sessions: sessionsIn(journal), provider: providerIn(journal) };
  await expect(refreshSession(needs, principal, 'token', origin)).rejects.toMatchObject({
    code: 'request.unauthenticated',
  });
  expect(journal.entries).toEqual(['provider: refresh', 'end session-1']);
});

test('a provider that does not answer ends no session', async () => {
  const journal = new Journal();
  journal.failing('provider: refresh', new Error('TimeoutError'));
  const needs = { sessions: sessionsIn(journal), provider: providerIn(journal) };
  await expect(refreshSession(needs, principal, 'token', origin)).rejects.toThrow('TimeoutError');
  expect(journal.entries).toEqual(['provider: refresh']);
});

test('signing out ends our session before the provider’s', async () => {
  const journal = new Journal();
  const needs = { sessions: sessionsIn(journal), provider: providerIn(journal) };
  await signOut(needs, 'token', origin);
  expect(journal.entries).toEqual(['end presented token', 'provider: revoke refresh']);
});

test('signing out everywhere ends our sessions before the provider’s', async () => {
  const journal = new Journal();
  const needs = {
    sessions: sessionsIn(journal),
    directory: directoryOf(person()),
    provider: providerIn(journal),
  };
  await signOutEverywhere(needs, principal, origin);
  expect(journal.entries).toEqual([
    'end all: session.ended_everywhere',
    'provider: sign out sub-of-sam',
  ]);
});

const session = {
  token: 'the-token',
  sessionId: 'session-1',
  confirmedUntil: '2026-03-01T11:00:00.000Z',
  absoluteUntil: '2026-03-02T10:00:00.000Z',
};
const { userId, name, email, role, locale } = person();
const result = {
  status: 'signed-in',
  session,
  user: { userId, name, email, role, locale },
} as const;

test('a browser gets its session in a cookie only', () => {
  const answer = signInAnswer(result, 'cookie');
  expect(JSON.stringify(answer.body)).not.toContain('the-token');
  expect(answer.cookies).toEqual([
    '__Host-stratus=the-token; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=86400',
  ]);
});

test('a client that asks for a token gets no cookie', () => {
  const answer = signInAnswer(result, 'bearer');
  expect(answer.body).toMatchObject({ token: 'the-token' });
  expect(answer.cookies).toBeUndefined();
});

test('a token is told only for the principal that presented it', async () => {
  const gate = rememberTokens({ admit: async () => ({ ...principal }) });
  const first = await gate.admit({ token: 'first', via: 'bearer' });
  const second = await gate.admit({ token: 'second', via: 'cookie' });
  expect([gate.tokenOf(first), gate.tokenOf(second)]).toEqual(['first', 'second']);
  expect(() => gate.tokenOf({ ...first })).toThrow(DomainError);
});
