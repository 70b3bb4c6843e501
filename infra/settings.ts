import * as z from 'zod';
import { AuthPolicy } from '#shared/auth/auth-policy';

const origin = z
  .url({ protocol: /^https?$/ })
  .refine((value) => new URL(value).origin === value, 'Give scheme, host and port only, no path.');

/** What one deployment chooses. Everything has a safe default but the sender of its mail. */
export const Settings = z.strictObject({
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
  /** Gets the alarms; nobody is mailed without it. */
  alarmEmail: z.email().optional(),
  /** Passwords and ways to get back in: a preset, and what differs from it (docs/identity.md). */
  auth: AuthPolicy.prefault({}),
  throttling: z
    .strictObject({
      /** Requests per second over all callers. */
      rate: z.int().min(1).default(200),
      burst: z.int().min(1).default(400),
    })
    .prefault({}),
  logRetentionDays: z.union([z.literal(30), z.literal(90), z.literal(365)]).default(90),
});

export type Settings = z.output<typeof Settings>;

/** The laptop's settings; the port is where `npm start` listens. */
export function localSettings(port: number): Settings {
  return Settings.parse({
    name: 'Stratus',
    stage: 'local',
    appOrigin: `http://localhost:${port}`,
    mail: { from: 'crm@stratus.example' },
  });
}
