import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import { nextStages, standingOf } from '#shared/objects/rules/deal-rules';
import { type ChangeRecordInput, changeRecord } from '../change-record.ts';
import type { LoadedRecord } from '../load-record.ts';
import type { RecordDependencies } from '../record-dependencies.ts';
import { refuseMove } from '../state-conflict.ts';

export interface ChangeDealStageInput extends Pick<ChangeRecordInput, 'id' | 'request'> {
  readonly stage: string;
  /** Why the deal is won or lost: the code of one of the pipeline's reasons. */
  readonly reason: string | undefined;
}

/**
 * Moves a deal to a stage of its pipeline; the one it is in is no move. Winning and losing take a
 * reason where the pipeline has some. Throws `record.state_conflict` for a way that the pipeline does
 * not have, `request.invalid` for a stage or reason it does not know.
 */
export function changeDealStage(
  dependencies: RecordDependencies,
  principal: Principal,
  { stage, reason, ...input }: ChangeDealStageInput,
): Promise<LoadedRecord> {
  const object = dependencies.definitions.current('deal');
  return changeRecord(dependencies, principal, {
    ...input,
    object,
    touches: ['stage'],
    patchOf: ({ values }) => {
      const standing = standingOf(object, values);
      const { pipeline } = standing;
      const wanted = pipeline.stages.find(({ code }) => code === stage);
      if (!wanted) throw fault('stage', 'The deal’s pipeline has no such stage.');
      if (wanted.code === standing.stage.code) return {};
      const reachable = nextStages(standing).map(({ code }) => code);
      refuseMove(standing.stage.code, stage, reachable);
      if (wanted.outcome === 'open') return { stage };
      const reasons = wanted.outcome === 'won' ? pipeline.winReasons : pipeline.lossReasons;
      if (reasons.length > 0 && !reasons.some(({ code }) => code === reason))
        throw fault('reason', `Give one of ${reasons.map(({ code }) => code).join(', ')}.`);
      return { stage, closeReason: reason ?? null };
    },
  });
}

function fault(field: string, message: string): DomainError {
  return new DomainError('request.invalid', { fields: [{ field, message }] });
}
