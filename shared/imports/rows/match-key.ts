import { createHash } from 'node:crypto';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { displayName } from '#shared/objects/display-name';
import type { RecordValues } from '#shared/objects/field';
import type { ObjectName } from '#shared/objects/names';
import { fold } from '#shared/text/fold';
import { webDomain } from '#shared/text/web-domain';
import type { Kept } from './notes.ts';

/** What records without a unique value can be recognised by. */
export type NaturalKey = 'domain' | 'name' | 'nameAndPhone' | 'nameAndCompany' | 'phone';

export interface Recognition {
  readonly by: NaturalKey;
  readonly parts: readonly string[];
}

const text = (values: RecordValues, field: string) => {
  const value = values[field];
  return typeof value === 'string' && value !== '' ? [fold(value)] : [];
};

const numbers = (values: RecordValues) =>
  [...text(values, 'mobile'), ...text(values, 'phone')].map((each) =>
    each.replace(/\D/g, '').slice(-11),
  );

const domains = (values: RecordValues) =>
  [...text(values, 'domain'), ...text(values, 'website')].map(webDomain);

type Parts = (name: string, values: RecordValues) => readonly (readonly string[])[];

const partsOf: Readonly<Record<NaturalKey, Parts>> = {
  domain: (_, values) => domains(values).map((domain) => [domain]),
  name: (name) => [[name]],
  nameAndPhone: (name, values) => numbers(values).map((number) => [name, number]),
  nameAndCompany: (name, values) => text(values, 'companyName').map((company) => [name, company]),
  phone: (_, values) => numbers(values).map((number) => [number]),
};

/** By what records of an object are recognised unless an import says otherwise, in the order of trust. */
const usual: Readonly<Partial<Record<ObjectName, readonly NaturalKey[]>>> = {
  company: ['domain', 'name'],
  contact: ['nameAndPhone', 'nameAndCompany'],
  lead: ['nameAndPhone'],
  campaign: ['name'],
};

/** What an import may choose to match by, besides unique fields. */
export const naturalKeys: Readonly<Partial<Record<ObjectName, readonly NaturalKey[]>>> = {
  company: ['domain', 'name'],
  contact: ['phone', 'nameAndPhone', 'nameAndCompany'],
  lead: ['phone', 'nameAndPhone', 'nameAndCompany'],
  campaign: ['name'],
};

/** The field that tells people what a natural key is about. */
export const fieldOfKey: Readonly<Record<NaturalKey, string | undefined>> = {
  domain: 'domain',
  phone: 'phone',
  name: undefined,
  nameAndPhone: undefined,
  nameAndCompany: undefined,
};

function recognitions(
  object: ObjectDefinition,
  values: RecordValues,
  kinds: readonly NaturalKey[],
): Recognition[] {
  const name = fold(displayName(object, values));
  return kinds.flatMap((by) => partsOf[by](name, values).map((parts) => ({ by, parts })));
}

/** What a row is recognised by: the first of the kinds that its values have. */
export function recognitionOf(
  object: ObjectDefinition,
  values: RecordValues,
  chosen?: string,
): Recognition | undefined {
  const kinds = (chosen === undefined ? usual : naturalKeys)[object.name] ?? [];
  const wanted = chosen === undefined ? kinds : kinds.filter((kind) => kind === chosen);
  return recognitions(object, values, wanted)[0];
}

/** Whether a record carries what a row is recognised by. */
export function isRecognised(
  object: ObjectDefinition,
  values: RecordValues,
  { by, parts }: Recognition,
): boolean {
  const text = JSON.stringify(parts);
  return recognitions(object, values, [by]).some((each) => JSON.stringify(each.parts) === text);
}

/**
 * The key under which rows without a unique value are the same: what they are recognised by, else
 * everything they say, with what only the notes keep. Hashed, because keys are personal data.
 */
export function matchKey(
  values: RecordValues,
  noted: readonly Kept[],
  recognition: Recognition | undefined,
): string {
  const parts = recognition
    ? [keyName[recognition.by], ...recognition.parts]
    : [
        'all',
        ...Object.entries(values)
          .map(([field, value]) => `${field}=${JSON.stringify(value)}`)
          .sort(),
        ...noted.map(({ header, text }) => `${header}: ${text}`),
      ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** Stands in the keys of claims, which live as long as customer data: never changed. */
const keyName: Readonly<Record<NaturalKey, string>> = {
  domain: 'domain',
  name: 'name',
  nameAndPhone: 'phone',
  nameAndCompany: 'company',
  phone: 'number',
};
