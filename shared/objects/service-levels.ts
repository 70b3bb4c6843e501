import * as z from 'zod';
import { priorities } from './priorities.ts';

/** How soon a ticket has to be answered and resolved, in minutes. */
const ServiceLevel = z
  .object({
    firstResponseMinutes: z.int(),
    resolutionMinutes: z.int(),
    /** The code of the calendar in which the minutes count: day and night unless said. */
    during: z.string().optional(),
  })
  .readonly();

/** The promise per priority; administrators edit it. */
export const ServiceLevels = z.record(z.enum(priorities), ServiceLevel).readonly();

export type ServiceLevels = z.output<typeof ServiceLevels>;

const hour = 60;
const day = 24 * hour;

/** What a new installation starts with. */
export const defaultServiceLevels: ServiceLevels = {
  urgent: { firstResponseMinutes: hour, resolutionMinutes: 4 * hour },
  high: { firstResponseMinutes: 4 * hour, resolutionMinutes: day },
  normal: { firstResponseMinutes: 8 * hour, resolutionMinutes: 3 * day },
  low: { firstResponseMinutes: day, resolutionMinutes: 7 * day },
};
