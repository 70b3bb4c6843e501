import * as z from 'zod';
import { Login, OpaqueToken, Password } from '#shared/auth/credentials';
import { factorNames } from '#shared/auth/factor';
import { challengeNames } from '#shared/auth/identity-provider';
import { NewAuthenticator } from '#shared/auth/new-authenticator';
import { SavedCode } from '#shared/auth/saved-code-form';
import { restrictions } from '#shared/auth/session-standing';
import { SignedIn, sessionTimes, Transport } from '#shared/auth/signed-in-answer';
import { defineRoutes } from '#shared/http/route';
import { answerFields, isOneAnswer } from './challenge-answer.ts';

/** Signed in, or what is asked for next. */
const answerExample = {
  challengeToken: `01JD8Y7N9Q4V5W2X3Z6A8B0CDE.${'k'.repeat(43)}`,
  code: '123456',
} as const;

export const SignInAnswer = z.discriminatedUnion('status', [
  SignedIn,
  z.object({
    status: z.literal('challenge'),
    challenge: z.enum(challengeNames),
    challengeToken: z.string().describe('Send it with the answer, within 15 minutes.'),
    factors: z.array(z.enum(factorNames)).optional().describe('What can be chosen.'),
    destination: z.string().optional().describe('Where the code went, masked.'),
    authenticator: NewAuthenticator.optional(),
  }),
]);

const oneAnswer = 'Send exactly one of newPassword, code and factor.';
const challengeErrors = [
  'sign_in.challenge_invalid',
  'sign_in.code_wrong',
  'password.refused',
  'request.too_many',
] as const;

export const signInRoutes = defineRoutes({
  signIn: {
    method: 'POST',
    path: '/sign-in',
    summary: 'Sign in with a password',
    permission: 'public',
    body: z.strictObject({ login: Login, password: Password, transport: Transport }),
    status: 200,
    response: SignInAnswer,
    errors: ['sign_in.refused', 'sign_in.use_company', 'request.too_many'],
    maxBodyBytes: 4_096,
  },
  answerChallenge: {
    method: 'POST',
    path: '/sign-in/challenge',
    summary: 'Answer what the sign-in asks for',
    permission: 'public',
    body: z
      .strictObject({ challengeToken: OpaqueToken, ...answerFields, transport: Transport })
      .refine(isOneAnswer, oneAnswer)
      .meta({ example: { ...answerExample, transport: 'bearer' } }),
    status: 200,
    response: SignInAnswer,
    errors: [...challengeErrors, 'sign_in.refused'],
    maxBodyBytes: 4_096,
  },
  signInWithSavedCode: {
    method: 'POST',
    path: '/sign-in/saved-code',
    summary: 'Sign in without the second factor, by one of the saved codes, and set up another',
    permission: 'public',
    body: z.strictObject({
      login: Login,
      password: Password,
      savedCode: SavedCode,
      transport: Transport,
    }),
    status: 200,
    response: SignInAnswer,
    errors: ['sign_in.refused', 'sign_in.code_wrong', 'request.too_many'],
    maxBodyBytes: 4_096,
  },
  refreshSession: {
    method: 'POST',
    path: '/sign-in/refresh',
    summary: 'Have the session confirmed for another hour',
    permission: 'signed-in',
    admits: restrictions,
    status: 200,
    response: z.object(sessionTimes),
    errors: [],
  },
  stepUp: {
    method: 'POST',
    path: '/step-up',
    summary: 'Prove once more who you are, for the next five minutes',
    permission: 'signed-in',
    whilePaused: true,
    admits: restrictions,
    body: z.strictObject({ password: Password }),
    status: 200,
    response: SignInAnswer,
    errors: ['password.current_wrong', 'request.too_many'],
    maxBodyBytes: 4_096,
  },
  answerStepUp: {
    method: 'POST',
    path: '/step-up/challenge',
    summary: 'Answer what the step-up asks for',
    permission: 'signed-in',
    whilePaused: true,
    admits: restrictions,
    body: z
      .strictObject({ challengeToken: OpaqueToken, ...answerFields })
      .refine(isOneAnswer, oneAnswer)
      .meta({ example: answerExample }),
    status: 200,
    response: SignInAnswer,
    errors: challengeErrors,
    maxBodyBytes: 4_096,
  },
  signOut: {
    method: 'POST',
    path: '/sign-out',
    summary: 'End this session',
    permission: 'signed-in',
    whilePaused: true,
    admits: restrictions,
    status: 204,
    errors: [],
  },
  signOutEverywhere: {
    method: 'POST',
    path: '/sign-out/everywhere',
    summary: 'End all sessions of the person',
    permission: 'signed-in',
    whilePaused: true,
    admits: restrictions,
    status: 204,
    errors: [],
  },
});
