import { defineFunction } from '../define-function.ts';
import { rolesRoutes } from './routes.ts';

export const rolesFunction = defineFunction({
  entry: 'functions/roles/handler.ts',
  routes: rolesRoutes,
  area: 'people',
  needs: ['identity:write'],
  errorImpact: 'Administrators cannot see or change what roles may do.',
  bundleBudget: 560,
});
