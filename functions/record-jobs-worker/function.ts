import { defineFunction } from '../define-function.ts';

export const recordJobsWorkerFunction = defineFunction({
  entry: 'functions/record-jobs-worker/handler.ts',
  trigger: { kind: 'queue', queue: 'record-jobs', batchSize: 1 },
  needs: [
    'records:write',
    'jobs:write',
    'identity:read',
    'audit:append',
    'search:write',
    'record-jobs:send',
  ],
  errorImpact: 'Tags are not renamed, and lists are not put into campaigns.',
  timeout: 300,
  memory: 1_024,
  bundleBudget: 700,
});
