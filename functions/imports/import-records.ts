import { createHash } from 'node:crypto';
import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import { timeOfImportId } from '#shared/imports/import-ids';
import type { Problem } from '#shared/imports/import-job';
import type { ImportOptions } from '#shared/imports/import-options';
import { problemOf } from '#shared/imports/problems';
import type { RowOutcome } from '#shared/imports/row-outcome';
import { applyRows } from '#shared/imports/rows/apply-rows';
import type { PreparedRow } from '#shared/imports/rows/prepare-row';
import { checkValues } from '#shared/objects/check-values';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { ObjectName } from '#shared/objects/names';
import { createSchema } from '#shared/objects/record-schema';
import { storedShapes } from '#shared/objects/stored-value';
import { type Policy, policyFor } from '#shared/permissions/policy';
import { seenBy } from '#shared/permissions/seen-by';
import { filled } from '../records/sent-values.ts';
import { checkOptions } from './check-options.ts';
import type { ImportDependencies } from './import-dependencies.ts';

export interface ImportRecordsInput {
  readonly object: ObjectName;
  readonly records: readonly Readonly<Record<string, unknown>>[];
  readonly options: ImportOptions;
  readonly idempotencyKey: string | undefined;
  readonly requestHash: string;
}

export interface ImportedRecords {
  readonly importId: string;
  readonly outcomes: readonly RowOutcome[];
}

/**
 * Writes up to 1,000 records by the rules of an import, at once, and tells what became of each. With
 * the same `Idempotency-Key` it ends in the same records. Throws `request.forbidden`,
 * `request.invalid`, `request.idempotency_mismatch`.
 */
export async function importRecords(
  dependencies: ImportDependencies,
  principal: Principal,
  input: ImportRecordsInput,
): Promise<ImportedRecords> {
  const { object: name, options, records } = input;
  const policy = policyFor(principal);
  const isPermitted =
    policy.can('import', name) &&
    (options.missing === 'skip' || policy.can('create', name)) &&
    (options.existing === 'skip' || policy.can('update', name));
  if (!isPermitted) throw new DomainError('request.forbidden');
  const object = dependencies.definitions.current(name);
  checkOptions(object, options);
  const [importId, isAnybodyErased] = await Promise.all([
    idOf(dependencies, principal, input),
    dependencies.erased.isAnybody(),
  ]);
  const schema = createSchema(object);
  const outcomes = await applyRows(
    dependencies,
    {
      importId,
      startedAt: timeOfImportId(importId),
      object,
      definitionOf: (each) => dependencies.definitions.current(each),
      options,
      policy,
      starter: principal,
      origin: {
        userId: principal.userId,
        at: dependencies.now(),
        means: 'api',
        cause: importId,
      },
      headerOf: (field) => field,
      tellsChanges: false,
      isStrict: true,
      known: new Map(),
      isAnybodyErased,
    },
    records.map((record, at) => prepared(object, schema, policy, record, at + 1)),
  );
  return { importId, outcomes };
}

/** A repeated request is the same import; another request under its key is refused. */
async function idOf(
  { store, ids }: ImportDependencies,
  { userId }: Principal,
  { idempotencyKey, requestHash }: ImportRecordsInput,
): Promise<string> {
  const fresh = ids.next();
  if (idempotencyKey === undefined) return fresh;
  const hash = (...parts: string[]) =>
    createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  const importId = await store.claimContent(
    hash('import records', userId, idempotencyKey),
    fresh,
    undefined,
  );
  const held = await store.claimContent(hash('import body', importId), requestHash, undefined);
  if (held !== requestHash) throw new DomainError('request.idempotency_mismatch');
  return importId;
}

function prepared(
  object: ObjectDefinition,
  schema: ReturnType<typeof createSchema>,
  policy: Policy,
  record: Readonly<Record<string, unknown>>,
  row: number,
): PreparedRow {
  const refuse = (reason: Problem): PreparedRow => ({ kind: 'failed', row, cells: [], reason });
  const parsed = schema.safeParse(record);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field =
      issue?.path.join('.') || (issue?.code === 'unrecognized_keys' ? issue.keys[0] : '');
    return refuse(
      problemOf('row.value-refused', { field: field ?? '', hint: issue?.message ?? '' }),
    );
  }
  const { values: checked, faults } = checkValues(seenBy(policy, object), parsed.data, 'creation');
  const [fault] = faults;
  if (fault)
    return refuse(problemOf('row.value-refused', { field: fault.field, hint: fault.message }));
  const values = Object.entries(filled(checked));
  const locked = values.find(([field]) => !policy.canField('import', object.name, field));
  if (locked) return refuse(problemOf('row.forbidden', { field: locked[0] }));
  const isNamed = ([field]: readonly [string, unknown]) =>
    ['user', 'reference', 'related'].includes(object.fields[field]?.kind ?? '');
  return {
    kind: 'ready',
    row,
    cells: [],
    values: Object.fromEntries(values.filter((entry) => !isNamed(entry))),
    kept: [],
    lookups: values.filter(isNamed).flatMap(([field, value]) => {
      const named = { field, header: field };
      // What somebody relates to has to be what they may read, as in a file.
      if (object.fields[field]?.kind === 'related')
        return storedShapes.related
          .parse(value)
          .map((each) => ({ ...named, object: each.object, text: each.id }));
      return [{ ...named, text: String(value) }];
    }),
    warnings: [],
  };
}
