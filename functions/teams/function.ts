import { defineFunction } from '../define-function.ts';
import { teamsRoutes } from './routes.ts';

export const teamsFunction = defineFunction({
  entry: 'functions/teams/handler.ts',
  routes: teamsRoutes,
  area: 'people',
  needs: ['identity:write'],
  errorImpact: 'Teams can be neither listed nor changed.',
  bundleBudget: 540,
});
