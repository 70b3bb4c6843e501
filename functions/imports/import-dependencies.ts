import type { CursorSecret } from '#shared/data/cursor';
import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';
import type { ImportSource } from '#shared/imports/import-job';
import type { RunNeeds } from '#shared/imports/let-run';
import type { SavedMappings } from '#shared/imports/mapping/saved-mapping';
import type { PlanQueue } from '#shared/imports/plan-queue';
import type { RowNeeds } from '#shared/imports/rows/row-context';

/** A form that takes one file under one key. */
export interface Upload {
  readonly url: string;
  readonly fields: Record<string, string>;
}

/** Gives browsers a way to and from the bucket without an account there. */
export interface FileLinks {
  /** A form for exactly this key, up to 512 MB, for ten minutes. */
  upload(key: string): Promise<Upload>;
  /** A link that downloads the object under the name, for five minutes. */
  download(source: Pick<ImportSource, 'key' | 'versionId'>, fileName: string): Promise<string>;
}

export interface ImportDependencies extends RunNeeds, RowNeeds {
  readonly mappings: SavedMappings;
  readonly planQueue: PlanQueue;
  readonly links: FileLinks;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly cursorSecret: CursorSecret;
}

/** How long links to files hold, in seconds. */
export const linkSeconds = 300;
