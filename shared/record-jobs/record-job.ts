import * as z from 'zod';
import { memberObjects } from '#shared/campaigns/member';
import { objectNames } from '#shared/objects/names';

export const recordJobStates = ['queued', 'running', 'finished', 'failed', 'cancelled'] as const;

/** What is done to each record of a list. */
export const RecordWork = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('rename-tag'),
    object: z.enum(objectNames),
    field: z.string(),
    tag: z.string(),
    to: z.string(),
  }),
  z.object({
    kind: z.literal('remove-tag'),
    object: z.enum(objectNames),
    field: z.string(),
    tag: z.string(),
  }),
  z.object({
    kind: z.literal('add-members'),
    object: z.enum(memberObjects),
    campaignId: z.string(),
    status: z.enum(['planned', 'sent']),
  }),
]);

export type RecordWork = z.output<typeof RecordWork>;

/** Work on all records of a list, in the background; kept for 30 days. */
export const RecordJob = z.object({
  schemaVersion: z.literal(1),
  id: z.string(),
  work: RecordWork,
  filters: z.record(z.string(), z.string()),
  startedBy: z.string(),
  /** Of the request that started it, where that has a key. */
  requestHash: z.string().optional(),
  state: z.enum(recordJobStates),
  /** Records looked at, and of those that were meant, changed and refused. */
  looked: z.int(),
  changed: z.int(),
  refused: z.int(),
  /** The list is gone through twice: what came or moved to its head meanwhile is met the second time. */
  pass: z.enum(['first', 'second']),
  cursor: z.string().optional(),
  /** Why it failed, as a code. */
  problem: z.literal('not_permitted').optional(),
  createdAt: z.string(),
  endedAt: z.string().optional(),
});

export type RecordJob = z.output<typeof RecordJob>;
