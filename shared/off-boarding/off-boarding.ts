import * as z from 'zod';
import { objectNames } from '#shared/objects/names';
import { BelongingCounts } from './belongings.ts';

export const offBoardingStates = ['scheduled', 'running', 'done', 'failed', 'cancelled'] as const;

/**
 * What is done when somebody leaves, in this order: what lets them act goes first, what belongs to
 * them is handed over last. A feature that gives people something of their own adds its step here.
 */
export const stepNames = [
  'gate',
  'sign-out',
  'disable',
  'password',
  'factors',
  'passkeys',
  'company',
  'keys',
  'reports',
  'views',
  'reviews',
  'records',
  'shares',
  'notices',
] as const;

export type StepName = (typeof stepNames)[number];

/** Why a step had nothing to do, or something it could not do. */
export const skipReasons = ['no-account', 'single-sign-on', 'no-single-sign-on'] as const;

const StepDone = z.object({
  step: z.enum(stepNames),
  at: z.iso.datetime(),
  /** How many things it ended or handed over. */
  count: z.int().optional(),
  skipped: z.enum(skipReasons).optional(),
});

export type StepDone = z.output<typeof StepDone>;

/** Where the hand-over of records stands. */
const Position = z.object({
  object: z.enum(objectNames),
  /** Sort key of the last record looked at; absent at the beginning of a pass. */
  after: z.string().optional(),
  /** Whether this pass over the object has moved anything: then there is another. */
  moved: z.boolean(),
});

export type Position = z.output<typeof Position>;

/** Somebody's leaving, as a piece of work with its results; the end state is its receipt. */
export const OffBoarding = z.object({
  jobId: z.string(),
  userId: z.string(),
  /** Their name when the work began. */
  name: z.string(),
  successorId: z.string().optional(),
  reason: z.string(),
  startedBy: z.string(),
  createdAt: z.iso.datetime(),
  dueAt: z.iso.datetime(),
  state: z.enum(offBoardingStates),
  /** Rises with every step and every batch: of two workers one goes on. */
  version: z.int(),
  steps: z.array(StepDone),
  /** Records handed over, by object. */
  counts: z.partialRecord(z.enum(objectNames), z.int()),
  /** What else there was when its step began. */
  belongings: BelongingCounts.default({}),
  position: Position.optional(),
  /** Error code of what made it fail. */
  problem: z.string().optional(),
  updatedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
});

export type OffBoarding = z.output<typeof OffBoarding>;

/** Whether nothing more will happen by itself. */
export function isEnded({ state }: Pick<OffBoarding, 'state'>): boolean {
  return state !== 'scheduled' && state !== 'running';
}

/** The job, ended before it began. */
export function cancelled(job: OffBoarding, at: string): OffBoarding {
  return { ...job, state: 'cancelled', version: job.version + 1, updatedAt: at, endedAt: at };
}

/** Work for the queue `off-boarding`. */
export const OffBoardingMessage = z.strictObject({ userId: z.string(), jobId: z.string() });

export type OffBoardingMessage = z.output<typeof OffBoardingMessage>;
