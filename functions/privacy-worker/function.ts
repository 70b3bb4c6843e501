import { defineFunction } from '../define-function.ts';

export const privacyWorkerFunction = defineFunction({
  entry: 'functions/privacy-worker/handler.ts',
  trigger: { kind: 'queue', queue: 'people', batchSize: 1 },
  needs: [
    'records:write',
    'jobs:write',
    'search:write',
    'identity:read',
    'tables:scan',
    'person-files:erase',
    'people:send',
  ],
  errorImpact: 'People’s requests to see or erase their data are not met.',
  timeout: 300,
  memory: 1_024,
  bundleBudget: 900,
});
