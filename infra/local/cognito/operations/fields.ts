import * as z from 'zod';
import { invalidParameter } from '../errors.ts';

/** Letters, signs and digits, without white space. */
export const Username = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u);

/** What the API takes at all; the pool's policy comes after it. */
export const Password = z
  .string()
  .max(256)
  .regex(/^\S+.*\S+$/);

export const ConfirmationCode = z.string().min(1).max(2048).regex(/^\S+$/);

export const Attributes = z.array(
  z.strictObject({ Name: z.string().min(1).max(32), Value: z.string().max(2048).default('') }),
);

export type Attributes = z.output<typeof Attributes>;

export const ClientMetadata = z.record(z.string(), z.string()).optional();

/** Accepted without effect: threat protection and campaign analytics are not emulated. */
export const unusedContext = {
  AnalyticsMetadata: z.unknown().optional(),
  ContextData: z.unknown().optional(),
  UserContextData: z.unknown().optional(),
};

/** Of an administrator's operation. */
export const poolInput = { UserPoolId: z.string().min(1).max(55) };

export const userInput = { ...poolInput, Username };

/** Of an operation that an app client calls for somebody. */
export const clientInput = {
  ClientId: z.string().min(1).max(128),
  ClientMetadata,
  SecretHash: z.string().min(1).max(128).optional(),
  Username,
  ...unusedContext,
};

/** Attributes by name. Throws `InvalidParameterException` for one that is named twice. */
export function byName(attributes: Attributes): Record<string, string> {
  const entries = attributes.map(({ Name, Value }): [string, string] => [Name, Value]);
  const named = Object.fromEntries(entries);
  if (Object.keys(named).length < entries.length)
    throw invalidParameter('Attributes must not be repeated.');
  return named;
}
