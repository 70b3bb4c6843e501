import { defineFunction } from '../define-function.ts';
import { searchRebuildRoutes } from './routes.ts';

export const searchRebuildsFunction = defineFunction({
  entry: 'functions/search-rebuilds/handler.ts',
  routes: searchRebuildRoutes,
  needs: ['jobs:write', 'sessions:check', 'search-rebuild:send'],
  errorImpact: 'Administrators cannot have the search index made anew.',
  bundleBudget: 560,
});
