import type { ObjectDefinition } from '#shared/objects/define-object';
import type { ColumnUse } from './column-use.ts';
import { headerMatcher } from './field-aliases.ts';
import { headerKey } from './header-key.ts';
import type { MappedColumn, Mapping } from './mapping.ts';
import { isTechnical } from './technical-headers.ts';

/**
 * Chinese customer lists name the organisation 客户名称 and the person 联系人: with both in one
 * file, the first is a contact's company, not the contact's name.
 */
const companyBesidePerson = new Set(
  ['客户名称', '名称', '客户', 'customername', 'customer'].map(headerKey),
);
const person = new Set(['联系人', '联系人姓名', '姓名', 'contactname', 'contact'].map(headerKey));

/** Proposes what each column of a file means for an object, by its header alone. */
export function proposeMapping(object: ObjectDefinition, headers: readonly string[]): Mapping {
  const match = headerMatcher(object);
  const hasPerson = headers.some((header) => person.has(headerKey(header)));
  const columns = headers.map((header, index): MappedColumn => {
    const column = { column: index + 1, header };
    const found = match(header);
    if (hasPerson && object.fields['companyName'] && companyBesidePerson.has(headerKey(header)))
      return { ...column, use: { kind: 'field', field: 'companyName' }, confidence: 0.7 };
    if (found)
      return {
        ...column,
        use: { kind: 'field', field: found.field.name },
        confidence: found.confidence,
      };
    return { ...column, use: leftover(header), confidence: 0 };
  });
  return { object: object.name, columns };
}

function leftover(header: string): ColumnUse {
  return { kind: header.trim() === '' || isTechnical(header) ? 'ignored' : 'notes' };
}

/** How many of the fields that headers can name are named: the measure for header and object. */
export function recognised(mapping: Mapping): number {
  const fields = mapping.columns.flatMap(({ use, confidence }) =>
    use.kind === 'field' ? [{ field: use.field, confidence }] : [],
  );
  const best = new Map<string, number>();
  for (const { field, confidence } of fields)
    best.set(field, Math.max(best.get(field) ?? 0, confidence));
  return [...best.values()].reduce((sum, confidence) => sum + confidence, 0);
}
