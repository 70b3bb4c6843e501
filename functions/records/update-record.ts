import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { RequestFacts } from '#shared/http/call';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { RecordPatch } from '#shared/objects/field';
import { faultsIn } from '#shared/objects/rules/faults';
import { policyFor } from '#shared/permissions/policy';
import { patched } from '#shared/records/changes';
import { changeRecord } from './change-record.ts';
import type { LoadedRecord } from './load-record.ts';
import type { RecordDependencies } from './record-dependencies.ts';
import { checkedChange } from './sent-values.ts';
import { refuseFrozen } from './state-conflict.ts';

export interface UpdateRecordInput {
  readonly object: ObjectDefinition;
  readonly id: string;
  readonly patch: RecordPatch;
  readonly request: Pick<RequestFacts, 'requestId' | 'ifMatch'>;
  /** Whatever version is there: for requests that name many records. */
  readonly anyVersion?: boolean;
}

/**
 * Changes fields of the version named in `If-Match`. Throws what `changeRecord` does,
 * `record.state_conflict` for fields that the record's state has frozen, and `request.invalid` for
 * values that do not go together.
 */
export async function updateRecord(
  dependencies: RecordDependencies,
  principal: Principal,
  { object, id, patch: sent, request, anyVersion = false }: UpdateRecordInput,
): Promise<LoadedRecord> {
  const patch = checkedChange(policyFor(principal), object, sent);
  return changeRecord(dependencies, principal, {
    object,
    id,
    // No version is no current one.
    request: { ...request, ifMatch: anyVersion ? undefined : (request.ifMatch ?? '') },
    touches: Object.keys(patch),
    patchOf: ({ values }) => {
      refuseFrozen(object, values, Object.keys(patch));
      const fields = faultsIn(object, patched(values, patch));
      if (fields.length > 0) throw new DomainError('request.invalid', { fields });
      return patch;
    },
  });
}
