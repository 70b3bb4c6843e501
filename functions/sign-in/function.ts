import { defineFunction } from '../define-function.ts';
import { signInRoutes } from './routes.ts';

export const signInFunction = defineFunction({
  entry: 'functions/sign-in/handler.ts',
  routes: signInRoutes,
  area: 'people',
  needs: [
    'identity:write',
    'cognito:sign-in',
    'cognito:sign-out',
    'cognito:factors',
    'recovery:send',
    'auth-policy:read',
    'authenticator-copies:keep',
    'sso-policy:read',
  ],
  errorImpact: 'Nobody can sign in or out.',
  bundleBudget: 1_110,
});
