import { defineFunction } from '../define-function.ts';
import { viewsRoutes } from './routes.ts';

export const viewsFunction = defineFunction({
  entry: 'functions/views/handler.ts',
  routes: viewsRoutes,
  needs: ['records:write', 'sessions:check'],
  errorImpact: 'People cannot open, save or share views of lists.',
  bundleBudget: 580,
});
