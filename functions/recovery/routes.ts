import * as z from 'zod';
import {
  Login,
  MessageCode,
  OpaqueToken,
  Password,
  RecoveryChannel,
} from '#shared/auth/credentials';
import { areEnough, Proofs } from '#shared/auth/proofs';
import { SecurityQuestion } from '#shared/auth/security-questions';
import { defineRoutes } from '#shared/http/route';

export const recoveryRoutes = defineRoutes({
  startRecovery: {
    method: 'POST',
    path: '/recovery',
    summary: 'Ask for a link or a code to set a new password',
    permission: 'public',
    body: z.strictObject({ login: Login, channel: RecoveryChannel }),
    status: 202,
    response: z.object({
      status: z
        .literal('accepted')
        .describe('Said to everybody, whether there is an account or not.'),
      recoveryToken: z.string().describe('Send it along with the code of a text message.'),
    }),
    errors: ['recovery.not_offered', 'request.too_many'],
    maxBodyBytes: 4_096,
  },
  askQuestions: {
    method: 'POST',
    path: '/recovery/questions',
    summary: 'Read the security questions for a login',
    permission: 'public',
    body: z.strictObject({ login: Login }),
    status: 200,
    response: z.object({
      questions: z.array(SecurityQuestion).describe('A login that nobody has gets some, too.'),
    }),
    errors: ['recovery.not_offered', 'request.too_many'],
    maxBodyBytes: 4_096,
  },
  proveIdentity: {
    method: 'POST',
    path: '/recovery/proofs',
    summary: 'Prove yourself by two of authenticator, saved code and security questions',
    permission: 'public',
    body: Proofs.extend({ login: Login })
      .refine(areEnough, 'Give two of authenticator code, saved code and answers.')
      .meta({
        example: {
          login: 'li.lei@example.com',
          authenticatorCode: '123456',
          savedCode: '7KQ4-9TXM-2HBN-WD5R-8CJV-3PYE',
        },
      }),
    status: 200,
    response: z.object({
      token: z.string().describe('Sets a new password within ten minutes.'),
    }),
    errors: ['recovery.refused', 'recovery.not_offered', 'request.too_many'],
    maxBodyBytes: 4_096,
  },
  disavow: {
    method: 'POST',
    path: '/not-me',
    summary: 'Say that a change was not yours: locks the account and ends its sessions',
    permission: 'public',
    body: z.strictObject({ token: OpaqueToken }),
    status: 204,
    errors: ['recovery.refused', 'request.too_many'],
    maxBodyBytes: 4_096,
  },
  confirmRecovery: {
    method: 'POST',
    path: '/recovery/confirm',
    summary: 'Set a new password by the token of a link, or by a code',
    permission: 'public',
    body: z.union([
      z.strictObject({ token: OpaqueToken, newPassword: Password }),
      z.strictObject({
        recoveryToken: OpaqueToken,
        code: MessageCode,
        newPassword: Password,
      }),
    ]),
    status: 204,
    errors: ['recovery.refused', 'password.refused', 'request.too_many'],
    maxBodyBytes: 4_096,
  },
});
