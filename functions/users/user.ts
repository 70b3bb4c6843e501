import * as z from 'zod';
import { Person } from '#shared/auth/person';
import { principalStatuses } from '#shared/auth/principal-item';
import { suppressionReasons } from '#shared/mail/suppressions';

/** A person as administrators see them. */
export const User = Person.extend({
  status: z
    .enum(principalStatuses)
    .describe(
      'Invited people have not set a password yet, locked ones may have been robbed of theirs; only active people may act.',
    ),
  managerId: z.string().optional(),
  userName: z.string().optional(),
  signInProvider: z
    .string()
    .optional()
    .describe('The company whose sign-in this person uses; nothing can be reset here.'),
  factorDue: z.boolean().optional().describe('Whether they have to enrol a second factor first.'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  lastSignInAt: z.iso.datetime().optional(),
  passwordChangedAt: z.iso.datetime().optional(),
  mailProblem: z
    .object({
      reason: z
        .enum(suppressionReasons)
        .describe('Whether mail was refused for good, or marked as unwanted.'),
      since: z.iso.datetime(),
      skipped: z.int().describe('Mails not sent since then.'),
    })
    .optional()
    .describe('Present when no mail goes to the address.'),
});
