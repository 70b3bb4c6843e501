import * as z from 'zod';
import { objectNames } from '#shared/objects/names';
import { RecordId } from '#shared/objects/record-id';
import { shareLevels } from '#shared/permissions/policy';

const TeamId = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N} ._-]{1,64}$/u, 'Give the id of a team.');
const Level = z.enum(shareLevels).meta({
  description: 'What it opens beyond the recipient’s scope; never more than their role may do.',
});

export const NewShare = z
  .strictObject({
    object: z.enum(objectNames),
    recordId: RecordId,
    userId: RecordId.optional(),
    teamId: TeamId.optional(),
    level: Level,
    until: z.iso
      .datetime({ error: 'Send a time as 2026-01-31T09:30:00Z.' })
      .optional()
      .meta({ description: 'From then on the share counts for nothing.' }),
  })
  .refine(({ userId, teamId }) => (userId === undefined) !== (teamId === undefined), {
    error: 'Name a user or a team, and not both.',
    path: ['userId'],
  })
  .meta({
    examples: [
      {
        object: 'company',
        recordId: '01JD8Y7N9Q4V5W2X3Z6A8B0CDE',
        userId: '01JD8Y7N9Q4V5W2X3Z6A8B0CDF',
        level: 'read',
      },
    ],
  });

export const ShareView = z
  .object({
    shareId: z.string(),
    object: z.enum(objectNames),
    recordId: z.string(),
    userId: z.string().optional(),
    teamId: z.string().optional(),
    level: Level,
    until: z.iso.datetime().optional(),
    sharedBy: z.string(),
    sharedAt: z.iso.datetime(),
  })
  .meta({ id: 'Share', description: 'One record, opened for a person or a team.' });

export const ShareId = z.string().max(200).meta({ description: 'The id of the share.' });
