import { defineFunction } from '../define-function.ts';
import { bulkRoutes } from './routes.ts';

export const bulkFunction = defineFunction({
  entry: 'functions/bulk/handler.ts',
  routes: bulkRoutes,
  needs: ['records:write', 'sessions:check', 'identity:read', 'audit:append'],
  errorImpact: 'People cannot change or delete many records at once.',
  // A second less than API Gateway waits; a thousand records take a few.
  timeout: 29,
  memory: 1_024,
  bundleBudget: 640,
});
