import { defineFunction } from '../define-function.ts';
import { factorsRoutes } from './routes.ts';

export const factorsFunction = defineFunction({
  entry: 'functions/factors/handler.ts',
  routes: factorsRoutes,
  area: 'people',
  needs: [
    'identity:write',
    'cognito:sign-out',
    'cognito:factors',
    'recovery:send',
    'auth-policy:read',
    'authenticator-copies:keep',
  ],
  errorImpact: 'People cannot set up second factors or change their e-mail address and phone.',
  bundleBudget: 760,
});
