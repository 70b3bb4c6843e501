import { createHash } from 'node:crypto';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { displayName } from '#shared/objects/display-name';
import type { RecordValues } from '#shared/objects/field';
import type { ObjectName } from '#shared/objects/names';
import { fold } from '#shared/text/fold';

/** What a record without a unique value is recognised by, in the order of trust. */
type Recognition = (name: string, values: RecordValues) => readonly string[] | undefined;

const text = (values: RecordValues, field: string) => {
  const value = values[field];
  return typeof value === 'string' && value !== '' ? fold(value) : undefined;
};

const digits = (values: RecordValues, field: string) =>
  text(values, field)?.replace(/\D/g, '').slice(-11);

const recognitions: Readonly<Record<ObjectName, Recognition>> = {
  company: (name, values) => {
    const domain = domainOf(text(values, 'domain') ?? text(values, 'website'));
    return domain ? ['domain', domain] : ['name', name];
  },
  contact: (name, values) => {
    const number = digits(values, 'mobile') ?? digits(values, 'phone');
    if (number) return ['phone', name, number];
    const company = text(values, 'companyName');
    return company ? ['company', name, company] : undefined;
  },
  lead: (name, values) => {
    const number = digits(values, 'mobile') ?? digits(values, 'phone');
    return number ? ['phone', name, number] : undefined;
  },
  deal: () => undefined,
  order: () => undefined,
  ticket: () => undefined,
  campaign: (name) => ['name', name],
  activity: () => undefined,
  task: () => undefined,
};

/**
 * The key under which rows without a unique value are the same: a company's domain, else its name; a
 * contact's name with its number, else with its company, else everything the row says. Hashed,
 * because keys are personal data.
 */
export function matchKey(object: ObjectDefinition, values: RecordValues): string {
  const name = fold(displayName(object, values));
  const parts = recognitions[object.name](name, values) ?? [
    'all',
    ...Object.entries(values)
      .map(([field, value]) => `${field}=${JSON.stringify(value)}`)
      .sort(),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

function domainOf(address: string | undefined): string | undefined {
  return address
    ?.replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/[/?#:].*$/, '');
}
