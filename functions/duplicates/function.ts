import { defineFunction } from '../define-function.ts';
import { duplicateRoutes } from './routes.ts';

export const duplicatesFunction = defineFunction({
  entry: 'functions/duplicates/handler.ts',
  routes: duplicateRoutes,
  needs: ['records:write', 'search:read', 'sessions:check'],
  errorImpact: 'People are not told of records that may be the same.',
  bundleBudget: 620,
});
