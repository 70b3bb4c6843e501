import * as z from 'zod';
import { objectNames } from '#shared/objects/names';
import { shardCount } from '#shared/records/list-range';

/** Into how many segments the index is cut to be looked through; each is worked off by itself. */
export const sweepSegments = 4;

/**
 * One shard of an object's records, to be brought into the index, one segment of the index, to be checked,
 * or the tags, which are checked once all records have been looked at.
 */
export const RebuildPart = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fill'), object: z.enum(objectNames), shard: z.int().min(0) }),
  z.strictObject({ kind: z.literal('sweep'), segment: z.int().min(0) }),
  z.strictObject({ kind: z.literal('tags') }),
]);

export type RebuildPart = z.output<typeof RebuildPart>;

export const RebuildMessage = z.strictObject({ rebuildId: z.string(), part: RebuildPart });

export type RebuildMessage = z.output<typeof RebuildMessage>;

export function partText(part: RebuildPart): string {
  switch (part.kind) {
    case 'fill':
      return `fill:${part.object}:${part.shard}`;
    case 'sweep':
      return `sweep:${part.segment}`;
    case 'tags':
      return 'tags';
  }
}

const range = (count: number) => Array.from({ length: count }, (_, each) => each);

const fillParts: readonly RebuildPart[] = objectNames.flatMap((object) =>
  range(shardCount).map((shard) => ({ kind: 'fill', object, shard }) as const),
);

/** Whether all records have been brought into the index. */
export function isFilled({ done }: Pick<Rebuild, 'done'>): boolean {
  return fillParts.every((part) => done.has(partText(part)));
}

/** The parts that a rebuild begins with; the tags follow the last of the records. */
export const firstParts: readonly RebuildPart[] = [
  ...fillParts,
  ...range(sweepSegments).map((segment) => ({ kind: 'sweep', segment }) as const),
];

/** How many parts a rebuild has in all. */
export const partCount = firstParts.length + 1;

/** A rebuild of the search index and how far it is. */
export interface Rebuild {
  readonly rebuildId: string;
  readonly startedBy: string;
  readonly startedAt: string;
  /** Parts that are done, by `partText`. */
  readonly done: ReadonlySet<string>;
}

/** The one rebuild that is going on, or was the last. */
export interface RebuildStore {
  /** Takes the place of any other, whose messages count for nothing from then on. */
  start(rebuild: Omit<Rebuild, 'done'>): Promise<void>;
  current(): Promise<Rebuild | undefined>;
  /** Where a part goes on. */
  positionOf(part: RebuildPart): Promise<string | undefined>;
  /** Both do nothing for a rebuild that is not the current one any more. */
  reach(rebuildId: string, part: RebuildPart, position: string): Promise<void>;
  finish(rebuildId: string, part: RebuildPart): Promise<void>;
}
