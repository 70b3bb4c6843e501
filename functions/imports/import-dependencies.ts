import type { CursorSecret } from '#shared/data/cursor';
import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';
import type { FileLinks } from '#shared/files/file-links';
import type { RunNeeds } from '#shared/imports/let-run';
import type { SavedMappings } from '#shared/imports/mapping/saved-mapping';
import type { PlanQueue } from '#shared/imports/plan-queue';
import type { RowNeeds } from '#shared/imports/rows/row-context';
import type { Definitions } from '#shared/objects/definitions';

export interface ImportDependencies extends RunNeeds, RowNeeds {
  readonly definitions: Definitions;
  readonly mappings: SavedMappings;
  readonly planQueue: PlanQueue;
  readonly links: FileLinks;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly cursorSecret: CursorSecret;
}
