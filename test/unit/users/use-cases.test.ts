import { describe, expect, test } from 'vitest';
import { changeUser } from '#functions/users/change-user';
import { createFirstAdministrator } from '#functions/users/create-first-administrator';
import { disableUser } from '#functions/users/disable-user';
import { enableUser } from '#functions/users/enable-user';
import { inviteUser } from '#functions/users/invite-user';
import { resendInvitation } from '#functions/users/resend-invitation';
import { resetUserPassword } from '#functions/users/reset-user-password';
import { usersRoutes } from '#functions/users/routes';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { DomainError } from '#shared/errors/domain-error';
import { shippedRole } from '#shared/permissions/role';
import {
  clock,
  Journal,
  origin,
  person,
  principalOf,
  providerIn,
  queueIn,
  sessionsIn,
} from '#test/unit/auth/in-memory';
import { usersIn } from './memory-users.ts';

const by = { userId: 'administrator-1', origin };
const sam = person();
const alex = {
  ...principalOf(person({ userId: 'administrator-1', role: 'administrator' })),
  steppedUp: true,
};

function house(...people: readonly StoredPrincipal[]) {
  const journal = new Journal();
  const needs = {
    users: usersIn(journal, ...people),
    roles: { find: async () => ({ ...shippedRole('manager'), holders: 1 }) },
    sessions: sessionsIn(journal),
    provider: providerIn(journal),
    queue: queueIn(journal),
    clock,
  };
  return { journal, needs };
}

const invitation = {
  email: 'new@example.com',
  name: 'New Person',
  role: 'sales',
  locale: 'zh',
} as const;

describe('inviting', () => {
  test('claims the address here before the provider makes the account', async () => {
    const { needs, journal } = house();
    const user = await inviteUser(needs, by, invitation);
    expect(user).toMatchObject({ status: 'invited', cognitoUsername: 'sub-of-new' });
    expect(journal.entries).toEqual([
      'add new@example.com',
      'provider: invite new@example.com',
      'link sub-of-new',
    ]);
  });

  test('an address that somebody has makes no second account', async () => {
    const { needs, journal } = house(person({ email: invitation.email }));
    await expect(inviteUser(needs, by, invitation)).rejects.toMatchObject({
      code: 'user.exists',
      details: { conflictsWith: sam.userId },
    });
    expect(journal.entries).toEqual(['add new@example.com']);
  });

  test('an invitation that the provider interrupted is completed by sending it again', async () => {
    const { needs, journal } = house();
    const broken = { invite: async () => Promise.reject(new Error('TimeoutError')) };
    await expect(inviteUser({ ...needs, provider: broken }, by, invitation)).rejects.toThrow();
    await resendInvitation(needs, by, 'id-of-new@example.com');
    expect(journal.entries.slice(1)).toEqual([
      'provider: invite new@example.com',
      'link sub-of-new',
      'user.invitation_resent',
    ]);
  });

  test('sending it again to somebody with a password is refused', async () => {
    const { needs, journal } = house(sam);
    await expect(resendInvitation(needs, by, sam.userId)).rejects.toMatchObject({
      code: 'user.not_invited',
    });
    expect(journal.entries).toEqual([]);
  });
});

describe('blocking', () => {
  test('closes our gate first, then Cognito', async () => {
    const { needs, journal } = house(sam);
    const user = await disableUser(needs, by, sam.userId);
    expect(user).toMatchObject({ status: 'disabled', sessionGeneration: 2 });
    expect(journal.entries).toEqual(['user.disabled', 'sweep', 'provider: disable sub-of-sam']);
  });

  test('holds although Cognito fails, and repeating it completes it', async () => {
    const { needs, journal } = house(sam);
    journal.failing('provider: disable sub-of-sam', new Error('TimeoutError'));
    await expect(disableUser(needs, by, sam.userId)).rejects.toThrow('TimeoutError');
    await expect(needs.users.find(sam.userId)).resolves.toMatchObject({ status: 'disabled' });
    const again = { ...needs, provider: providerIn(new Journal()) };
    await expect(disableUser(again, by, sam.userId)).resolves.toMatchObject({ version: 4 });
  });

  test('goes on when somebody else changed the user at the same moment', async () => {
    const { needs } = house(sam);
    let stale = true;
    const users = {
      ...needs.users,
      find: async (userId: string) => {
        const user = await needs.users.find(userId);
        if (!stale || !user) return user;
        stale = false;
        return { ...user, version: user.version - 1 };
      },
    };
    await expect(disableUser({ ...needs, users }, by, sam.userId)).resolves.toMatchObject({
      status: 'disabled',
    });
  });

  test('is undone by Cognito first, then our gate', async () => {
    const { needs, journal } = house(person({ status: 'disabled', passwordChangedAt: 'then' }));
    await expect(enableUser(needs, by, sam.userId)).resolves.toMatchObject({ status: 'active' });
    expect(journal.entries).toEqual(['provider: enable sub-of-sam', 'user.enabled']);
  });

  test('when undone leaves somebody without a password invited', async () => {
    const { needs } = house(person({ status: 'disabled' }));
    await expect(enableUser(needs, by, sam.userId)).resolves.toMatchObject({ status: 'invited' });
  });

  test('that was a lock is not undone this way', async () => {
    const { needs, journal } = house(person({ status: 'locked' }));
    await expect(enableUser(needs, by, sam.userId)).rejects.toMatchObject({
      code: 'user.state_conflict',
    });
    expect(journal.entries).toEqual([]);
  });
});

