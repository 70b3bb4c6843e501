import * as z from 'zod';
import { AuthPolicy } from '#shared/auth/auth-policy';
import { RequestLimits } from '#shared/auth/request-limits';
import { faultsOfSso, SsoSettings } from './sso-settings.ts';

const origin = z
  .url({ protocol: /^https?$/ })
  .refine((value) => new URL(value).origin === value, 'Give scheme, host and port only, no path.');

const Choices = z.strictObject({
  /** Prefix of all stacks; two deployments in one account need two names. */
  name: z
    .string()
    .regex(/^[A-Z][A-Za-z0-9]{1,20}$/)
    .default('Stratus'),
  /** `production` keeps data when a stack is deleted; `local` is the laptop. */
  stage: z.enum(['production', 'local']).default('production'),
  /** Where people open the web client; the API's own address until one is set. */
  appOrigin: origin.optional(),
  /** Other origins whose pages may call the API from a browser. */
  corsOrigins: z.array(origin).default([]),
  mail: z.strictObject({
    /** Sender of all mail, for example `crm@example.com`; SES verifies its domain. */
    from: z.email(),
  }),
  /** Text messages through AWS End User Messaging; none are sent without it. */
  text: z
    .strictObject({
      /** ARN of the phone number, sender id or pool of numbers to send from. */
      from: z
        .string()
        .regex(
          /^arn:aws[a-z-]*:sms-voice:[a-z0-9-]+:\d{12}:(phone-number|pool|sender-id)\/.+$/,
          'Give the ARN of a phone number, pool or sender id of AWS End User Messaging.',
        ),
    })
    .optional(),
  /** Gets the alarms; nobody is mailed without it. */
  alarmEmail: z.email().optional(),
  /** Passwords and ways to get back in: a preset, and what differs from it (docs/identity.md). */
  auth: AuthPolicy.prefault({}),
  /** Companies whose people sign in through their own identity provider (docs/identity.md). */
  sso: SsoSettings.optional(),
  /** Sign-in by fingerprint, face or security key; off without it. */
  passkeys: z
    .strictObject({
      /**
       * The domain that passkeys belong to: the one people open the web client at, or one above it. It
       * cannot change later, so it should be your own; `localhost` is the laptop.
       */
      relyingPartyId: z.string().regex(/^(?:localhost|(?:[a-z0-9-]+\.)+[a-z]{2,})$/),
    })
    .optional(),
  /** Requests a minute of one caller, who is paused above it: a person, or an API key. */
  requestsPerMinute: RequestLimits.prefault({}),
  throttling: z
    .strictObject({
      /** Requests per second over all callers. */
      rate: z.int().min(1).default(200),
      burst: z.int().min(1).default(400),
    })
    .prefault({}),
  /** How long it can be looked up who did what. */
  auditRetentionMonths: z.int().min(3).max(120).default(24),
  /** How long a record's own history says what it held before; a change made under another choice keeps that one. */
  historyRetentionMonths: z.int().min(1).max(120).default(24),
  logRetentionDays: z.union([z.literal(30), z.literal(90), z.literal(365)]).default(90),
});

const GuardedChoices = Choices.superRefine(({ sso, stage, ...chosen }, context) => {
  for (const [caller, most] of Object.entries(chosen.requestsPerMinute))
    if (most > chosen.throttling.rate * 60)
      context.addIssue({
        code: 'custom',
        path: ['requestsPerMinute', caller],
        message:
          'One caller may not send more than all together: raise throttling.rate, which is a second, or choose less.',
      });
  for (const message of sso ? faultsOfSso(sso, stage) : [])
    context.addIssue({ code: 'custom', path: ['sso'], message });
});

/** What one deployment chooses. Everything has a safe default but the sender of its mail. */
export const Settings = GuardedChoices.transform((chosen) => ({
  ...chosen,
  // Codes by text message are offered once there is somewhere to send them from.
  auth: {
    ...chosen.auth,
    recovery: {
      ...chosen.auth.recovery,
      sms: chosen.auth.recovery.sms && chosen.text !== undefined,
    },
  },
}));

export type Settings = z.output<typeof Settings>;

/** The laptop's settings; the port is where `npm start` listens. */
export function localSettings(
  port: number,
  chosen: { readonly sso?: unknown; readonly requestsPerMinute?: unknown } = {},
): Settings {
  return Settings.parse({
    ...chosen,
    name: 'Stratus',
    stage: 'local',
    appOrigin: `http://localhost:${port}`,
    mail: { from: 'crm@stratus.example' },
    passkeys: { relyingPartyId: 'localhost' },
    text: { from: 'arn:aws:sms-voice:us-east-1:123456789012:sender-id/STRATUS/US' },
  });
}
