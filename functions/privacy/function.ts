import { defineFunction } from '../define-function.ts';
import { privacyRoutes } from './routes.ts';

export const privacyFunction = defineFunction({
  entry: 'functions/privacy/handler.ts',
  routes: privacyRoutes,
  needs: [
    'records:read',
    'search:read',
    'jobs:write',
    'people:send',
    'person-files:read',
    'sessions:check',
    'audit:append',
  ],
  errorImpact: 'People’s requests to see or erase their data cannot be met in time.',
  bundleBudget: 780,
});
