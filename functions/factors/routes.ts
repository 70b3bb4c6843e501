import * as z from 'zod';
import { Email, FactorCode, Phone } from '#shared/auth/credentials';
import { factorNames } from '#shared/auth/factor';
import { NewAuthenticator } from '#shared/auth/new-authenticator';
import { defineRoutes } from '#shared/http/route';

const small = { maxBodyBytes: 4_096 } as const;
/** What somebody may do who has to enrol a factor before anything else. */
const enrolling = { permission: 'signed-in', admits: ['enrol-factor'] } as const;
const Code = z.strictObject({ code: FactorCode });
const Sent = z.object({ destination: z.string().describe('Where the code went, masked.') });

export const factorsRoutes = defineRoutes({
  listFactors: {
    ...enrolling,
    method: 'GET',
    path: '/account/factors',
    summary: 'List your second factors and ways to prove who you are',
    status: 200,
    response: z.object({
      factors: z.array(z.enum(factorNames)),
      preferred: z.enum(factorNames).optional().describe('Asked for first.'),
      phone: z.string().optional().describe('Your verified phone, masked.'),
      savedCodes: z.int().describe('How many of your saved codes are left.'),
      isRequired: z.boolean().describe('Whether your role asks for a second factor.'),
    }),
    errors: [],
  },
  startAuthenticator: {
    ...enrolling,
    method: 'POST',
    path: '/account/factors/authenticator',
    summary: 'Get the secret of a new authenticator app',
    stepUp: true,
    status: 200,
    response: NewAuthenticator,
    errors: [],
  },
  confirmAuthenticator: {
    ...enrolling,
    ...small,
    method: 'POST',
    path: '/account/factors/authenticator/confirm',
    summary: 'Take a new authenticator app into use by one of its codes',
    body: Code,
    status: 204,
    errors: ['account.code_wrong', 'request.too_many'],
  },
  removeAuthenticator: {
    method: 'DELETE',
    path: '/account/factors/authenticator',
    summary: 'Remove your authenticator app',
    permission: 'signed-in',
    stepUp: true,
    status: 204,
    errors: ['account.factor_required'],
  },
  useTextMessages: {
    ...enrolling,
    method: 'POST',
    path: '/account/factors/sms',
    summary: 'Use codes by text message as a second factor',
    stepUp: true,
    status: 204,
    errors: ['account.phone_missing'],
  },
  stopTextMessages: {
    method: 'DELETE',
    path: '/account/factors/sms',
    summary: 'Stop using codes by text message',
    permission: 'signed-in',
    stepUp: true,
    status: 204,
    errors: ['account.factor_required'],
  },
  preferFactor: {
    ...small,
    method: 'PUT',
    path: '/account/factors/preferred',
    summary: 'Choose which factor you are asked for first',
    permission: 'signed-in',
    body: z.strictObject({ factor: z.enum(factorNames) }),
    status: 204,
    errors: ['account.factor_missing'],
  },
  makeSavedCodes: {
    method: 'POST',
    path: '/account/saved-codes',
    summary: 'Make ten new saved codes; all former ones end',
    permission: 'signed-in',
    stepUp: true,
    status: 200,
    response: z.object({
      codes: z.array(z.string()).describe('Shown once: print them or write them down.'),
    }),
    errors: [],
  },
  changeEmail: {
    ...small,
    method: 'POST',
    path: '/account/email',
    summary: 'Send a code to a new e-mail address',
    permission: 'signed-in',
    stepUp: true,
    body: z.strictObject({ email: Email }),
    status: 202,
    response: Sent,
    errors: ['user.exists', 'request.too_many'],
  },
  confirmEmail: {
    ...small,
    method: 'POST',
    path: '/account/email/confirm',
    summary: 'Change your e-mail address by the code that it got',
    permission: 'signed-in',
    body: Code,
    status: 204,
    errors: ['account.code_wrong', 'user.exists', 'request.too_many'],
  },
  changePhone: {
    ...enrolling,
    ...small,
    method: 'POST',
    path: '/account/phone',
    summary: 'Send a code to a new phone',
    stepUp: true,
    body: z.strictObject({ phone: Phone }),
    status: 202,
    response: Sent,
    errors: ['request.too_many'],
  },
  confirmPhone: {
    ...enrolling,
    ...small,
    method: 'POST',
    path: '/account/phone/confirm',
    summary: 'Change your phone by the code that it got',
    body: Code,
    status: 204,
    errors: ['account.code_wrong', 'request.too_many'],
  },
});
