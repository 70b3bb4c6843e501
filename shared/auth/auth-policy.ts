import * as z from 'zod';

/** Rules for passwords; Cognito is given the same length, composition and history as a floor. */
const PasswordRules = z.strictObject({
  minLength: z.int().min(8, 'Ask for at least 8 characters (ASVS 5.0 6.2.1).').max(99),
  /** Small letters, digits and symbols, each at least once. */
  composition: z.boolean(),
  /** How many earlier passwords may not come back; Cognito keeps at most 24. */
  historySize: z.int().min(0).max(24),
  /** Days after which a password has to be changed; 0 for never. */
  maxAgeDays: z.int().min(0).max(365),
  /** Days before that on which people are reminded. */
  reminderDays: z.array(z.int().min(1).max(60)).max(6),
  /** Names of the company and its products, which a password may not contain. */
  companyWords: z.array(z.string().trim().min(2).max(40)).max(20),
  /** Asks a range service whether a password is known from a breach; `open` accepts when it is silent. */
  breached: z.enum(['off', 'open', 'closed']),
  breachedHost: z.url({ protocol: /^https?$/ }),
});

/** Ways to get back in besides the link by e-mail and the administrator. */
const RecoveryWays = z.strictObject({
  sms: z.boolean(),
  /** Keeps a sealed copy of authenticator secrets: Cognito cannot check a code without the password. */
  authenticator: z.boolean(),
  /** Saved codes are the second proof beside an authenticator or security questions. */
  savedCodes: z.boolean(),
  questions: z.boolean(),
});

export type PasswordPolicy = z.output<typeof PasswordRules>;
export type RecoveryPolicy = z.output<typeof RecoveryWays>;

const common = {
  historySize: 5,
  companyWords: [],
  breached: 'off',
  breachedHost: 'https://api.pwnedpasswords.com',
} as const;

/**
 * `classic` is what the product promises; `nist` follows NIST SP 800-63B-4 and ASVS 5.0 6.2.5,
 * 6.2.10 and 6.4.2: longer, without composition, rotation and security questions.
 */
export const authPresets = {
  classic: {
    password: {
      ...common,
      minLength: 8,
      composition: true,
      maxAgeDays: 180,
      reminderDays: [14, 7, 1],
    },
    recovery: { sms: true, authenticator: true, savedCodes: true, questions: true },
  },
  nist: {
    password: { ...common, minLength: 15, composition: false, maxAgeDays: 0, reminderDays: [] },
    recovery: { sms: true, authenticator: true, savedCodes: true, questions: false },
  },
} as const satisfies Record<string, { password: PasswordPolicyInput; recovery: RecoveryPolicy }>;

type PasswordPolicyInput = Readonly<Omit<PasswordPolicy, 'reminderDays' | 'companyWords'>> & {
  readonly reminderDays: readonly number[];
  readonly companyWords: readonly string[];
};

const Resolved = z.strictObject({
  preset: z.enum(['classic', 'nist']),
  password: PasswordRules,
  recovery: RecoveryWays,
});

export type AuthPolicy = z.output<typeof Resolved>;

interface Guard {
  readonly refuses: (policy: AuthPolicy) => boolean;
  readonly path: readonly string[];
  readonly message: string;
}

/** Combinations that are unsafe or contradict their preset, each with what to do. */
const guards: readonly Guard[] = [
  {
    refuses: ({ password }) => password.maxAgeDays > 0 && password.maxAgeDays < 90,
    path: ['password', 'maxAgeDays'],
    message: 'Passwords that end sooner than 90 days become weak ones: choose 90 to 365, or 0.',
  },
  {
    refuses: ({ preset, password }) => preset === 'nist' && password.maxAgeDays > 0,
    path: ['password', 'maxAgeDays'],
    message: 'NIST SP 800-63B-4 forbids a maximum age: choose 0, or the preset classic.',
  },
  {
    refuses: ({ preset, password }) => preset === 'nist' && password.composition,
    path: ['password', 'composition'],
    message: 'NIST SP 800-63B-4 forbids composition rules: choose false, or the preset classic.',
  },
  {
    refuses: ({ preset, password }) => preset === 'nist' && password.minLength < 15,
    path: ['password', 'minLength'],
    message: 'NIST SP 800-63B-4 asks for 15 characters or more, or choose the preset classic.',
  },
  {
    refuses: ({ preset, recovery }) => preset === 'nist' && recovery.questions,
    path: ['recovery', 'questions'],
    message: 'NIST SP 800-63B-4 forbids security questions: choose false, or the preset classic.',
  },
  {
    refuses: ({ password }) => password.reminderDays.some((day) => day >= password.maxAgeDays),
    path: ['password', 'reminderDays'],
    message: 'A reminder has to come before the maximum age is over, and needs a maximum age.',
  },
  {
    refuses: ({ password }) => new Set(password.reminderDays).size < password.reminderDays.length,
    path: ['password', 'reminderDays'],
    message: 'Name each day of a reminder once.',
  },
  {
    refuses: ({ recovery }) =>
      recovery.questions && !recovery.savedCodes && !recovery.authenticator,
    path: ['recovery', 'questions'],
    message:
      'Security questions alone let in whoever knows the person: turn on savedCodes or authenticator.',
  },
  {
    refuses: ({ recovery }) => recovery.authenticator && !recovery.savedCodes,
    path: ['recovery', 'authenticator'],
    message: 'An authenticator alone is one proof: turn on savedCodes as the second.',
  },
];

const GuardedPolicy = Resolved.superRefine((policy, context) => {
  for (const { refuses, path, message } of guards)
    if (refuses(policy)) context.addIssue({ code: 'custom', path: [...path], message });
});

/**
 * What a deployment chooses: a preset and what it wants otherwise. The outcome is a whole policy,
 * which is itself such a choice; unsafe ones are refused with what to do instead.
 */
export const AuthPolicy = z
  .strictObject({
    preset: z.enum(['classic', 'nist']).default('classic'),
    password: PasswordRules.partial().prefault({}),
    recovery: RecoveryWays.partial().prefault({}),
  })
  .transform(({ preset, password, recovery }) => ({
    preset,
    password: { ...authPresets[preset].password, ...password },
    recovery: { ...authPresets[preset].recovery, ...recovery },
  }))
  .pipe(GuardedPolicy);

/** The policy that a function was deployed with. Throws at start for one that is not safe: fail closed. */
export function readAuthPolicy(text: string): AuthPolicy {
  const policy = AuthPolicy.safeParse(JSON.parse(text));
  if (policy.success) return policy.data;
  throw new Error(`The policy of passwords is not safe:\n${z.prettifyError(policy.error)}`);
}
