import { defineFunction } from '../define-function.ts';
import { recordRoutes } from './routes.ts';

export const recordsFunction = defineFunction({
  entry: 'functions/records/handler.ts',
  routes: recordRoutes,
  needs: ['records:write', 'sessions:check', 'identity:read', 'audit:append'],
  errorImpact:
    'People cannot read or change customers, deals, orders, tickets, campaigns and tasks.',
  bundleBudget: 680,
});
