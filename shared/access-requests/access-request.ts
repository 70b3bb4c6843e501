import * as z from 'zod';
import { objectNames } from '#shared/objects/names';
import { shareLevels } from '#shared/permissions/policy';

/** What somebody asks for: another role, something their role does not permit, or one record. */
export const Wanted = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('role'), roleId: z.string() }),
  z.object({ kind: z.literal('permission'), permission: z.string() }),
  z.object({
    kind: z.literal('record'),
    object: z.enum(objectNames),
    recordId: z.string(),
    level: z.enum(shareLevels),
  }),
]);

export type Wanted = z.output<typeof Wanted>;

/** `ended`: what was granted until a date was taken back on it. */
export const requestStates = [
  'open',
  'granted',
  'refused',
  'withdrawn',
  'expired',
  'ended',
] as const;

const Answer = z.object({
  by: z.string(),
  /** UTC, ISO-8601, as all times here. */
  at: z.string(),
  reason: z.string(),
  /** Until when it is granted. */
  until: z.string().optional(),
  /** The role that was given; absent for a record. */
  roleId: z.string().optional(),
});

/** A request for access and what became of it; kept as evidence. */
export const AccessRequest = z.object({
  requestId: z.string(),
  userId: z.string(),
  wanted: Wanted,
  reason: z.string(),
  state: z.enum(requestStates),
  version: z.int(),
  createdAt: z.string(),
  /** When an open one is given up. */
  expiresAt: z.string(),
  answer: Answer.optional(),
  /** The role before a grant, to go back to. */
  formerRoleId: z.string().optional(),
  /** Granted, and not carried out yet. */
  isDue: z.boolean(),
  /** What people have still to be told by mail. */
  untold: z.enum(['asked', 'answered']).optional(),
});

export type AccessRequest = z.output<typeof AccessRequest>;

/** How long an open request waits for an answer. */
export const openMilliseconds = 30 * 86_400_000;

/** A person's open requests at once. */
export const mostOpen = 10;

/** Names what is asked for: asking twice is asking once. */
export function wantedText(wanted: Wanted): string {
  switch (wanted.kind) {
    case 'role':
      return `role ${wanted.roleId}`;
    case 'permission':
      return `permission ${wanted.permission}`;
    case 'record':
      return `record ${wanted.object} ${wanted.recordId} ${wanted.level}`;
  }
}
