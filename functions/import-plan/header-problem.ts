import type { Problem } from '#shared/imports/import-job';
import type { Mapping } from '#shared/imports/mapping/mapping';
import { recognised } from '#shared/imports/mapping/propose-mapping';
import { problemOf } from '#shared/imports/problems';
import { objects } from '#shared/objects/objects';
import type { TableRow } from '#shared/tabular/csv-records';
import { languageOf } from './conventions.ts';

/** What is wrong with a header that a person could put right; columns they chose may be called alike. */
export function headerProblem(
  header: TableRow,
  mapping: Mapping,
  { isChosen, isObjectNamed }: { readonly isChosen: boolean; readonly isObjectNamed: boolean },
): Problem | undefined {
  const twice = isChosen ? undefined : twin(header);
  if (twice) return twice;
  if (recognised(mapping) <= 0.5) return problemOf('file.header-missing');
  return unnamed(mapping, isObjectNamed);
}

function twin({ cells }: TableRow): Problem | undefined {
  const seen = new Map<string, number>();
  for (const [index, cell] of cells.entries()) {
    const name = cell.normalize('NFKC').trim().toLowerCase();
    const first = seen.get(name);
    if (name !== '' && first !== undefined)
      return problemOf('file.header-twice', { header: cell.trim(), first, second: index + 1 });
    seen.set(name, index + 1);
  }
  return undefined;
}

function unnamed(mapping: Mapping, isObjectNamed: boolean): Problem | undefined {
  const { nameFields, fields, labels, numbered } = objects[mapping.object];
  // Records get their number; what else a table without names is cannot be told by its columns.
  if (isObjectNamed && nameFields.flat().every((name) => name === numbered?.field))
    return undefined;
  const mapped = new Set(
    mapping.columns.flatMap(({ use }) => (use.kind === 'field' ? [use.field] : [])),
  );
  if (nameFields.flat().some((name) => mapped.has(name))) return undefined;
  const language = languageOf(mapping);
  const wanted = fields[nameFields[0]?.[0] ?? ''];
  return problemOf('file.name-unmapped', {
    object: labels.one[language],
    header: wanted?.labels[language] ?? '',
  });
}
