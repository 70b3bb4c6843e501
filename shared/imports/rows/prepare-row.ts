import { isCustomKey } from '#shared/objects/custom-field';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { Field, FieldValue, RecordValues } from '#shared/objects/field';
import type { ObjectName } from '#shared/objects/names';
import { isNamed, nameFault } from '#shared/objects/record-schema';
import type { Policy } from '#shared/permissions/policy';
import type { TableRow } from '#shared/tabular/csv-records';
import { restoreText } from '#shared/tabular/write-csv';
import { cleanCell } from '../clean/clean-cell.ts';
import { cleanLine, cleanLines, saysNothing } from '../clean/clean-text.ts';
import { relatedEntries } from '../clean/related-entries.ts';
import type { Problem } from '../import-job.ts';
import type { ImportPlan } from '../import-plan.ts';
import type { MappedColumn } from '../mapping/mapping.ts';
import { problemOf } from '../problems.ts';
import type { Kept } from './notes.ts';
import { isTotalRow } from './total-row.ts';

/** A cell that names a person or another record in words. */
export interface Lookup {
  readonly field: string;
  readonly header: string;
  readonly text: string;
  /** Of a field that holds records of any object: what this one is, where the file says it. */
  readonly object?: ObjectName | undefined;
}

/** A row on its way to become a record, or why it cannot. */
export type PreparedRow =
  | {
      readonly kind: 'ready';
      readonly row: number;
      readonly cells: readonly string[];
      readonly values: RecordValues;
      /** What no field takes: it goes to the notes. */
      readonly kept: readonly Kept[];
      readonly lookups: readonly Lookup[];
      readonly warnings: readonly Problem[];
    }
  | {
      /** `leftOut` rows are none that a record could be made of, and no mistake. */
      readonly kind: 'failed' | 'leftOut';
      readonly row: number;
      readonly cells: readonly string[];
      readonly reason: Problem;
    };

/** Makes rows ready for one import: its mapping, its conventions, its starter's rights. */
export type RowPreparation = (row: TableRow) => PreparedRow;

interface Target {
  readonly name: string;
  readonly field: Field;
  readonly allowed: boolean;
}

interface ReadColumn {
  readonly index: number;
  readonly header: string;
  /** Undefined for columns that go to the notes. */
  readonly target: Target | undefined;
}

/** Compiles a plan once per chunk, so that a row costs its cells only. */
export function rowPreparation(
  object: ObjectDefinition,
  plan: ImportPlan,
  policy: Policy,
): RowPreparation {
  const columns = readColumns(object, plan.mapping.columns, policy);
  const label = (field: Field) => field.labels[plan.language];

  return ({ row, cells }) => {
    const refuse = (reason: Problem): PreparedRow => ({ kind: 'failed', row, cells, reason });
    if (isTotalRow(cells)) return { kind: 'leftOut', row, cells, reason: problemOf('row.total') };
    if (cells.slice(plan.mapping.columns.length).some((cell) => cell.trim() !== ''))
      return refuse(problemOf('row.too-many-cells'));

    const values: Record<string, FieldValue> = {};
    const kept: Kept[] = [];
    const lookups: Lookup[] = [];
    const warnings: Problem[] = [];
    for (const { index, header, target } of columns) {
      const cell = restoreText(cells[index] ?? '');
      if (cell.trim() === '') continue;
      if (!target) {
        kept.push({ header, text: cleanLines(cell) });
        continue;
      }
      const { name, field, allowed } = target;
      if (field.kind === 'user' || field.kind === 'reference') {
        const text = cleanLine(cell);
        if (text === '' || saysNothing(text)) continue;
        if (!allowed) return refuse(problemOf('row.forbidden', { field: header }));
        lookups.push({ field: name, header, text });
        continue;
      }
      if (field.kind === 'related') {
        const entries = relatedEntries(cell, header);
        if (entries.length > 0 && !allowed)
          return refuse(problemOf('row.forbidden', { field: header }));
        lookups.push(...entries.map((entry) => ({ field: name, header, ...entry })));
        continue;
      }
      const cleaned = cleanCell(cell, field, plan.conventions);
      if (cleaned.kind === 'empty') continue;
      if (!allowed) return refuse(problemOf('row.forbidden', { field: header }));
      if (cleaned.kind === 'fault') return refuse(problemOf(cleaned.problem, { header }));
      if (cleaned.kind === 'unclear') {
        warnings.push(problemOf(cleaned.problem, { header, field: label(field) }));
        kept.push({ header, text: cleanLines(cell) });
        continue;
      }
      if (cleaned.rest !== undefined) {
        warnings.push(problemOf('cell.several', { header }));
        kept.push({ header, text: cleaned.rest });
      }
      if (values[name] === undefined) values[name] = cleaned.value;
      else if (values[name] !== cleaned.value) kept.push({ header, text: cleanLines(cell) });
    }

    const missing = missingName(object, values);
    if (missing) return refuse(problemOf('row.name-missing', { field: label(missing) }));
    return { kind: 'ready', row, cells, values, kept, lookups, warnings };
  };
}

/** Surest columns first: of several for one field the first filled one is stored. */
function readColumns(
  object: ObjectDefinition,
  columns: readonly MappedColumn[],
  policy: Policy,
): ReadColumn[] {
  return [...columns]
    .sort((a, b) => b.confidence - a.confidence || a.column - b.column)
    .flatMap(({ column, header, use }): ReadColumn[] => {
      if (use.kind === 'ignored') return [];
      const field = use.kind === 'field' ? object.fields[use.field] : undefined;
      const target = use.kind === 'field' &&
        field && {
          name: use.field,
          field,
          allowed: policy.canField('import', object.name, use.field),
        };
      return [{ index: column - 1, header, target: target || undefined }];
    });
}

function missingName(object: ObjectDefinition, values: RecordValues): Field | undefined {
  const required = Object.entries(object.fields).find(
    // What administrators require is asked of new records only, once it is known which rows are.
    ([name, field]) => field.required && !isCustomKey(name) && values[name] === undefined,
  );
  if (required) return required[1];
  return isNamed(object, values) ? undefined : object.fields[nameFault(object).field];
}
