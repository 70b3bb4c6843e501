import * as z from 'zod';
import { invalidParameter } from '../errors.ts';
import { hasMeans, poolFactors, withFactor, withoutFactor } from '../factors/factors.ts';
import type { SecondFactor } from '../factors/second-factor.ts';
import type { Pool } from '../pool-definition.ts';
import { firstFactorsOf } from '../sign-in/first-factors.ts';
import { mfaView } from '../user-view.ts';
import type { User } from '../users.ts';
import type { World } from '../world.ts';
import { userInput } from './fields.ts';
import { type Operations, ownOperation, userOperation } from './operation.ts';

const Setting = z
  .strictObject({ Enabled: z.boolean().optional(), PreferredMfa: z.boolean().optional() })
  .optional();

const settings = {
  SMSMfaSettings: Setting,
  SoftwareTokenMfaSettings: Setting,
  EmailMfaSettings: Setting,
  WebAuthnMfaSettings: z.strictObject({ Enabled: z.boolean().optional() }).optional(),
};

type Settings = {
  readonly [Name in keyof typeof settings]?: z.output<(typeof settings)[Name]>;
};

/** Which second factors people use, and which one they are asked for. */
export const mfaPreferenceOperations: Operations = {
  SetUserMFAPreference: ownOperation(
    z.strictObject({ AccessToken: z.string().min(1), ...settings }),
    (world, who, input) => setPreference(world, who, input),
  ),

  AdminSetUserMFAPreference: userOperation(
    z.strictObject({ ...userInput, ...settings }),
    (world, who, input) => setPreference(world, who, input),
  ),

  GetUserAuthFactors: ownOperation(
    z.strictObject({ AccessToken: z.string().min(1) }),
    (_world, who) => authFactors(who),
  ),

  AdminGetUserAuthFactors: userOperation(z.strictObject(userInput), (_world, who) =>
    authFactors(who),
  ),
};

function authFactors({ pool, user }: { pool: Pool; user: User }) {
  const first = firstFactorsOf({ pool, user, login: user.username });
  return {
    Username: user.username,
    ...mfaView(user),
    ConfiguredUserAuthFactors: first.filter((name) => name !== 'PASSWORD_SRP'),
  };
}

function setPreference(
  world: World,
  { pool, user }: { pool: Pool; user: User },
  { SMSMfaSettings, SoftwareTokenMfaSettings, EmailMfaSettings, WebAuthnMfaSettings }: Settings,
) {
  const wanted = [
    ['SMS_MFA', SMSMfaSettings],
    ['SOFTWARE_TOKEN_MFA', SoftwareTokenMfaSettings],
    ['EMAIL_OTP', EmailMfaSettings],
  ] as const;
  if (wanted.filter(([, setting]) => setting?.PreferredMfa).length > 1)
    throw invalidParameter('Only one MFA method can be preferred.');
  world.users.change(pool, user.sub, (newest) => {
    const changed = wanted.reduce(
      (before, [factor, setting]) => (setting ? change(pool, before, factor, setting) : before),
      newest,
    );
    const passkeyMfa = WebAuthnMfaSettings?.Enabled ?? newest.passkeyMfa;
    // “To prevent account lockout” (WebAuthnMfaSettingsType).
    if (passkeyMfa && changed.mfa.enabled.length === 0)
      throw invalidParameter('Passkey MFA needs another MFA method of the user.');
    return { mfa: changed.mfa, passkeyMfa };
  });
  return {};
}

function change(
  pool: Pool,
  user: User,
  factor: SecondFactor,
  { Enabled, PreferredMfa }: { Enabled?: boolean | undefined; PreferredMfa?: boolean | undefined },
): User {
  if (Enabled === false) {
    if (PreferredMfa) throw invalidParameter(`${factor} cannot be preferred and switched off.`);
    if (pool.properties.MfaConfiguration === 'ON' && user.mfa.enabled.includes(factor))
      throw invalidParameter(`${factor} cannot be switched off where MFA is required.`);
    return { ...user, ...withoutFactor(user, factor) };
  }
  if (Enabled) requireMeans(pool, user, factor);
  const enabled = Enabled ? { ...user, ...withFactor(user, factor) } : user;
  if (PreferredMfa === undefined) return enabled;
  if (PreferredMfa && !enabled.mfa.enabled.includes(factor))
    throw invalidParameter(`${factor} must be enabled to be preferred.`);
  if (PreferredMfa) return { ...enabled, mfa: { ...enabled.mfa, preferred: factor } };
  const { preferred, ...mfa } = enabled.mfa;
  return preferred === factor ? { ...enabled, mfa } : enabled;
}

function requireMeans(pool: Pool, user: User, factor: SecondFactor): void {
  if (!poolFactors(pool).includes(factor))
    throw invalidParameter(`${factor} has not been enabled by the userPool.`);
  if (hasMeans(user, factor)) return;
  throw invalidParameter(
    factor === 'SOFTWARE_TOKEN_MFA'
      ? 'User has not verified software token mfa'
      : `User does not have delivery config set to turn on ${factor}`,
  );
}
