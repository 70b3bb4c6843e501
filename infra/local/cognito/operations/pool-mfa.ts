import * as z from 'zod';
import { invalidParameter } from '../errors.ts';
import { factorConflict } from '../factors/factor-conflict.ts';
import { type FactorSettings, factorSettings } from '../factors/factor-settings.ts';
import type { SecondFactor } from '../factors/second-factor.ts';
import type { Pool } from '../pool-definition.ts';
import { poolInput } from './fields.ts';
import { type Operations, poolOperation } from './operation.ts';

const Input = z.strictObject({
  ...poolInput,
  MfaConfiguration: factorSettings.MfaConfiguration.unwrap().optional(),
  SmsMfaConfiguration: z
    .strictObject({
      SmsAuthenticationMessage: factorSettings.SmsAuthenticationMessage,
      SmsConfiguration: factorSettings.SmsConfiguration,
    })
    .optional(),
  SoftwareTokenMfaConfiguration: z.strictObject({ Enabled: z.boolean() }).optional(),
  EmailMfaConfiguration: z
    .strictObject({
      Message: factorSettings.EmailAuthenticationMessage,
      Subject: factorSettings.EmailAuthenticationSubject,
    })
    .optional(),
  WebAuthnConfiguration: z
    .strictObject({
      RelyingPartyId: factorSettings.WebAuthnRelyingPartyID,
      UserVerification: factorSettings.WebAuthnUserVerification.unwrap().optional(),
      FactorConfiguration: factorSettings.WebAuthnFactorConfiguration.unwrap().optional(),
    })
    .optional(),
});

type Input = z.output<typeof Input>;

/** How a pool asks for second factors. */
export const poolMfaOperations: Operations = {
  GetUserPoolMfaConfig: poolOperation(z.strictObject(poolInput), (_world, pool) => view(pool)),

  SetUserPoolMfaConfig: poolOperation(Input, (world, pool, input) => {
    const settings = settingsOf(pool, input);
    const conflict = factorConflict({ ...pool.properties, ...settings });
    if (conflict) throw invalidParameter(conflict);
    return view(world.pools.changeFactors(pool.id, settings));
  }),
};

/** What is not mentioned stays. */
function settingsOf({ properties }: Pool, input: Input): Partial<FactorSettings> {
  const { SmsMfaConfiguration: sms, EmailMfaConfiguration: mail } = input;
  const { WebAuthnConfiguration: passkeys, MfaConfiguration } = input;
  return {
    ...(MfaConfiguration && { MfaConfiguration }),
    ...(sms?.SmsConfiguration && { SmsConfiguration: sms.SmsConfiguration }),
    ...(sms?.SmsAuthenticationMessage !== undefined && {
      SmsAuthenticationMessage: sms.SmsAuthenticationMessage,
    }),
    ...(mail?.Message !== undefined && { EmailAuthenticationMessage: mail.Message }),
    ...(mail?.Subject !== undefined && { EmailAuthenticationSubject: mail.Subject }),
    ...(passkeys?.RelyingPartyId !== undefined && {
      WebAuthnRelyingPartyID: passkeys.RelyingPartyId,
    }),
    ...(passkeys?.UserVerification && { WebAuthnUserVerification: passkeys.UserVerification }),
    ...(passkeys?.FactorConfiguration && {
      WebAuthnFactorConfiguration: passkeys.FactorConfiguration,
    }),
    EnabledMfas: enabledAfter(properties.EnabledMfas, input),
  };
}

function enabledAfter(before: readonly SecondFactor[], input: Input): SecondFactor[] {
  const enabled = new Set(before);
  if (input.SmsMfaConfiguration) enabled.add('SMS_MFA');
  if (input.EmailMfaConfiguration) enabled.add('EMAIL_OTP');
  if (input.SoftwareTokenMfaConfiguration?.Enabled) enabled.add('SOFTWARE_TOKEN_MFA');
  if (input.SoftwareTokenMfaConfiguration?.Enabled === false) enabled.delete('SOFTWARE_TOKEN_MFA');
  return [...enabled];
}

function view({ properties }: Pool) {
  const { EnabledMfas, MfaConfiguration, SmsConfiguration, WebAuthnRelyingPartyID } = properties;
  return {
    MfaConfiguration,
    SoftwareTokenMfaConfiguration: { Enabled: EnabledMfas.includes('SOFTWARE_TOKEN_MFA') },
    ...(EnabledMfas.includes('SMS_MFA') && {
      SmsMfaConfiguration: {
        SmsConfiguration,
        SmsAuthenticationMessage: properties.SmsAuthenticationMessage,
      },
    }),
    ...(EnabledMfas.includes('EMAIL_OTP') && {
      EmailMfaConfiguration: {
        Message: properties.EmailAuthenticationMessage,
        Subject: properties.EmailAuthenticationSubject,
      },
    }),
    ...(WebAuthnRelyingPartyID !== undefined && {
      WebAuthnConfiguration: {
        RelyingPartyId: WebAuthnRelyingPartyID,
        UserVerification: properties.WebAuthnUserVerification,
        FactorConfiguration: properties.WebAuthnFactorConfiguration,
      },
    }),
  };
}
