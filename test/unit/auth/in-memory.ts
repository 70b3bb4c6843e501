import { AuthPolicy } from '#shared/auth/auth-policy';
import type { Directory } from '#shared/auth/directory';
import type {
  AccountAdministration,
  ContactAdministration,
  FactorAdministration,
  GlobalSignOut,
  PasswordChanger,
  ProofProvider,
  RecoveryProvider,
  SignInProvider,
  TokenProvider,
} from '#shared/auth/identity-provider';
import type { Arrival } from '#shared/auth/note-arrival';
import { createPasswordCheck } from '#shared/auth/password-check';
import type { PasswordRecord } from '#shared/auth/password-record';
import type { Principal } from '#shared/auth/principal';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { RateLimiter, RateRule } from '#shared/auth/rate-limiter';
import type { RecoveryQueue } from '#shared/auth/recovery-message';
import { createSessionRules } from '#shared/auth/session-rules';
import type { OpenedSession, SessionStore } from '#shared/auth/session-store';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import type { Mail, Mailer } from '#shared/mail/mailer';
import { unstoredRights } from '#shared/permissions/role';

export const origin = { sourceIp: '203.0.113.7', device: 'Firefox on Linux' };
export const clock: Clock = { now: () => new Date('2026-03-01T10:00:00.000Z') };
export const goodPassword = 'blue-otter-42';

export function person(change: Partial<StoredPrincipal> = {}): StoredPrincipal {
  return {
    schemaVersion: 1,
    userId: '01J0000000000000000000000A',
    status: 'active',
    role: 'sales',
    name: 'Sam Rivera',
    email: 'sam@example.com',
    locale: 'en',
    version: 3,
    sessionGeneration: 1,
    cognitoUsername: 'sub-of-sam',
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    ...change,
  };
}

export function principalOf({ userId, name, email, role, locale }: StoredPrincipal): Principal {
  const rights = unstoredRights(role);
  return { userId, name, email, role, rights, teamId: undefined, locale, sessionId: 'session-1' };
}

export function directoryOf(...people: readonly StoredPrincipal[]): Directory {
  return {
    find: async (userId) => people.find((each) => each.userId === userId),
    holderOf: async (login) =>
      people.find((each) => [each.email, each.userName].includes(login))?.userId,
    findByLogin: async (login) =>
      people.find((each) => [each.email, each.userName].includes(login)),
  };
}

/** Writes down in which order ports are called; `failing` makes one of them throw. */
export class Journal {
  readonly entries: string[] = [];
  readonly #failures = new Map<string, Error>();

  failing(entry: string, error: Error): this {
    this.#failures.set(entry, error);
    return this;
  }

  note(entry: string): void {
    this.entries.push(entry);
    const failure = this.#failures.get(entry);
    if (failure) throw failure;
  }
}

export function sessionsIn(journal: Journal): SessionStore {
  return {
    open: async (principal) => {
      journal.note(`open ${principal.userId} in generation ${principal.sessionGeneration}`);
      return {
        token: 'new-token',
        sessionId: 'session-1',
        confirmedUntil: '2026-03-01T11:00:00.000Z',
        absoluteUntil: '2026-03-02T10:00:00.000Z',
      };
    },
    renew: async (token) => {
      journal.note(`renew ${token}`);
      return {
        token: 'renewed-token',
        sessionId: 'session-1',
        confirmedUntil: '2026-03-01T11:00:00.000Z',
        absoluteUntil: '2026-03-02T10:00:00.000Z',
      };
    },
    lift: async (token) => journal.note(`lift ${token}`),
    endOthers: async () => 0,
    endPresented: async (token) => {
      journal.note(`end presented ${token}`);
      return token === 'token' ? { accessToken: 'old-access', refreshToken: 'refresh' } : undefined;
    },
    list: async () => [],
    end: async (_userId, sessionId) => {
      journal.note(`end ${sessionId}`);
      return sessionId === 'session-1';
    },
    endAll: async (_userId, event) => journal.note(`end all: ${event}`),
    sweep: async () => journal.note('sweep'),
    tokens: async (token) =>
      token === 'token' ? { accessToken: 'old-access', refreshToken: 'refresh' } : undefined,
    confirm: async () => {
      journal.note('confirm session');
      return { refreshBefore: '2026-03-01T11:00:00.000Z', endsAt: '2026-03-02T10:00:00.000Z' };
    },
  };
}

type Provider = SignInProvider &
  FactorAdministration &
  TokenProvider &
  PasswordChanger &
  GlobalSignOut &
  RecoveryProvider &
  ProofProvider &
  ContactAdministration &
  AccountAdministration;

