import type {
  AdminInitiateAuthCommandOutput,
  AdminRespondToAuthChallengeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import * as z from 'zod';
import { type FactorName, factorNames } from './factor.ts';
import type { ChallengeFacts, ChallengeName, SignInStep } from './identity-provider.ts';

/** What is needed to answer a challenge: Cognito's session and the name it expects beside it. */
const Continuation = z.object({ session: z.string(), username: z.string() });

export type Continuation = z.output<typeof Continuation>;

export function readContinuation(text: string): Continuation {
  return Continuation.parse(JSON.parse(text));
}

export function continueWith(continuation: Continuation): string {
  return JSON.stringify(continuation);
}

/** Cognito's name of a factor, as a challenge and in a person's preferences. */
export const nameOfFactor = {
  totp: 'SOFTWARE_TOKEN_MFA',
  sms: 'SMS_MFA',
} as const satisfies Record<FactorName, string>;

/** Our name of a factor of Cognito's; undefined for one that we do not offer. */
export function factorOf(name: string | undefined): FactorName | undefined {
  return factorNames.find((factor) => nameOfFactor[factor] === name);
}

const challengeOf: Readonly<Record<string, ChallengeName>> = {
  NEW_PASSWORD_REQUIRED: 'new-password',
  SOFTWARE_TOKEN_MFA: 'totp',
  SMS_MFA: 'sms',
  SELECT_MFA_TYPE: 'choose-factor',
  MFA_SETUP: 'set-up-factor',
};

export type AuthOutput = AdminInitiateAuthCommandOutput | AdminRespondToAuthChallengeCommandOutput;

/** What Cognito's answer means for the sign-in: tokens, or something that is asked for. */
export function stepOf(output: AuthOutput, username: string): SignInStep {
  const { AuthenticationResult: result, ChallengeName, ChallengeParameters, Session } = output;
  if (result?.AccessToken && result.RefreshToken) {
    const { AccessToken: accessToken, RefreshToken: refreshToken } = result;
    return { kind: 'signed-in', tokens: { accessToken, refreshToken } };
  }
  const challenge = challengeOf[ChallengeName ?? ''];
  if (!challenge || !Session)
    throw new Error(`Cognito asks for ${ChallengeName ?? 'nothing'}, which has no screen yet.`);
  // After a sign-in by an alias Cognito expects the real name (“USER_ID_FOR_SRP”).
  const name = ChallengeParameters?.['USER_ID_FOR_SRP'] ?? username;
  return {
    kind: 'challenge',
    challenge,
    continuation: continueWith({ session: Session, username: name }),
    facts: factsOf(challenge, ChallengeParameters ?? {}),
  };
}

function factsOf(
  challenge: ChallengeName,
  parameters: Readonly<Record<string, string>>,
): ChallengeFacts {
  const { MFAS_CAN_CHOOSE: choice = '[]', CODE_DELIVERY_DESTINATION: destination } = parameters;
  if (challenge === 'sms' && destination !== undefined) return { destination };
  if (challenge !== 'choose-factor') return {};
  const names = z.array(z.string()).parse(JSON.parse(choice));
  return { factors: names.flatMap((name) => factorOf(name) ?? []) };
}
