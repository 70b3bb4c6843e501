import { defineFunction } from '../define-function.ts';
import { accessRequestRoutes } from './routes.ts';

export const accessRequestsFunction = defineFunction({
  entry: 'functions/access-requests/handler.ts',
  routes: accessRequestRoutes,
  area: 'people',
  needs: ['identity:write', 'jobs:write', 'records:write', 'audit:append'],
  errorImpact: 'People cannot ask for access, and nobody can grant or refuse it.',
  bundleBudget: 680,
});
