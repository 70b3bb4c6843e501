import { defineFunction } from '../define-function.ts';
import { accountRoutes } from './routes.ts';

export const accountFunction = defineFunction({
  entry: 'functions/account/handler.ts',
  routes: accountRoutes,
  area: 'people',
  needs: ['identity:write', 'cognito:sign-out', 'recovery:send', 'auth-policy:read'],
  errorImpact: 'People cannot see or change their profile, sessions and password.',
  bundleBudget: 1_060,
});
