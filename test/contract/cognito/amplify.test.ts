import {
  confirmResetPassword,
  confirmSignIn,
  confirmUserAttribute,
  fetchMFAPreference,
  fetchUserAttributes,
  getCurrentUser,
  resetPassword,
  setUpTOTP,
  signIn,
  signOut,
  updateMFAPreference,
  updatePassword,
  updateUserAttribute,
  verifyTOTPSetup,
} from '@aws-amplify/auth/cognito';
import { fetchAuthSession } from '@aws-amplify/core';
import {
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pointAmplifyAt } from './amplify-client.ts';
import {
  minute,
  password,
  refusal,
  type ServedPool,
  servePool,
  type TriggerEvent,
  wrong,
} from './served-pool.ts';
import { shownCode } from './software-tokens.ts';

const username = 'ada@example.com';
const flows = ['ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH'];

const step = async (call: ReturnType<typeof signIn>) => (await call).nextStep;
const account = (pool: ServedPool) => ({ UserPoolId: pool.poolId, Username: username });

describe('Amplify', () => {
  let pool: ServedPool;
  let sub: string;
  beforeAll(async () => {
    const names = ['DefineAuthChallenge', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse'];
    pool = await servePool({
      MfaConfiguration: 'OPTIONAL',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA', 'SMS_MFA'],
      SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::000000000000:role/sms', ExternalId: 'x' },
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      LambdaConfig: Object.fromEntries(names.map((name) => [name, name])),
    });
    await pointAmplifyAt(pool, flows);
  });
  afterAll(() => pool.close());
  beforeEach(async () => {
    await signOut();
    pool.cognito.reset();
    pool.outbox.length = 0;
    sub = await pool.addPerson(username);
  });

  const enrol = async () => {
    await signIn({ username, password });
    const { sharedSecret } = await setUpTOTP();
    await verifyTOTPSetup({ code: shownCode(pool, sharedSecret) });
    await updateMFAPreference({ totp: 'PREFERRED' });
    await pool.clock.advance(30_000);
    await signOut();
    return sharedSecret;
  };

  it('signs in by SRP and keeps the session alive', async () => {
    expect(await signIn({ username, password })).toMatchObject({ isSignedIn: true });
    expect(await getCurrentUser()).toMatchObject({ userId: sub });
    expect(await fetchUserAttributes()).toMatchObject({ sub, email: username });
    const before = (await fetchAuthSession()).tokens!.accessToken.toString();
    await pool.clock.advance(minute);
    const refreshed = await fetchAuthSession({ forceRefresh: true });
    expect(refreshed.tokens!.accessToken.toString()).not.toBe(before);
  });

  it('is refused by SRP with a wrong password and for somebody who does not exist', async () => {
    expect(await refusal(signIn({ username, password: 'wrong-horse-1' }))).toBe(wrong);
    const nobody = { username: 'nobody@example.com', password };
    expect(await refusal(signIn(nobody))).toBe(wrong);
  });

  it('changes the password, and only the new one fits SRP then', async () => {
    await signIn({ username, password });
    await updatePassword({ oldPassword: password, newPassword: 'chosen-word-1' });
    await signOut();
    expect(await refusal(signIn({ username, password }))).toBe(wrong);
    expect(await signIn({ username, password: 'chosen-word-1' })).toMatchObject({
      isSignedIn: true,
    });
  });

  it('signs in by SRP and an authenticator', async () => {
    const secret = await enrol();
    expect(await step(signIn({ username, password }))).toEqual({
      signInStep: 'CONFIRM_SIGN_IN_WITH_TOTP_CODE',
    });
    const challengeResponse = shownCode(pool, secret);
    expect(await confirmSignIn({ challengeResponse })).toMatchObject({ isSignedIn: true });
    expect(await fetchMFAPreference()).toEqual({ enabled: ['TOTP'], preferred: 'TOTP' });
  });

  it('signs in by SRP and a code by SMS', async () => {
    await signIn({ username, password });
    await updateUserAttribute({
      userAttribute: { attributeKey: 'phone_number', value: '+4312345678' },
    });
    await updateMFAPreference({ sms: 'PREFERRED' });
    await signOut();
    expect(await step(signIn({ username, password }))).toMatchObject({
      signInStep: 'CONFIRM_SIGN_IN_WITH_SMS_CODE',
      codeDeliveryDetails: { deliveryMedium: 'SMS', destination: '+*******5678' },
    });
    const challengeResponse = /\d{6}/.exec(pool.outbox.at(-1)!.text)![0];
    expect(await confirmSignIn({ challengeResponse })).toMatchObject({ isSignedIn: true });
  });

  it('has a temporary password changed', async () => {
    const Password = 'temporary-1';
    await pool.client.send(new AdminSetUserPasswordCommand({ ...account(pool), Password }));
    expect(await step(signIn({ username, password: Password }))).toMatchObject({
      signInStep: 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED',
    });
    const challengeResponse = 'chosen-word-1';
    expect(await confirmSignIn({ challengeResponse })).toMatchObject({ isSignedIn: true });
  });

  it('resets a forgotten password by mail, also where an administrator began it', async () => {
    const { nextStep } = await resetPassword({ username });
    expect(nextStep).toMatchObject({
      resetPasswordStep: 'CONFIRM_RESET_PASSWORD_WITH_CODE',
      codeDeliveryDetails: { destination: 'a***@e***' },
    });
    const confirm = (confirmationCode: string, newPassword: string) =>
      confirmResetPassword({ username, confirmationCode, newPassword });
    await confirm(pool.lastCode(), 'chosen-word-1');
    expect(await signIn({ username, password: 'chosen-word-1' })).toMatchObject({
      isSignedIn: true,
    });
    await signOut();
    await pool.client.send(new AdminResetUserPasswordCommand(account(pool)));
    expect(await step(signIn({ username, password: 'chosen-word-1' }))).toEqual({
      signInStep: 'RESET_PASSWORD',
    });
    await confirm(pool.lastCode(), 'chosen-word-2');
    expect(await signIn({ username, password: 'chosen-word-2' })).toMatchObject({
      isSignedIn: true,
    });
  });

  it('changes the e-mail address once its code is confirmed', async () => {
    await signIn({ username, password });
    const value = 'ada@new.example';
    const { nextStep } = await updateUserAttribute({
      userAttribute: { attributeKey: 'email', value },
    });
    expect(nextStep.updateAttributeStep).toBe('CONFIRM_ATTRIBUTE_WITH_CODE');
    const confirmationCode = pool.lastCode();
    await confirmUserAttribute({ userAttributeKey: 'email', confirmationCode });
    expect(await fetchUserAttributes()).toMatchObject({ email: value, email_verified: 'true' });
  });

  describe('with the pool’s own challenges', () => {
    let sessions: unknown[];
    beforeEach(() => {
      sessions = [];
      pool.triggers['DefineAuthChallenge'] = ({ request }: TriggerEvent) => {
        sessions.push(request['session']);
        const steps = request['session'] as { challengeName: string; challengeResult: boolean }[];
        const last = steps.at(-1)!;
        if (last.challengeName === 'SRP_A') return { challengeName: 'PASSWORD_VERIFIER' };
        if (last.challengeName !== 'CUSTOM_CHALLENGE') return { challengeName: 'CUSTOM_CHALLENGE' };
        return last.challengeResult ? { issueTokens: true } : { failAuthentication: true };
      };
      pool.triggers['CreateAuthChallenge'] = () => ({
        publicChallengeParameters: { hint: 'A river' },
        privateChallengeParameters: { answer: 'Danube' },
      });
      pool.triggers['VerifyAuthChallengeResponse'] = ({ request }) => {
        const { answer } = request['privateChallengeParameters'] as { answer: string };
        return { answerCorrect: request['challengeAnswer'] === answer };
      };
    });
    const start = (given = password) =>
      signIn({ username, password: given, options: { authFlowType: 'CUSTOM_WITH_SRP' } });

    it('signs in by SRP first', async () => {
      expect(await step(start())).toMatchObject({
        signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE',
        additionalInfo: { hint: 'A river' },
      });
      const answered = await confirmSignIn({ challengeResponse: 'Danube' });
      expect(answered).toMatchObject({ isSignedIn: true });
      expect(sessions.at(-1)).toEqual([
        { challengeName: 'SRP_A', challengeResult: true },
        { challengeName: 'PASSWORD_VERIFIER', challengeResult: true },
        { challengeName: 'CUSTOM_CHALLENGE', challengeResult: true },
      ]);
    });

    it('is asked for the authenticator right after the password, whatever Define says', async () => {
      const secret = await enrol();
      expect((await step(start())).signInStep).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE');
      const asked = await confirmSignIn({ challengeResponse: shownCode(pool, secret) });
      expect(asked.nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE');
      expect(sessions.at(-1)).toMatchObject([
        { challengeName: 'SRP_A' },
        { challengeName: 'PASSWORD_VERIFIER' },
        { challengeName: 'SOFTWARE_TOKEN_MFA', challengeResult: true },
      ]);
    });

    it('goes no further with a wrong password or a wrong answer', async () => {
      expect(await refusal(start('wrong-horse-1'))).toBe(wrong);
      await start();
      expect(await refusal(confirmSignIn({ challengeResponse: 'Rhine' }))).toBe(wrong);
    });
  });
});

describe('Amplify, where the pool insists on a second factor', () => {
  let pool: ServedPool;
  const login = { username: 'ada', password };
  beforeAll(async () => {
    pool = await servePool({
      UsernameAttributes: [],
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'],
      EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' },
    });
    await pointAmplifyAt(pool, flows);
  });
  afterAll(() => pool.close());
  beforeEach(async () => {
    await signOut();
    pool.cognito.reset();
    await pool.addPerson('ada');
    expect(await step(signIn(login))).toMatchObject({
      signInStep: 'CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION',
      allowedMFATypes: ['TOTP', 'EMAIL'],
    });
  });

  it('sets an authenticator up in the sign-in', async () => {
    const asked = await step(confirmSignIn({ challengeResponse: 'TOTP' }));
    if (asked.signInStep !== 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP') throw new Error(asked.signInStep);
    const challengeResponse = shownCode(pool, asked.totpSetupDetails.sharedSecret);
    expect(await confirmSignIn({ challengeResponse })).toMatchObject({ isSignedIn: true });
    await signOut();
    expect((await step(signIn(login))).signInStep).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE');
  });

  it('sets an e-mail address up in the sign-in', async () => {
    const asked = await step(confirmSignIn({ challengeResponse: 'EMAIL' }));
    expect(asked.signInStep).toBe('CONTINUE_SIGN_IN_WITH_EMAIL_SETUP');
    const address = 'ada@example.com';
    const sent = await step(confirmSignIn({ challengeResponse: address }));
    expect(sent.signInStep).toBe('CONFIRM_SIGN_IN_WITH_EMAIL_CODE');
    const challengeResponse = pool.lastCode();
    expect(await confirmSignIn({ challengeResponse })).toMatchObject({ isSignedIn: true });
    expect(await fetchUserAttributes()).toMatchObject({ email: address, email_verified: 'true' });
  });
});
