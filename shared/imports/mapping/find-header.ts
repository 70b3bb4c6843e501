import type { Definitions } from '#shared/objects/definitions';
import { type ObjectName, objectNames } from '#shared/objects/names';
import type { TableRow } from '#shared/tabular/csv-records';
import type { Mapping } from './mapping.ts';
import { proposeMapping, recognised } from './propose-mapping.ts';

export interface FoundHeader {
  readonly header: TableRow;
  readonly mapping: Mapping;
}

/**
 * What only people have: a file with these columns lists contacts, perhaps with their companies'
 * columns beside, which then go to the notes.
 */
const personal: Readonly<Record<string, number>> = {
  email: 3,
  firstName: 3,
  lastName: 3,
  mobile: 1,
  jobTitle: 1,
  department: 0.5,
};

/**
 * Finds the header among a table's first rows (files may begin with a title or instructions) and,
 * unless told, the object: the row and object with most columns recognised. Undefined if none is.
 */
export function findHeader(
  definitions: Definitions,
  rows: readonly TableRow[],
  wanted: ObjectName | undefined,
): FoundHeader | undefined {
  let best: (FoundHeader & { readonly score: number }) | undefined;
  for (const header of rows)
    for (const name of wanted ? [wanted] : objectNames) {
      const mapping = proposeMapping(definitions.current(name), header.cells);
      const score = recognised(mapping) + (name === 'contact' ? personBonus(mapping) : 0);
      if (recognised(mapping) > 0.5 && score > (best?.score ?? 0))
        best = { header, mapping, score };
    }
  return best;
}

function personBonus(mapping: Mapping): number {
  const named = new Set(
    mapping.columns.flatMap(({ use }) => (use.kind === 'field' ? [use.field] : [])),
  );
  return Object.entries(personal).reduce(
    (sum, [field, weight]) => sum + (named.has(field) ? weight : 0),
    0,
  );
}
