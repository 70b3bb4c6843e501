import { changeLatest } from '#shared/users/existing-user';
import type { OffBoardingNeeds, Step } from './off-boarding-step.ts';
import { counted, countOf } from './settle-belongings.ts';

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
export const removeFactors = withAccount(
  async ({ provider, savedCodes, copies }, username, userId) => {
    await savedCodes.remove(userId);
    await copies.forget(userId);
    await provider.removeFactors(username);
  },
  true,
);

/** What Cognito keeps of them is refused by our own list; nobody but their owner can delete it there. */
export const revokePasskeys: Step = async (needs, task) => {
  const { userId, startedBy, reason } = task.job;
  const job = await counted(needs, task, ['passkeys'], async () => ({
    passkeys: (await needs.passkeys.list(userId)).length,
  }));
  if (!job) return { kind: 'overtaken' };
  await needs.passkeys.revokeAll(userId, { userId: startedBy, origin, reason });
  return { kind: 'done', job, count: countOf(job, ['passkeys']) };
};

/**
 * The profile that Cognito made when they came through their company. It is kept, disabled: while the
 * company still knows the person, another one would be made in its place.
 */
export const disableCompanyAccount: Step = async ({ provider }, { leaver }) => {
  const { companyProfile } = leaver;
  if (companyProfile === undefined) return { kind: 'done', skipped: 'no-single-sign-on' };
  await provider.disable(companyProfile.username);
  return { kind: 'done' };
};
