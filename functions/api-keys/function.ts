import { defineFunction } from '../define-function.ts';
import { apiKeysRoutes } from './routes.ts';

export const apiKeysFunction = defineFunction({
  entry: 'functions/api-keys/handler.ts',
  routes: apiKeysRoutes,
  area: 'people',
  needs: ['identity:write', 'recovery:send'],
  errorImpact: 'API keys can be neither made nor revoked; those that exist go on working.',
  bundleBudget: 640,
});
