import * as z from 'zod';
import { priorities } from '#shared/objects/priorities';

/** A year: what is later is no promise. */
const Minutes = z.int().min(1).max(525_600);

const Level = z
  .strictObject({ firstResponseMinutes: Minutes, resolutionMinutes: Minutes })
  .refine(
    ({ firstResponseMinutes, resolutionMinutes }) => firstResponseMinutes <= resolutionMinutes,
    { path: ['resolutionMinutes'], error: 'Nobody resolves before they answer.' },
  );

/** The promise per priority, as administrators send it. */
export const Levels = z.record(z.enum(priorities), Level);

export const LevelsView = z.object({ serviceLevels: Levels, version: z.int() }).meta({
  id: 'ServiceLevels',
  description: 'How soon tickets have to be answered and resolved, in minutes, day and night.',
});
