import * as z from 'zod';
import { Email, Password, PersonName } from '#shared/auth/credentials';
import {
  QuestionId,
  questionCount,
  SecurityAnswer,
  SecurityQuestion,
} from '#shared/auth/security-questions';
import { defineRoutes } from '#shared/http/route';
import { BothLanguages } from '#shared/text/both-languages';

const Ulid = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'Give an id of 26 characters.');

const Rules = z.object({
  preset: z.enum(['classic', 'nist']),
  minLength: z.int(),
  composition: z.boolean().describe('Whether a small letter, a digit and a symbol are needed.'),
  historySize: z.int().describe('How many earlier passwords may not come back.'),
  maxAgeDays: z.int().describe('Days after which a password has to be changed; 0 for never.'),
});

export const passwordsRoutes = defineRoutes({
  readPasswordPolicy: {
    method: 'GET',
    path: '/password-policy',
    summary: 'Read what a password must be like and which ways to get back in there are',
    permission: 'public',
    status: 200,
    response: z.object({
      rules: Rules,
      recovery: z.object({
        channels: z.array(z.string()).describe('What `channel` of `POST /recovery` may be.'),
      }),
    }),
    errors: [],
  },
  ratePassword: {
    method: 'POST',
    path: '/password-strength',
    summary: 'Say how hard a password is to guess, and why it would be refused',
    permission: 'public',
    body: z.strictObject({
      newPassword: Password,
      name: PersonName.optional(),
      email: Email.optional(),
      locale: z.enum(['en', 'zh']).default('en'),
    }),
    status: 200,
    response: z.object({
      score: z.int().min(0).max(4).describe('0 is guessed at once, 4 not at all.'),
      reasons: z.array(z.string()).describe('Why it would be refused; advice, the check is later.'),
    }),
    errors: ['request.too_many'],
    maxBodyBytes: 4_096,
  },
  readSecurityQuestions: {
    method: 'GET',
    path: '/account/security-questions',
    summary: 'Read the security questions there are and those you have answered',
    permission: 'signed-in',
    status: 200,
    response: z.object({
      available: z.array(SecurityQuestion),
      chosen: z.array(QuestionId),
    }),
    errors: ['recovery.not_offered'],
  },
  setSecurityQuestions: {
    method: 'PUT',
    path: '/account/security-questions',
    summary: 'Answer three security questions anew',
    permission: 'signed-in',
    stepUp: true,
    body: z.strictObject({
      answers: z.array(SecurityAnswer).length(questionCount),
    }),
    status: 204,
    errors: ['recovery.not_offered'],
    maxBodyBytes: 8_192,
  },
  listPasswordAges: {
    method: 'GET',
    path: '/password-ages',
    summary: 'List how old passwords are and when they have to be changed',
    permission: 'users.manage',
    query: z.strictObject({
      cursor: Ulid.optional().describe('The `next` of the page before.'),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    status: 200,
    response: z.object({
      rules: Rules,
      departures: z
        .array(BothLanguages.extend({ setting: z.string(), standards: z.array(z.string()) }))
        .describe('Choices of this deployment that a standard advises against.'),
      people: z.array(
        z.object({
          userId: z.string(),
          name: z.string(),
          email: z.string(),
          status: z.enum(['invited', 'active', 'disabled', 'locked']),
          passwordChangedAt: z.iso.datetime().optional(),
          ageDays: z.int().optional().describe('Whole days since the last change.'),
          dueAt: z.iso.datetime().optional(),
          daysLeft: z.int().optional().describe('Negative once the password is too old.'),
        }),
      ),
      next: z.string().optional(),
    }),
    errors: [],
  },
  reportPasswordAges: {
    method: 'GET',
    path: '/password-ages/report',
    summary: 'Download how old all passwords are, as CSV or JSON',
    permission: 'users.manage',
    query: z.strictObject({ format: z.enum(['csv', 'json']).default('csv') }),
    status: 200,
    download: true,
    errors: [],
  },
});
