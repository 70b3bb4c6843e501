import { defineFunction } from '../define-function.ts';
import { recordJobRoutes } from './routes.ts';

export const recordJobsFunction = defineFunction({
  entry: 'functions/record-jobs/handler.ts',
  routes: recordJobRoutes,
  needs: [
    'records:read',
    'jobs:write',
    'sessions:check',
    'identity:read',
    'audit:append',
    'search:read',
    'record-jobs:send',
  ],
  errorImpact: 'People see no tags as they type, and cannot start work on whole lists.',
  bundleBudget: 700,
});
