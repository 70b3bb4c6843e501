import * as z from 'zod';
import { wrongCredentials } from '../errors.ts';
import { readResponse, runTrigger, triggerAttributes, unrecognizable } from '../triggers.ts';
import type { Answered, Requirement, SignIn } from './sign-in.ts';

const Decision = z.looseObject({
  challengeName: z.string().nullish(),
  issueTokens: z.boolean().nullish(),
  failAuthentication: z.boolean().nullish(),
});

/**
 * Asks DefineAuthChallenge what comes next in a custom sign-in. Throws `NotAuthorizedException` where
 * it ends the sign-in, `InvalidLambdaResponseException` for an answer that says nothing.
 */
export const customStepDue: Requirement = async (world, signIn) => {
  const { pool, client, history, kept } = signIn;
  if (!history) return undefined;
  const response = await runTrigger(world, 'DefineAuthChallenge', {
    pool,
    client,
    username: signIn.user?.username ?? signIn.login,
    source: 'DefineAuthChallenge_Authentication',
    request: { ...customRequest(signIn), session: history },
    response: { challengeName: null, issueTokens: null, failAuthentication: null },
  });
  const decision = readResponse(Decision, response);
  if (decision.failAuthentication) throw wrongCredentials();
  if (decision.issueTokens) return undefined;
  const name = decision.challengeName;
  if (name === 'CUSTOM_CHALLENGE') return name;
  // The password can be asked for only where the sign-in began with its half of the handshake.
  if (name === 'PASSWORD_VERIFIER' && kept['srpA'] !== undefined) return name;
  throw unrecognizable();
};

/** What all three triggers are told. */
export function customRequest({ user, clientMetadata }: SignIn) {
  return {
    userAttributes: user ? triggerAttributes(user) : {},
    ...(user ? {} : { userNotFound: true }),
    ...(clientMetadata && { clientMetadata }),
  };
}

/** What DefineAuthChallenge hears of; the other challenges are Cognito’s own matter. */
const told = new Set([
  ...['CUSTOM_CHALLENGE', 'PASSWORD_VERIFIER'],
  ...['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'],
]);

/** The sign-in with one more step in its history, where it is a custom one. */
export function withStep(name: string, { signIn, result = true, metadata }: Answered): SignIn {
  const { history } = signIn;
  if (!history || !told.has(name)) return signIn;
  const step = {
    challengeName: name,
    challengeResult: result,
    ...(metadata !== undefined && { challengeMetadata: metadata }),
  };
  return { ...signIn, history: [...history, step] };
}
