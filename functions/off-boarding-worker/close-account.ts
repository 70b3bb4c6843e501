import { changeLatest } from '#shared/users/existing-user';
import type { Step } from './off-boarding-step.ts';

const origin = { sourceIp: 'internal', device: 'Off-boarding' };

/** Blocks the person: from this write on the gate admits none of their requests. */
export const closeGate: Step = async ({ users, sessions }, { job }) => {
  const { userId, startedBy } = job;
  await changeLatest(
    users,
    userId,
    ({ status }) =>
      status === 'disabled' ? undefined : { status: 'disabled', endsSessions: true },
    'user.disabled',
    { userId: startedBy, origin, reason: job.reason },
  );
  await sessions.sweep(userId);
  return { kind: 'done' };
};

/** A step at the identity provider, for people who have an account there. */
function withAccount(work: (needs: Parameters<Step>[0], username: string) => Promise<void>): Step {
  return async (needs, { leaver: { cognitoUsername } }) => {
    if (cognitoUsername === undefined) return { kind: 'done', skipped: 'no-account' };
    await work(needs, cognitoUsername);
    return { kind: 'done' };
  };
}

export const signOut = withAccount(({ provider }, username) =>
  provider.signOutEverywhere(username),
);

export const disableAccount = withAccount(({ provider }, username) => provider.disable(username));

/** So that enabling the account some day revives nothing that somebody may know. */
export const replacePassword = withAccount(({ provider }, username) =>
  provider.setRandomPassword(username),
);
