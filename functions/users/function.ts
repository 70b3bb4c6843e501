import { defineFunction } from '../define-function.ts';
import { usersRoutes } from './routes.ts';

export const usersFunction = defineFunction({
  entry: 'functions/users/handler.ts',
  routes: usersRoutes,
  area: 'people',
  needs: ['identity:write', 'cognito:administer', 'cognito:untie', 'recovery:send', 'mail:lift'],
  errorImpact: 'Administrators cannot invite, change or block people.',
  bundleBudget: 680,
});
