import { fieldsOf, type NamedField, type ObjectDefinition } from '#shared/objects/define-object';
import type { ObjectName } from '#shared/objects/names';
import { fullHeaderKey, headerKey } from './header-key.ts';
import { relatedHeaders } from './related-headers.ts';

/** What other systems call a field, beyond the aliases of the object's own description. */
const furtherAliases: Readonly<Record<ObjectName, Readonly<Record<string, readonly string[]>>>> = {
  company: {
    externalId: ['External_ID__c', 'Organization Id', 'Organization - ID', 'Customer Id'],
    employees: ['Employees'],
    name: ['Firma', 'Organization - Name', '公司全称'],
    website: ['Web Page', 'Site'],
    street: ['Straße', 'Rue'],
    postalCode: ['PLZ', 'Postleitzahl', 'Code postal'],
    city: ['Ort', 'Stadt', 'Ville'],
    country: ['Land', 'Pays'],
    phone: ['Telefon', 'Téléphone'],
  },
  contact: {
    externalId: ['External_ID__c', 'Person - ID', 'User Id', 'Customer Id'],
    phone: [
      'Telefon',
      'Téléphone',
      'Contact Phone',
      'Phone 1',
      'Home Phone',
      'Other Phone',
      'Phone 2',
      'Telefono',
      'Teléfono',
      'Телефон',
      'TEL',
      'Lead Phone',
    ],
    mobile: ['Handy', 'Mobil'],
    email: [
      'Contact Email',
      'Email 2',
      'E-mail 2 Address',
      'E-mail 2 - Value',
      'Adresse e-mail',
      'Correo',
      'Email Address',
      'Correo electrónico',
      'Эл. почта',
      'Почта',
      'Lead Email',
    ],
    name: [
      'Client Name',
      'Nombre',
      'Контакт',
      'Контактное лицо',
      'ФИО',
      'NAME_JA',
      '氏名',
      'お名前',
    ],
    firstName: ['Contact First Name', 'Vorname', 'Prénom', 'Имя', 'Nombre de pila'],
    lastName: ['Contact Last Name', 'Nachname', 'Nom de famille', 'Фамилия', 'Apellidos'],
    jobTitle: ['Contact Title'],
    department: ['Contact Department'],
    companyName: [
      'Firma',
      'Société',
      'Related Company',
      'Empresa',
      'Компания',
      'Название компании',
      'AFFILIATION',
      '会社名',
    ],
    notes: ['Bemerkung', 'Comment', 'Notas', 'Примечание', 'Комментарий'],
    street: ['Straße', 'Rue'],
    postalCode: ['PLZ', 'Postleitzahl', 'Code postal'],
    city: ['Ort', 'Stadt', 'Ville'],
    country: ['Land', 'Pays'],
  },
  lead: {},
  deal: {},
  order: {},
  ticket: {},
  campaign: {},
  activity: {},
  task: {},
};

/** A bare “Code” is the exporting system's number; only “Billing Code” is a postal one. */
const overrides: Readonly<Record<string, readonly string[]>> = { externalId: ['Code'] };

export interface AliasMatch {
  readonly field: NamedField;
  readonly confidence: number;
}

/** Finds the field that a header means. */
export type HeaderMatcher = (header: string) => AliasMatch | undefined;

const matchers = new WeakMap<ObjectDefinition, HeaderMatcher>();

/**
 * The matcher of an object: its fields' names and labels match surely, its aliases nearly so, what
 * only other systems say a little less. Built once per object and version of it.
 */
export function headerMatcher(object: ObjectDefinition): HeaderMatcher {
  const known = matchers.get(object);
  if (known) return known;
  const matches = new Map<string, AliasMatch>();
  const learn = (field: NamedField, names: readonly string[], confidence: number) => {
    for (const name of names)
      for (const key of [headerKey(name), fullHeaderKey(name)])
        if (!matches.has(key)) matches.set(key, { field, confidence });
  };
  const fields = fieldsOf(object);
  for (const field of fields) learn(field, overrides[field.name] ?? [], 0.8);
  const further = furtherAliases[object.name];
  for (const field of fields) learn(field, [field.name, field.labels.en, field.labels.zh], 1);
  for (const field of fields)
    learn(field, [...(field.importAliases?.en ?? []), ...(field.importAliases?.zh ?? [])], 0.95);
  for (const field of fields) learn(field, further[field.name] ?? [], 0.8);
  for (const field of fields) if (field.kind === 'related') learn(field, relatedHeaders, 0.7);
  const matcher: HeaderMatcher = (header) =>
    matches.get(fullHeaderKey(header)) ?? matches.get(headerKey(header));
  matchers.set(object, matcher);
  return matcher;
}
