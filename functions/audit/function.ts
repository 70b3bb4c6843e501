import { defineFunction } from '../define-function.ts';
import { auditRoutes } from './routes.ts';

export const auditFunction = defineFunction({
  entry: 'functions/audit/handler.ts',
  routes: auditRoutes,
  area: 'people',
  needs: ['audit:read', 'audit:append', 'sessions:check', 'identity:read', 'records:write'],
  errorImpact: 'Nobody can look up who did what.',
  timeout: 25,
  bundleBudget: 640,
});
