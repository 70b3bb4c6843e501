import type { Field, Labels, RecordValues } from './field.ts';
import type { ObjectName } from './names.ts';

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
  /** Reference field whose target lists these records, for example a contact's company. */
  readonly parentField?: string;
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

/** The names of the fields that carry this sensitivity. */
export function sensitiveFields(
  object: ObjectDefinition,
  sensitivity: Field['sensitivity'],
): string[] {
  return fieldsOf(object).flatMap((field) =>
    field.sensitivity === sensitivity ? [field.name] : [],
  );
}
