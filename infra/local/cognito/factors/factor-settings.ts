import * as z from 'zod';
import { SecondFactor } from './second-factor.ts';

/** A text that carries a code. */
export const CodeText = z.string().includes('{####}').max(20_000).optional();
export const Subject = z.string().max(140).optional();

const text = z.string().optional();

/** Properties of a pool that say how people prove who they are; `SetUserPoolMfaConfig` changes them. */
export const factorSettings = {
  EmailAuthenticationMessage: CodeText,
  EmailAuthenticationSubject: Subject,
  SmsAuthenticationMessage: CodeText,
  SmsConfiguration: z
    .looseObject({ SnsCallerArn: text, ExternalId: text, SnsRegion: text })
    .optional(),
  MfaConfiguration: z.enum(['OFF', 'OPTIONAL', 'ON']).default('OFF'),
  EnabledMfas: z.array(SecondFactor).default([]),
  WebAuthnRelyingPartyID: z.string().min(1).max(127).optional(),
  WebAuthnUserVerification: z.enum(['required', 'preferred']).default('preferred'),
  WebAuthnFactorConfiguration: z
    .enum(['SINGLE_FACTOR', 'MULTI_FACTOR_WITH_USER_VERIFICATION'])
    .default('SINGLE_FACTOR'),
};

const FactorSettings = z.object(factorSettings);

export type FactorSettings = z.output<typeof FactorSettings>;
