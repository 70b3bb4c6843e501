import * as z from 'zod';
import {
  Login,
  MessageCode,
  OpaqueToken,
  Password,
  RecoveryChannel,
} from '#shared/auth/credentials';
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