describe('resetting a password', () => {
  test('ends all sessions before Cognito ends the password', async () => {
    const { needs, journal } = house(sam);
    await resetUserPassword(needs, by, sam.userId);
    expect(journal.entries).toEqual([
      'end all: user.password_reset',
      'provider: reset sub-of-sam',
      'provider: sign out sub-of-sam',
    ]);
  });

  test.each(['invited', 'disabled', 'locked'] as const)('is refused for %s', async (status) => {
    const { needs, journal } = house(person({ status }));
    await expect(resetUserPassword(needs, by, sam.userId)).rejects.toMatchObject({
      code: 'user.state_conflict',
    });
    expect(journal.entries).toEqual([]);
  });
});

describe('changing a user', () => {
  test('needs the version that was read', async () => {
    const { needs } = house(sam);
    const input = { userId: sam.userId, change: { role: 'manager' } } as const;
    await expect(changeUser(needs, alex, by, { ...input, version: '2' })).rejects.toMatchObject({
      code: 'record.version_conflict',
    });
    await expect(changeUser(needs, alex, by, { ...input, version: '3' })).resolves.toMatchObject({
      role: 'manager',
      version: 4,
    });
  });

  test('tells a person of another user name, and of nothing else', async () => {
    const { needs, journal } = house(sam);
    const input = { userId: sam.userId, version: '3', change: { userName: 'sam.r' } };
    await changeUser(needs, alex, by, input);
    await changeUser(needs, alex, by, { ...input, version: '4', change: { name: 'Sam R.' } });
    const told = journal.entries.filter((entry) => entry.startsWith('queue'));
    expect(told).toEqual([expect.stringContaining('"notice":"userNameChanged"')]);
  });

  test('is not found for an id nobody has', async () => {
    const { needs } = house(sam);
    const input = { userId: 'nobody', version: '1', change: {} };
    await expect(changeUser(needs, alex, by, input)).rejects.toBeInstanceOf(DomainError);
  });

  test.each(['password', 'status', 'email', 'userId', 'version', 'sessionGeneration'])(
    'cannot set %s',
    (field) => {
      const { body } = usersRoutes.changeUser;
      expect(body.safeParse({ name: 'Sam', [field]: 'x' }).success).toBe(false);
      expect(body.safeParse({ name: 'Sam' }).success).toBe(true);
    },
  );
});

describe('the first administrator', () => {
  const alex = { email: 'alex@example.com', name: 'Alex Morgan', locale: 'en' } as const;

  test('is invited once, and again asking says so', async () => {
    const { needs, journal } = house();
    await expect(createFirstAdministrator(needs, alex)).resolves.toBe('invited');
    await expect(createFirstAdministrator(needs, alex)).resolves.toBe('already-there');
    expect(journal.entries.filter((entry) => entry.startsWith('provider'))).toHaveLength(1);
  });

  test('cannot be another person later', async () => {
    const { needs } = house();
    await createFirstAdministrator(needs, alex);
    const eve = { ...alex, email: 'eve@example.com' };
    await expect(createFirstAdministrator(needs, eve)).rejects.toThrow('already has');
  });

  test('whose invitation was interrupted is invited by the next call', async () => {
    const { needs } = house();
    const broken = { invite: async () => Promise.reject(new Error('TimeoutError')) };
    await expect(createFirstAdministrator({ ...needs, provider: broken }, alex)).rejects.toThrow();
    await expect(createFirstAdministrator(needs, alex)).resolves.toBe('invited');
  });
});
