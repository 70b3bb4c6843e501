import { createDocumentClient } from '#shared/data/document-client';
import { createSqsJobQueue } from '#shared/data/sqs-job-queue';
import { systemClock as clock } from '#shared/domain/clock';
import { createLog } from '#shared/observability/logger';
import { createDynamoOffBoardings } from '#shared/off-boarding/dynamo-off-boardings';
import { readEnvironment } from '../define-function.ts';
import { offBoardingWatchFunction } from './function.ts';
import { watchOffBoardings } from './watch-off-boardings.ts';

const environment = readEnvironment(offBoardingWatchFunction);
const log = createLog('off-boarding-watch');
const needs = {
  clock,
  store: createDynamoOffBoardings(createDocumentClient(), environment.JOBS_TABLE),
  queue: createSqsJobQueue(environment.OFF_BOARDING_QUEUE_URL),
};

export async function handler(): Promise<void> {
  const count = await watchOffBoardings(needs);
  if (count > 0) log.info('off_boarding.started', 'Off-boardings were due.', { count });
}
