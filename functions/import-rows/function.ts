import { defineFunction } from '../define-function.ts';

export const importRowsFunction = defineFunction({
  entry: 'functions/import-rows/handler.ts',
  trigger: { kind: 'queue', queue: 'import-rows', batchSize: 1 },
  needs: [
    'records:write',
    'search:read',
    'jobs:write',
    'identity:read',
    'files:read',
    'files:write',
    'import-rows:send',
    'mail:send',
    'events:put',
  ],
  errorImpact: 'Rows of running imports are not written.',
  timeout: 60,
  memory: 1_769,
  bundleBudget: 1_020,
});
