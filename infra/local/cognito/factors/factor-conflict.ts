import type { PoolProperties } from '../pool-definition.ts';

/** What Cognito refuses about plans and factors (“Adding MFA to a user pool”); undefined where all fits. */
export function factorConflict(properties: PoolProperties): string | undefined {
  const { MfaConfiguration, EnabledMfas, SmsConfiguration, EmailConfiguration } = properties;
  const oneStep = properties.Policies.SignInPolicy.AllowedFirstAuthFactors;
  const needsPlan = oneStep.find((factor) => factor !== 'PASSWORD');
  if (needsPlan && properties.UserPoolTier === 'LITE')
    return `${needsPlan} needs the plan ESSENTIALS or PLUS.`;
  if (oneStep.includes('SMS_OTP') && !SmsConfiguration) return 'SMS_OTP needs an SmsConfiguration.';
  const { AdvancedSecurityMode } = properties.UserPoolAddOns;
  if (AdvancedSecurityMode !== 'OFF' && properties.UserPoolTier !== 'PLUS')
    return `AdvancedSecurityMode ${AdvancedSecurityMode} needs the plan PLUS.`;
  if (MfaConfiguration === 'OFF') return undefined;
  if (MfaConfiguration === 'ON' && (oneStep.includes('EMAIL_OTP') || oneStep.includes('SMS_OTP')))
    return 'Where MFA is required, a one-time code is no first factor.';
  if (EnabledMfas.length === 0) return 'MFA needs at least one factor in EnabledMfas.';
  if (EnabledMfas.includes('SMS_MFA') && !SmsConfiguration)
    return 'SMS_MFA needs an SmsConfiguration.';
  if (!EnabledMfas.includes('EMAIL_OTP')) return undefined;
  if (EmailConfiguration.EmailSendingAccount !== 'DEVELOPER')
    return 'EMAIL_OTP needs an EmailConfiguration with EmailSendingAccount DEVELOPER.';
  if (properties.UserPoolTier === 'LITE') return 'EMAIL_OTP needs the plan ESSENTIALS or PLUS.';
  const recovery = properties.AccountRecoverySetting?.RecoveryMechanisms ?? [];
  if (recovery.length === 1 && recovery[0]?.Name === 'verified_email')
    return 'EMAIL_OTP excludes recovery by e-mail alone.';
  return undefined;
}
