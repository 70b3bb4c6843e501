import {
  addedField,
  type ConversionTarget,
  type ConvertedObject,
  conversionRules,
} from '#shared/objects/conversion';
import type { Definitions } from '#shared/objects/definitions';
import type { FieldValue, RecordValues } from '#shared/objects/field';
import { fieldSchema } from '#shared/objects/field-schema';
import type { Policy } from '#shared/permissions/policy';
import { factsOf } from '#shared/records/field-rules';
import type { LoadedRecord } from '../load-record.ts';
import type { ReasonLeft } from './reasons-left.ts';

/** An added field of a lead that went nowhere. */
export interface LeftField {
  readonly field: string;
  readonly reason: ReasonLeft;
}

/** What the added fields of a lead give the records that it is made into. */
export interface CarriedValues {
  readonly into: Readonly<Record<ConvertedObject, RecordValues>>;
  /** Which of them goes where. */
  readonly moves: readonly { readonly from: string; readonly to: ConversionTarget }[];
  /** Those of the fields that the caller may see and that went nowhere. */
  readonly left: readonly LeftField[];
}

/**
 * Takes the added fields of a lead over to the records made of it, as the conversion's mapping has it.
 * Nobody gets a value across that they may not read in the lead or write in the new record.
 */
export function carriedValues(
  definitions: Definitions,
  policy: Policy,
  { record, share }: LoadedRecord,
  made: ReadonlySet<ConvertedObject>,
): CarriedValues {
  const into: Record<ConvertedObject, Record<string, FieldValue>> = {
    company: {},
    contact: {},
    deal: {},
  };
  const moves: { readonly from: string; readonly to: ConversionTarget }[] = [];
  const facts = factsOf(record, share?.level);
  const left = conversionRules(definitions).flatMap(({ field, targets }): LeftField[] => {
    const value = record.values[field];
    if (value === undefined || !policy.canField('read', 'lead', field, facts)) return [];
    const reasons = targets.map((target): ReasonLeft | undefined => {
      if (!made.has(target.object)) return 'record_not_made';
      if (!policy.canField('create', target.object, target.field)) return 'not_permitted';
      const fitting = fittingValue(definitions, target, value);
      if (fitting === undefined) return 'does_not_fit';
      into[target.object][target.field] = fitting;
      moves.push({ from: field, to: target });
      return undefined;
    });
    if (reasons.includes(undefined)) return [];
    return [{ field, reason: reasons.findLast((reason) => reason !== undefined) ?? 'no_target' }];
  });
  return { into, moves, left };
}

/** The value as the target takes it; nothing where its length, limits or choices do not allow it. */
function fittingValue(
  definitions: Definitions,
  { object, field }: ConversionTarget,
  value: FieldValue,
): FieldValue | undefined {
  const to = addedField(definitions, object, field);
  return to && fieldSchema(to).safeParse(value).data;
}
