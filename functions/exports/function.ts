import { defineFunction } from '../define-function.ts';
import { exportRoutes } from './routes.ts';

export const exportsFunction = defineFunction({
  entry: 'functions/exports/handler.ts',
  routes: exportRoutes,
  needs: ['jobs:write', 'sessions:check', 'exports:read', 'exports:send', 'audit:append'],
  errorImpact: 'People cannot start or download exports.',
  bundleBudget: 800,
});