/** An identity provider that knows one password and does what it is told. */
export function providerIn(journal: Journal): Provider {
  const tokens = { accessToken: 'access', refreshToken: 'refresh' };
  return {
    signIn: async (username, password) => {
      journal.note(`provider: sign in ${username}`);
      if (username === undefined || password !== goodPassword)
        throw new DomainError('sign_in.refused');
      return { kind: 'signed-in', tokens };
    },
    proveFactor: async (factor, continuation, code) => {
      journal.note(`provider: prove ${factor} ${continuation} ${code}`);
      return { kind: 'signed-in', tokens };
    },
    chooseFactor: async (continuation, factor) => {
      journal.note(`provider: choose ${factor} ${continuation}`);
      return { kind: 'challenge', challenge: factor, continuation: 'chosen' };
    },
    setUpFactor: async (continuation, code) => {
      journal.note(`provider: set up ${continuation} ${code}`);
      return { kind: 'signed-in', tokens };
    },
    factorsOf: async () => ({ enrolled: ['totp'] }),
    removeFactors: async (username) => journal.note(`provider: remove factors of ${username}`),
    setFirstPassword: async (continuation, { text }) => {
      journal.note(`provider: set first password ${continuation} ${text}`);
      return { kind: 'signed-in', tokens };
    },
    refresh: async () => {
      journal.note('provider: refresh');
      return tokens;
    },
    revoke: async (token) => journal.note(`provider: revoke ${token}`),
    changePassword: async (token) => journal.note(`provider: change password with ${token}`),
    signOutEverywhere: async (username) => journal.note(`provider: sign out ${username}`),
    sendCode: async (username, { channel }) => {
      journal.note(`provider: send code to ${username} by ${channel}`);
      return 'sent';
    },
    confirm: async (username, code) => journal.note(`provider: confirm ${username} ${code}`),
    setRandomPassword: async (username) => journal.note(`provider: random password ${username}`),
    setTemporaryPassword: async (username) =>
      journal.note(`provider: temporary password ${username}`),
    prove: async (username) => {
      journal.note(`provider: prove ${username}`);
      return username !== undefined;
    },
    restoreContact: async (username, contact, value) =>
      journal.note(`provider: restore ${contact} of ${username}: ${value}`),
    verifiedPhone: async () => '+447700900123',
    setPassword: async (username) => journal.note(`provider: set password of ${username}`),
    invite: async (email) => {
      journal.note(`provider: invite ${email}`);
      return { username: 'sub-of-new', sent: true };
    },
    resendInvitation: async (email) => journal.note(`provider: resend to ${email}`),
    disable: async (username) => journal.note(`provider: disable ${username}`),
    enable: async (username) => journal.note(`provider: enable ${username}`),
    resetPassword: async (username) => journal.note(`provider: reset ${username}`),
  };
}

/** The rules of the preset `classic`, without any breach service. */
export const passwordCheck = createPasswordCheck({
  policy: AuthPolicy.parse({}).password,
  breached: { includes: async () => false },
  log: { warn: () => undefined },
});

/** Devices that are known from the start, and what else a sign-in needs besides the provider. */
export function receptionIn(journal: Journal, isKnown = false) {
  return {
    devices: { knows: async () => isKnown },
    history: {
      recordFailure: async (userId: string | undefined, name: string) =>
        journal.note(`failure: ${name} of ${userId}`),
    },
    rules: createSessionRules({ isRequiredFor: async () => false }),
    arrivals: {
      admit: async (
        _person: StoredPrincipal,
        _arrival: Arrival,
        open: () => Promise<OpenedSession>,
      ) => ({ session: await open(), deviceToken: 'device-token' }),
    },
    copies: {
      propose: async (userId: string) => journal.note(`copy proposed for ${userId}`),
      confirm: async (userId: string) => journal.note(`copy confirmed for ${userId}`),
      forget: async (userId: string) => journal.note(`copy forgotten of ${userId}`),
    },
    record: { added: async (userId: string) => journal.note(`factor added for ${userId}`) },
    queue: queueIn(journal),
    clock,
  };
}

/** Counts as the real one does, without windows. */
export function limiter(): RateLimiter & { readonly taken: Map<string, number> } {
  const taken = new Map<string, number>();
  const add = (rule: RateRule, key: string, count: number) => {
    const name = `${rule.name} ${key}`;
    const next = (taken.get(name) ?? 0) + count;
    if (next > rule.most) throw new DomainError('request.too_many', { retryAfter: 60 });
    taken.set(name, next);
  };
  return {
    taken,
    take: async (rule, key) => add(rule, key, 1),
    giveBack: async (rule, key) => {
      if (rule.isQuiet) taken.delete(`${rule.name} ${key}`);
      else add(rule, key, -1);
    },
  };
}

export function queueIn(journal: Journal): RecoveryQueue {
  return { send: async (message) => journal.note(`queue: ${JSON.stringify(message)}`) };
}

export function passwordsIn(journal: Journal): PasswordRecord {
  return { passwordChanged: async (_userId, how) => journal.note(`record: ${how}`) };
}

export function outbox(): Mailer & { readonly mails: Mail[] } {
  const mails: Mail[] = [];
  return {
    mails,
    send: async (mail) => {
      mails.push(mail);
    },
  };
}
