import type { RelatedRecord } from '#shared/objects/field';
import { type ObjectName, objectNames, referable } from '#shared/objects/names';
import { findByDomains, findByKeys, findByNames, findByTexts } from './find-by-texts.ts';
import type { Lookup } from './prepare-row.ts';
import type { RowContext, RowNeeds } from './row-context.ts';

/** What a text names; `object` where the cell or its header says of what kind it is. */
type Named = Pick<Lookup, 'object' | 'text'>;

/** Texts of any object and of one are told apart. */
export function relatedKey({ object, text }: Named): string {
  return `${object ?? ''}\n${text}`;
}

/**
 * The records that cells of kind `related` name. Where no object is said, all are asked: whose id or
 * unique value it is, else whose name, else which company's domain; a text that several records answer to means none of them.
 */
export async function findRelated(
  needs: RowNeeds,
  context: RowContext,
  lookups: readonly Named[],
): Promise<ReadonlyMap<string, RelatedRecord | 'several'>> {
  const found = new Map<string, RelatedRecord | 'several'>();
  for (const object of objectNames) {
    const texts = lookups.filter((each) => each.object === object).map(({ text }) => text);
    if (texts.length === 0) continue;
    const { ids, several } = await findByTexts(needs, context, context.definitionOf(object), texts);
    for (const [text, id] of ids) found.set(relatedKey({ object, text }), { object, id });
    for (const text of several) found.set(relatedKey({ object, text }), 'several');
  }
  const open = lookups.filter(({ object }) => object === undefined).map(({ text }) => text);
  if (open.length === 0) return found;
  const note = (text: string, object: ObjectName, id: string) => {
    const key = relatedKey({ object: undefined, text });
    found.set(key, found.has(key) ? 'several' : { object, id });
  };
  const taken = new Set<string>();
  for (const object of objectNames) {
    const byKey = await findByKeys(needs, context, context.definitionOf(object), open);
    for (const [text, id] of byKey.ids) {
      note(text, object, id);
      taken.add(text);
    }
  }
  const rest = open.filter((text) => !taken.has(text));
  for (const object of rest.length > 0 ? referable : []) {
    const byName = await findByNames(needs, context, context.definitionOf(object), rest);
    for (const [text, id] of byName.ids) note(text, object, id);
    for (const text of byName.several)
      found.set(relatedKey({ object: undefined, text }), 'several');
  }
  const unknown = rest.filter((text) => !found.has(relatedKey({ object: undefined, text })));
  const company = context.definitionOf('company');
  const byDomain = await findByDomains(needs, context, company, unknown);
  for (const [text, id] of byDomain.ids) note(text, 'company', id);
  for (const text of byDomain.several)
    found.set(relatedKey({ object: undefined, text }), 'several');
  return found;
}
