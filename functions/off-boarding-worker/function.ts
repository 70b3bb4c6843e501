import { defineFunction } from '../define-function.ts';

export const offBoardingWorkerFunction = defineFunction({
  entry: 'functions/off-boarding-worker/handler.ts',
  trigger: { kind: 'queue', queue: 'off-boarding', batchSize: 1 },
  needs: [
    'identity:write',
    'records:write',
    'jobs:write',
    'audit:append',
    'cognito:administer',
    'mail:send',
    'off-boarding:send',
  ],
  errorImpact: 'People who left keep their records, and their accounts are not closed.',
  timeout: 300,
  memory: 1_024,
  bundleBudget: 900,
});
