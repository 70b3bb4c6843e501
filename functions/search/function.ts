import { defineFunction } from '../define-function.ts';
import { searchRoutes } from './routes.ts';

export const searchFunction = defineFunction({
  entry: 'functions/search/handler.ts',
  routes: searchRoutes,
  needs: ['search:read', 'records:read', 'sessions:check', 'audit:append'],
  errorImpact: 'People cannot search for records.',
  bundleBudget: 580,
});
