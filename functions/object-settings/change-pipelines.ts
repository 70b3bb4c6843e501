import { DomainError } from '#shared/errors/domain-error';
import { deal } from '#shared/objects/deal';
import type { Pipeline, Stage } from '#shared/objects/pipelines';
import { type KeptSettings, keepSettings } from './keep-settings.ts';
import type { Administrator, SettingsDependencies } from './settings-dependencies.ts';

/** A stage of a pipeline. */
export interface Place {
  readonly pipeline: string;
  readonly stage: string;
}

/** Looks whether a stage may go. */
export interface DealsInStage {
  /** How many deals are in it, counted to a thousand; a moment behind. */
  count(place: Place): Promise<number>;
}

export interface ChangePipelinesInput {
  readonly version: string;
  readonly pipelines: readonly Pipeline[];
}

/**
 * Replaces the pipelines of deals. A stage that goes, or that opens or closes deals from now on, has to be
 * empty: throws `stage.in_use` with how many deals are in it. Throws `record.version_conflict` and
 * `settings.too_large`.
 */
export async function changePipelines(
  dependencies: SettingsDependencies & { readonly deals: DealsInStage },
  administrator: Administrator,
  { version, pipelines }: ChangePipelinesInput,
): Promise<KeptSettings> {
  const before = await dependencies.settings.find('deal');
  if (String(before.version) !== version) throw new DomainError('record.version_conflict');
  const gone = placesThatGo(before.pipelines ?? deal.pipelines, pipelines);
  const counts = await Promise.all(gone.map((place) => dependencies.deals.count(place)));
  const inUse = gone.flatMap(({ pipeline, stage }, at) =>
    counts[at] ? [`${counts[at]} deal(s) are in ${stage} of ${pipeline}`] : [],
  );
  if (inUse.length > 0)
    throw new DomainError('stage.in_use', { detail: `${inUse.join('; ')}. Move them first.` });
  const after = { ...before, pipelines, version: before.version + 1 };
  return keepSettings(dependencies, administrator, after, {
    name: 'settings.pipelines_changed',
    fields: ['pipeline', 'stage'],
  });
}

function stageAt(pipelines: readonly Pipeline[], { pipeline, stage }: Place): Stage | undefined {
  const named = pipelines.find(({ code }) => code === pipeline);
  return named?.stages.find(({ code }) => code === stage);
}

function placesThatGo(before: readonly Pipeline[], after: readonly Pipeline[]): Place[] {
  return before.flatMap(({ code: pipeline, stages }) =>
    stages.flatMap(({ code: stage, outcome }) =>
      stageAt(after, { pipeline, stage })?.outcome === outcome ? [] : [{ pipeline, stage }],
    ),
  );
}
