import { defineFunction } from '../define-function.ts';

export const accessWatchFunction = defineFunction({
  entry: 'functions/access-watch/handler.ts',
  trigger: { kind: 'schedule', expression: 'rate(5 minutes)' },
  needs: [
    'identity:write',
    'jobs:write',
    'records:write',
    'audit:append',
    'mail:send',
    'cognito:factors',
  ],
  errorImpact:
    'Nobody is told of requests for access, and access reviews are neither opened nor called to mind.',
  timeout: 120,
  bundleBudget: 700,
});
