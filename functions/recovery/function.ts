import { defineFunction } from '../define-function.ts';
import { recoveryRoutes } from './routes.ts';

export const recoveryFunction = defineFunction({
  entry: 'functions/recovery/handler.ts',
  routes: recoveryRoutes,
  area: 'people',
  needs: [
    'identity:write',
    'cognito:recover',
    'cognito:sign-out',
    'recovery:send',
    'cognito:prove',
    'auth-policy:read',
  ],
  errorImpact: 'People who forgot their password cannot set a new one.',
  bundleBudget: 1_060,
});
