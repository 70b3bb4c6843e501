import * as z from 'zod';
import { Login, OpaqueToken, Password } from '#shared/auth/credentials';
import { Person } from '#shared/auth/person';
import { restrictions } from '#shared/auth/session-standing';
import { defineRoutes } from '#shared/http/route';

const Transport = z
  .enum(['cookie', 'bearer'])
  .default('cookie')
  .describe('Browsers take the session as a cookie that scripts cannot read; others as a token.');

const Times = {
  refreshBefore: z.iso.datetime().describe('Refresh before then, or the session pauses.'),
  endsAt: z.iso.datetime().describe('Sign in again after that.'),
};

/** Signed in, or what is asked for next. */
export const SignInAnswer = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('signed-in'),
    token: z.string().optional().describe('Only with the transport “bearer”.'),
    user: Person,
    ...Times,
  }),
  z.object({
    status: z.literal('challenge'),
    challenge: z.enum(['new-password']),
    challengeToken: z.string(),
  }),
]);

export const signInRoutes = defineRoutes({
  signIn: {
    method: 'POST',
    path: '/sign-in',
    summary: 'Sign in with a password',
    permission: 'public',
    body: z.strictObject({ login: Login, password: Password, transport: Transport }),
    status: 200,
    response: SignInAnswer,
    errors: ['sign_in.refused', 'request.too_many'],
    maxBodyBytes: 4_096,
  },
  answerChallenge: {
    method: 'POST',
    path: '/sign-in/challenge',
    summary: 'Answer what the sign-in asks for',
    permission: 'public',
    body: z.strictObject({
      challengeToken: OpaqueToken,
      newPassword: Password,
      transport: Transport,
    }),
    status: 200,
    response: SignInAnswer,
    errors: ['sign_in.challenge_invalid', 'sign_in.refused', 'password.refused'],
    maxBodyBytes: 4_096,
  },
  refreshSession: {
    method: 'POST',
    path: '/sign-in/refresh',
    summary: 'Have the session confirmed for another hour',
    permission: 'signed-in',
    admits: restrictions,
    status: 200,
    response: z.object(Times),
    errors: [],
  },
  stepUp: {
    method: 'POST',
    path: '/step-up',
    summary: 'Prove once more who you are, for the next five minutes',
    permission: 'signed-in',
    body: z.strictObject({ password: Password }),
    status: 200,
    response: SignInAnswer,
    errors: ['password.current_wrong', 'request.too_many'],
    maxBodyBytes: 4_096,
  },
  signOut: {
    method: 'POST',
    path: '/sign-out',
    summary: 'End this session',
    permission: 'signed-in',
    admits: restrictions,
    status: 204,
    errors: [],
  },
  signOutEverywhere: {
    method: 'POST',
    path: '/sign-out/everywhere',
    summary: 'End all sessions of the person',
    permission: 'signed-in',
    admits: restrictions,
    status: 204,
    errors: [],
  },
});
