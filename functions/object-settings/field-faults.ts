import type { FieldFault } from '#shared/errors/codes';
import { fullHeaderKey } from '#shared/imports/mapping/header-key';
import { isTechnical } from '#shared/imports/mapping/technical-headers';
import {
  type CustomField,
  type CustomKind,
  searchableKinds,
  uniqueKinds,
} from '#shared/objects/custom-field';
import type { ObjectDefinition } from '#shared/objects/define-object';

type Aspect = 'choices' | 'refersTo' | 'maxLength' | 'minimum' | 'maximum' | 'integer';

/** What only fields of these kinds have. */
const kindsOf: Readonly<Record<Aspect, readonly CustomKind[]>> = {
  choices: ['choice'],
  refersTo: ['reference'],
  maxLength: ['text'],
  minimum: ['number'],
  maximum: ['number'],
  integer: ['number'],
};

const needed = ['choices', 'refersTo'] as const;

/** What does not go together in a field. */
export function faultsOfField(field: CustomField): FieldFault[] {
  const { kind, minimum, maximum, choices = [] } = field;
  const aspects = Object.entries(kindsOf).flatMap(([aspect, kinds]): FieldFault[] =>
    Reflect.get(field, aspect) !== undefined && !kinds.includes(kind)
      ? [{ field: aspect, message: `Only fields of kind ${kinds.join(', ')} have this.` }]
      : [],
  );
  const missing = needed.flatMap((aspect): FieldFault[] =>
    kindsOf[aspect].includes(kind) && field[aspect] === undefined
      ? [{ field: aspect, message: `A field of kind ${kind} needs this.` }]
      : [],
  );
  const faults = [...aspects, ...missing];
  if (field.unique && !uniqueKinds.includes(kind))
    faults.push({ field: 'unique', message: `Only ${uniqueKinds.join(', ')} can be unique.` });
  if (field.searchable && !searchableKinds.includes(kind))
    faults.push({
      field: 'searchable',
      message: `Only ${searchableKinds.join(', ')} can be searched.`,
    });
  if (field.matching && !uniqueKinds.includes(kind))
    faults.push({ field: 'matching', message: `Only ${uniqueKinds.join(', ')} can match.` });
  if (minimum !== undefined && maximum !== undefined && minimum > maximum)
    faults.push({ field: 'maximum', message: 'It is below the minimum.' });
  if (field.choices && choices.every(({ retired }) => retired))
    faults.push({ field: 'choices', message: 'Leave one choice that is not retired.' });
  const labels = choices.flatMap(({ labels: { en, zh } }) => [...new Set([en, zh])]);
  if (new Set(labels.map(fullHeaderKey)).size < labels.length)
    faults.push({ field: 'choices', message: 'Two choices have the same label.' });
  return faults;
}

/**
 * The label by which imports could not tell a field from another one of the object, or from the columns
 * that files have for themselves; undefined where there is none.
 */
export function takenLabel(object: ObjectDefinition, field: CustomField): string | undefined {
  const others = Object.entries(object.fields).flatMap(([name, { labels }]) =>
    name === field.key ? [] : [name, labels.en, labels.zh],
  );
  const taken = new Set(others.map(fullHeaderKey));
  const { en, zh } = field.labels;
  return [en, zh].find((label) => taken.has(fullHeaderKey(label)) || isTechnical(label));
}
