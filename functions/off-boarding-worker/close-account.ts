import { changeLatest } from '#shared/users/existing-user';
import type { OffBoardingNeeds, Step } from './off-boarding-step.ts';

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

/** A step at the identity provider, for people who have an account there; `isOurs`: not a company’s. */
function withAccount(
  work: (needs: OffBoardingNeeds, username: string, userId: string) => Promise<void>,
  isOurs = false,
): Step {
  return async (needs, { leaver: { cognitoUsername, signInProvider, userId } }) => {
    if (cognitoUsername === undefined) return { kind: 'done', skipped: 'no-account' };
    if (isOurs && signInProvider !== undefined) return { kind: 'done', skipped: 'single-sign-on' };
    await work(needs, cognitoUsername, userId);
    return { kind: 'done' };
  };
}

export const signOut = withAccount(({ provider }, username) =>
  provider.signOutEverywhere(username),
);

export const disableAccount = withAccount(({ provider }, username) => provider.disable(username));

/** So that enabling the account some day revives nothing that somebody may know. */
export const replacePassword = withAccount(
  ({ provider }, username) => provider.setRandomPassword(username),
  true,
);

/** All that stood in for or beside the password. */
export const removeFactors = withAccount(async ({ provider, savedCodes }, username, userId) => {
  await savedCodes.remove(userId);
  await provider.removeFactors(username);
}, true);
