import type { Calendar } from './business-hours.ts';
import type { ConversionMapping } from './conversion.ts';
import type { Field, Labels, RecordValues } from './field.ts';
import type { ObjectName } from './names.ts';
import type { Pipeline } from './pipelines.ts';
import type { ServiceLevels } from './service-levels.ts';

/** Orders a list can be read in; each costs one index. */
export const listSorts = ['name', 'updatedAt', 'createdAt'] as const;

export type ListSort = (typeof listSorts)[number];

/**
 * An object of the CRM, as data. Schemas, routes, storage, permissions, audit, import targets and
 * search all derive from it.
 */
export interface ObjectDefinition {
  readonly name: ObjectName;
  /** The path segment and, capitalised, the plural in operation ids. */
  readonly plural: string;
  readonly labels: { readonly one: Labels; readonly many: Labels };
  readonly fields: Readonly<Record<string, Field>>;
  /**
   * Where the shown name comes from: the first group with a filled field, its parts joined. A record
   * needs at least one of these fields.
   */
  readonly nameFields: readonly (readonly string[])[];
  readonly sorts: readonly ListSort[];
  /** Reference fields whose targets list these records, a contact's company for example; each costs one index. */
  readonly parentFields?: readonly string[];
  /** How those lists are sorted; by update unless said. */
  readonly listedUnder?: 'name';
  /** The choice field by which lists are kept, a deal's stage for example; costs one index. */
  readonly stageField?: string;
  /** Further choice fields by which lists can be filtered; what does not match is read and left out. */
  readonly facets?: readonly string[];
  /** Fields that an administrator took out: their values are kept and not shown. */
  readonly retired?: Readonly<Record<string, Field>>;
  /** When it happens: its place in the timelines of what it is related to. */
  readonly timeField?: string;
  /** The field that gets the next number where nobody gives one. */
  readonly numbered?: { readonly field: string; readonly prefix: string };
  /** Fields that can be changed only while the state is one of these. */
  readonly frozen?: {
    readonly field: string;
    readonly unless: readonly string[];
    readonly fields: readonly string[];
  };
  readonly pipelines?: readonly Pipeline[];
  readonly serviceLevels?: ServiceLevels;
  readonly calendars?: readonly Calendar[];
  /** Of leads: where administrators' fields go when one is converted. */
  readonly conversion?: ConversionMapping;
  /** A record as people would type it, shown in the API documentation. */
  readonly example: RecordValues;
}

/** Keeps the literal types of a description, so that values can be typed by it. */
export function defineObject<const D extends ObjectDefinition>(definition: D): D {
  return definition;
}

/** A field with its name, as listings of fields give it. */
export type NamedField = Field & { readonly name: string };

/** The fields in the order of their description, each with its name. */
export function fieldsOf(object: ObjectDefinition): NamedField[] {
  return Object.entries(object.fields).map(([name, field]) => ({ ...field, name }));
}

const everyFields = new WeakMap<ObjectDefinition, readonly NamedField[]>();

/**
 * The fields with those that were taken out but of which records still hold values. Every write of a
 * record asks several times, so the list is kept.
 */
export function everyField(object: ObjectDefinition): readonly NamedField[] {
  const known = everyFields.get(object);
  if (known) return known;
  const fields = Object.entries({ ...object.fields, ...object.retired });
  const named = fields.map(([name, field]) => ({ ...field, name }));
  everyFields.set(object, named);
  return named;
}

/** Fields that lists can be filtered by one of their choices. */
export function facetsOf({ stageField, facets = [] }: ObjectDefinition): readonly string[] {
  return stageField === undefined ? facets : [stageField, ...facets];
}

/** The names of the fields that carry this sensitivity. */
export function sensitiveFields(
  object: ObjectDefinition,
  sensitivity: Field['sensitivity'],
): string[] {
  return fieldsOf(object).flatMap((field) =>
    field.sensitivity === sensitivity ? [field.name] : [],
  );
}
