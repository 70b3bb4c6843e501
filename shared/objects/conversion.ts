import * as z from 'zod';
import { isCustomKey } from './custom-field.ts';
import { fieldsOf } from './define-object.ts';
import type { Definitions } from './definitions.ts';
import type { Field, FieldKind } from './field.ts';

/** What a lead is made into. */
export const convertedInto = ['company', 'contact', 'deal'] as const;

export type ConvertedObject = (typeof convertedInto)[number];

const Target = z.object({ object: z.enum(convertedInto), field: z.string() }).readonly();

/** A field that administrators added to what leads are made into. */
export type ConversionTarget = z.output<typeof Target>;

/** Where added fields of leads go, by key; an empty list keeps a field on the lead. */
export const ConversionMapping = z.record(z.string(), z.array(Target).readonly()).readonly();

export type ConversionMapping = z.output<typeof ConversionMapping>;

/** Kinds that take the values of others, too. */
const wider: Readonly<Partial<Record<FieldKind, readonly FieldKind[]>>> = {
  text: ['email', 'phone'],
  longText: ['text', 'email', 'phone', 'url'],
};

/**
 * Whether a field can take the values of another one. What is sensitive goes only where it is as
 * sensitive: a conversion shows nobody what a role hides.
 */
export function fits(from: Field, to: Field): boolean {
  if (from.sensitivity !== undefined && from.sensitivity !== to.sensitivity) return false;
  if (from.kind === 'reference' && to.kind === 'reference') return from.object === to.object;
  return from.kind === to.kind || (wider[to.kind] ?? []).includes(from.kind);
}

/** An administrator's field as it is now, where there is one of this key and it is not retired. */
export function addedField(
  definitions: Definitions,
  object: ConvertedObject | 'lead',
  key: string,
): Field | undefined {
  const { fields } = definitions.current(object);
  return isCustomKey(key) && Object.hasOwn(fields, key) ? fields[key] : undefined;
}

/** Where an added field of leads goes, and whether that is because nobody said anything else. */
export interface ConversionRule {
  readonly field: string;
  readonly targets: readonly ConversionTarget[];
  readonly isDefault: boolean;
}

/**
 * Where each added field of leads goes: as administrators said, and of those they said nothing of to the
 * added fields of the same key. Targets that are gone or do not fit any more are left out.
 */
export function conversionRules(definitions: Definitions): readonly ConversionRule[] {
  const lead = definitions.current('lead');
  return fieldsOf(lead).flatMap(({ name, ...from }) => {
    if (!isCustomKey(name)) return [];
    const said = lead.conversion?.[name];
    const asked = said ?? convertedInto.map((object) => ({ object, field: name }));
    const targets = asked.filter(({ object, field }) => {
      const to = addedField(definitions, object, field);
      return to !== undefined && fits(from, to);
    });
    return [{ field: name, targets, isDefault: said === undefined }];
  });
}
