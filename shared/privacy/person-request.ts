import * as z from 'zod';
import { objectNames } from '#shared/objects/names';

/** Objects whose records are people. */
export const personObjects = ['contact', 'lead'] as const;

export type PersonObject = (typeof personObjects)[number];

export const requestKinds = ['export', 'erasure'] as const;
export const requestStates = ['queued', 'running', 'done'] as const;

/** What an erasure goes through, in this order; each step may be done again. */
export const erasureSteps = [
  'collect',
  'links',
  'records',
  'imports',
  'records-table',
  'jobs-table',
  'search-table',
  'verify',
] as const;

export type ErasureStep = (typeof erasureSteps)[number];

export const Subject = z.object({ object: z.enum(personObjects), id: z.string() });

export type Subject = z.output<typeof Subject>;

/** What tells of the person wherever it stands. */
export const Traits = z.object({
  emails: z.array(z.string()),
  phones: z.array(z.string()),
  names: z.array(z.string()),
});

export type Traits = z.output<typeof Traits>;

/** What became of the person's data; ids and counts, no values. */
export const Receipt = z.object({
  /** Records removed for good, by object. */
  erased: z.partialRecord(z.enum(objectNames), z.int()),
  /** Records that stay without the person, by object: orders and deals are kept for the books. */
  pseudonymised: z.partialRecord(z.enum(objectNames), z.int()),
  /** Stored items and records of others in which the person was named. */
  redacted: z.int(),
  /** Imports whose files, rows and job were removed. */
  imports: z.array(z.string()),
  /** Exports whose file was removed. */
  exports: z.array(z.string()),
  /** By when every other file of that time has expired, and backups with it; UTC, ISO-8601. */
  backupsUntil: z.string().optional(),
});

export type Receipt = z.output<typeof Receipt>;

/** A record that refers to the person or is about them, and what becomes of it. */
export const LinkedRecord = z.object({
  object: z.enum(objectNames),
  id: z.string(),
  /** `erase`: it is about nobody else; `keep`: it stays, without the person. */
  fate: z.enum(['erase', 'keep']),
});

export type LinkedRecord = z.output<typeof LinkedRecord>;

/** The work on one person's data, from the request to the receipt. */
export const PersonRequest = z.object({
  id: z.string(),
  kind: z.enum(requestKinds),
  state: z.enum(requestStates),
  subjects: z.array(Subject),
  reason: z.string(),
  startedBy: z.string(),
  /** UTC, ISO-8601. */
  createdAt: z.string(),
  endedAt: z.string().optional(),
  version: z.int(),
  step: z.enum(erasureSteps),
  /** Where the step goes on. */
  cursor: z.string().optional(),
  /** What is looked for: only while it runs. */
  traits: Traits.optional(),
  /** The traits that nobody else here has: they are erased wherever they stand. */
  own: Traits.optional(),
  linked: z.array(LinkedRecord),
  /** Imports that wrote the person's records, as their histories say. */
  importIds: z.array(z.string()),
  /** When the first of the person's records was made: exports before it cannot hold them. */
  since: z.string().optional(),
  receipt: Receipt,
  bytes: z.int().optional(),
  /** Set when the person of an export was erased afterwards, and its file with them. */
  fileErasedAt: z.string().optional(),
});

export type PersonRequest = z.output<typeof PersonRequest>;

export const noReceipt: Receipt = {
  erased: {},
  pseudonymised: {},
  redacted: 0,
  imports: [],
  exports: [],
};

export const PersonRequestMessage = z.object({ requestId: z.string() });

export type PersonRequestMessage = z.output<typeof PersonRequestMessage>;

/** Where the file of an export lies. */
export function personFileKey({ id }: Pick<PersonRequest, 'id'>): string {
  return `outbox/people/${id}.json`;
}

/** Under which the pieces of an export lie until it is whole. */
export function personPartsPrefix({ id }: Pick<PersonRequest, 'id'>): string {
  return `outbox/people/${id}`;
}
