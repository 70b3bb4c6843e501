import type { ObjectDefinition } from '../define-object.ts';
import type { RecordValues } from '../field.ts';
import type { Pipeline, Stage } from '../pipelines.ts';
import type { Occasion } from './settle.ts';
import { shareOf } from './share-of.ts';
import { moneyOf, textOf, withValues } from './values.ts';

/** Where a deal stands: its pipeline and stage, as far as they still exist. */
export interface Standing {
  readonly pipeline: Pipeline;
  readonly stage: Stage;
}

function stageIn(pipeline: Pipeline, code: string | undefined): Stage | undefined {
  return pipeline.stages.find((stage) => stage.code === code);
}

/**
 * The pipeline and stage of a deal. A stage that its pipeline does not have is looked for in the
 * others; without one a deal starts at the first open stage.
 */
export function standingOf(object: ObjectDefinition, values: RecordValues): Standing {
  const pipelines = object.pipelines ?? [];
  const code = textOf(values, 'stage');
  const named = pipelines.find((pipeline) => pipeline.code === textOf(values, 'pipeline'));
  const pipeline =
    (named && (code === undefined || stageIn(named, code)) ? named : undefined) ??
    pipelines.find((each) => stageIn(each, code)) ??
    named ??
    pipelines[0];
  const stage =
    pipeline &&
    (stageIn(pipeline, code) ?? pipeline.stages.find(({ outcome }) => outcome === 'open'));
  if (!pipeline || !stage) throw new Error('There is no pipeline with an open stage.');
  return { pipeline, stage };
}

/** Stages that a deal may move to from where it stands. */
export function nextStages({ pipeline, stage }: Standing): readonly Stage[] {
  const { next } = stage;
  return pipeline.stages.filter(
    ({ code }) => code !== stage.code && (next === undefined || next.includes(code)),
  );
}

/** Status, probability and weighted amount (rounded half away from zero) follow from the stage. */
export function settleDeal(
  object: ObjectDefinition,
  values: RecordValues,
  { before, at }: Occasion,
): RecordValues {
  const { pipeline, stage } = standingOf(object, values);
  const amount = moneyOf(values, 'amount');
  // A deal that comes from a file was there before: it brings its times with it.
  const hasMoved = before
    ? textOf(before, 'stage') !== stage.code
    : values['stageChangedAt'] === undefined;
  const isOpen = stage.outcome === 'open';
  const closedNow = before ? at : (values['closedAt'] ?? at);
  const wasOpen = (textOf(before, 'status') ?? 'open') === 'open';
  return withValues(values, {
    pipeline: pipeline.code,
    stage: stage.code,
    status: stage.outcome,
    probability: stage.probability,
    weightedAmount: amount && {
      ...amount,
      amount: shareOf(amount.amount, stage.probability, 100),
    },
    stageChangedAt: hasMoved ? at : values['stageChangedAt'],
    closedAt: isOpen ? undefined : wasOpen ? closedNow : values['closedAt'],
    closeReason: isOpen ? undefined : values['closeReason'],
  });
}
