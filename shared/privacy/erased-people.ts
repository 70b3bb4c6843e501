import type { RecordValues } from '#shared/objects/field';
import { foldEmail } from '#shared/text/email';
import type { Traits } from './person-request.ts';

/** By what somebody who was erased is recognised again: their addresses and numbers, nothing else. */
export function recognisedBy(values: RecordValues): string[] {
  const text = (field: string) => {
    const value = values[field];
    return typeof value === 'string' ? [value] : [];
  };
  return [
    ...text('email').map((email) => `email ${foldEmail(email)}`),
    ...['phone', 'mobile'].flatMap(text).map((phone) => `phone ${phone}`),
  ];
}

/** The same of collected traits. */
export function recognisedTraits({ emails, phones }: Traits): string[] {
  return [...emails.map((email) => `email ${email}`), ...phones.map((phone) => `phone ${phone}`)];
}

/** Who was erased: only keyed hashes are kept, which tell nothing without the deployment's secret. */
export interface ErasedPeople {
  /** Whether there is anybody at all: until the first erasure no one needs to be looked for. */
  isAnybody(): Promise<boolean>;
  /** Those of the texts (as `recognisedBy` gives them) that belong to somebody who was erased. */
  among(texts: readonly string[]): Promise<ReadonlySet<string>>;
  remember(texts: readonly string[], at: string): Promise<void>;
}
