import { everyField, type ObjectDefinition } from '#shared/objects/define-object';
import type { FieldValue, RecordValues } from '#shared/objects/field';
import { StoredValue, storedShapes } from '#shared/objects/stored-value';
import type { Subject } from '#shared/privacy/person-request';
import { redactDeep } from '#shared/privacy/redact';

/** What a ticket holds of the person's own words, or of an answer to them. */
const wordsOfTicket = ['description', 'resolution', 'escalationReason'];

/** Fields in which people write freely; others hold addresses and numbers of the record itself. */
const written = new Set(['text', 'longText', 'tags', 'rows', 'url']);

/** The fields that go as a whole because the record was the person's. */
export function ownWords(
  object: ObjectDefinition,
  values: RecordValues,
  subjects: readonly Subject[],
): readonly string[] {
  const contactId = values['contactId'];
  const isTheirs = subjects.some(({ id }) => id === contactId);
  return object.name === 'ticket' && isTheirs ? wordsOfTicket : [];
}

/** The values of a record that stays: without links to the person and without what names them. */
export function withoutPerson(
  object: ObjectDefinition,
  values: RecordValues,
  subjects: readonly Subject[],
  pattern: RegExp | undefined,
): RecordValues {
  const gone = new Set(subjects.map(({ object: name, id }) => `${name}#${id}`));
  const dropped = new Set(ownWords(object, values, subjects));
  const left: Record<string, FieldValue> = {};
  const kinds = new Map(everyField(object).map((field) => [field.name, field]));
  for (const [name, value] of Object.entries(values)) {
    const field = kinds.get(name);
    if (dropped.has(name)) continue;
    if (field?.kind === 'reference' && gone.has(`${field.object}#${value}`)) continue;
    if (field?.kind === 'related') {
      const links = storedShapes.related.parse(value);
      const others = links.filter((each) => !gone.has(`${each.object}#${each.id}`));
      if (others.length > 0) left[name] = others;
      continue;
    }
    const isWritten = pattern && field && written.has(field.kind) && !field.unique;
    left[name] = isWritten ? StoredValue.parse(redactDeep(pattern, value)) : value;
  }
  return left;
}
