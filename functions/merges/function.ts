import { defineFunction } from '../define-function.ts';
import { mergeRoutes } from './routes.ts';

export const mergesFunction = defineFunction({
  entry: 'functions/merges/handler.ts',
  routes: mergeRoutes,
  needs: ['records:write', 'sessions:check', 'identity:read', 'merges:send'],
  errorImpact: 'People cannot merge records, nor undo a merge.',
  // A second less than API Gateway waits; the relations of a merge are moved one by one.
  timeout: 29,
  memory: 1_024,
  bundleBudget: 620,
});
