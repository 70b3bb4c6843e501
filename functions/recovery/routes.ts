import * as z from 'zod';
import { Login, OpaqueToken, Password } from '#shared/auth/credentials';
import { defineRoutes } from '#shared/http/route';

export const recoveryRoutes = defineRoutes({
  startRecovery: {
    method: 'POST',
    path: '/recovery',
    summary: 'Ask for a link to set a new password',
    permission: 'public',
    body: z.strictObject({ login: Login, channel: z.enum(['email']) }),
    status: 202,
    response: z.object({
      status: z
        .literal('accepted')
        .describe('Said to everybody, whether there is an account or not.'),
    }),
    errors: ['request.too_many'],
    maxBodyBytes: 4_096,
  },
  confirmRecovery: {
    method: 'POST',
    path: '/recovery/confirm',
    summary: 'Set a new password by the token of a link',
    permission: 'public',
    body: z.strictObject({ token: OpaqueToken, newPassword: Password }),
    status: 204,
    errors: ['recovery.refused', 'password.refused', 'request.too_many'],
    maxBodyBytes: 4_096,
  },
});
