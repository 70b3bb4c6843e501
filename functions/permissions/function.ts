import { defineFunction } from '../define-function.ts';
import { permissionsRoutes } from './routes.ts';

export const permissionsFunction = defineFunction({
  entry: 'functions/permissions/handler.ts',
  routes: permissionsRoutes,
  area: 'people',
  needs: ['records:read', 'sessions:check', 'identity:read'],
  errorImpact: 'People cannot see what they may do, and why not more.',
  bundleBudget: 640,
});
