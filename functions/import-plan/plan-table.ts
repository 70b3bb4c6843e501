import type { ImportJob, Problem, Reading } from '#shared/imports/import-job';
import { carefulOptions } from '#shared/imports/import-options';
import type { ImportPlan } from '#shared/imports/import-plan';
import { findHeader } from '#shared/imports/mapping/find-header';
import { headerKey } from '#shared/imports/mapping/header-key';
import { confidenceOf, withLookOfValues } from '#shared/imports/mapping/look-of-values';
import type { Mapping } from '#shared/imports/mapping/mapping';
import { profileColumns } from '#shared/imports/mapping/profile-columns';
import { proposeMapping } from '#shared/imports/mapping/propose-mapping';
import { recogniseSystem } from '#shared/imports/mapping/recognise-system';
import {
  applySaved,
  headerFingerprint,
  type SavedMapping,
  type SavedMappings,
} from '#shared/imports/mapping/saved-mapping';
import { problemOf } from '#shared/imports/problems';
import { systemPrincipalId } from '#shared/imports/system-principal';
import type { Definitions } from '#shared/objects/definitions';
import type { TableRow } from '#shared/tabular/csv-records';
import { conventionsOf, languageOf } from './conventions.ts';
import { FileProblem } from './file-problem.ts';
import { headerProblem } from './header-problem.ts';
import type { OpenTable } from './open-table.ts';

/** Rows among which the header is looked for. */
const headerRows = 20;

export interface PlanTableNeeds {
  readonly mappings: SavedMappings;
  readonly definitions: Definitions;
}

export interface PlannedTable {
  readonly plan: Omit<ImportPlan, 'contentHash'>;
  /** What a person has to settle before rows can be imported. */
  readonly problem: Problem | undefined;
}

/**
 * Decides from a table's beginning what its columns mean: by what a person chose, else by a saved
 * mapping, the one that was named or one for this header, else by headers and the look of values. Throws
 * `FileProblem` where nothing can be decided.
 */
export async function planTable(
  { mappings, definitions }: PlanTableNeeds,
  job: ImportJob,
  named: SavedMapping | undefined,
  table: OpenTable,
  beginning: readonly TableRow[],
): Promise<PlannedTable> {
  const { reading } = job;
  const header = headerOf(definitions, job, named, beginning);
  if (!header) throw new FileProblem(problemOf('file.header-missing'));
  const sample = beginning.filter(({ row }) => row > header.row);
  const proposed =
    findHeader(definitions, [header], named?.object ?? job.object)?.mapping ??
    proposeMapping(definitions.current(named?.object ?? job.object ?? 'contact'), header.cells);
  const saved = named ?? (await mappings.findByHeader(headerFingerprint(header.cells)));
  const known =
    saved && (job.object ?? saved.object) === saved.object
      ? applySaved(
          saved.object === proposed.object
            ? proposed
            : proposeMapping(definitions.current(saved.object), header.cells),
          saved,
        )
      : withLookOfValues(proposed, definitions.current(proposed.object), sample);
  const mapping = profileColumns(chosen(known, reading), sample);
  const { encoding, mark, delimiter, quoting, sheet, sheets } = table;
  const system = recogniseSystem(header.cells);
  return {
    problem: headerProblem(header, mapping, {
      isChosen: reading?.columns !== undefined,
      isObjectNamed: job.object !== undefined || saved !== undefined,
    }),
    plan: {
      importId: job.id,
      mapping,
      form: {
        encoding,
        mark,
        delimiter,
        headerRow: header.row,
        ...(sheet === undefined ? {} : { sheet }),
        ...(system ? { system } : {}),
      },
      language: languageOf(mapping),
      options: job.options ?? named?.options ?? carefulOptions,
      confidence: reading?.columns ? 1 : confidenceOf(mapping),
      conventions: {
        ...conventionsOf(
          { mapping, encoding, delimiter, sample },
          definitions.current(mapping.object),
          { ...named?.conventions, ...reading?.conventions },
        ),
        ...quoting,
      },
      ...(sheets ? { sheets: [...sheets] } : {}),
    },
  };
}

/** The row a person named, else the one a saved mapping knows, else the one with most known columns. */
function headerOf(
  definitions: Definitions,
  { reading, object, startedBy }: ImportJob,
  named: SavedMapping | undefined,
  beginning: readonly TableRow[],
): TableRow | undefined {
  if (reading?.headerRow !== undefined)
    return beginning.find(({ row }) => row === reading.headerRow);
  const rows = beginning.slice(0, headerRows);
  if (named) {
    const keys = new Set(named.columns.map(({ header }) => headerKey(header)));
    const hits = (row: TableRow) => row.cells.filter((cell) => keys.has(headerKey(cell))).length;
    const [best] = [...rows].sort((a, b) => hits(b) - hits(a));
    if (best && hits(best) >= keys.size / 2) return best;
  }
  const found = findHeader(definitions, rows, named?.object ?? object)?.header;
  // A person may say what columns without a known name mean; a drop folder has nobody to ask.
  return found ?? (startedBy === systemPrincipalId ? undefined : rows[0]);
}

function chosen(mapping: Mapping, reading: Reading | undefined): Mapping {
  const uses = new Map(reading?.columns?.map(({ column, use }) => [column, use]));
  return {
    ...mapping,
    columns: mapping.columns.map((column) => {
      const use = uses.get(column.column);
      return use ? { ...column, use, confidence: 1 } : column;
    }),
  };
}
