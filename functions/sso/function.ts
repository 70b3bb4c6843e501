import { defineFunction } from '../define-function.ts';
import { ssoRoutes } from './routes.ts';

export const ssoFunction = defineFunction({
  entry: 'functions/sso/handler.ts',
  routes: ssoRoutes,
  area: 'people',
  needs: ['identity:write', 'cognito:exchange', 'recovery:send', 'sso-policy:read'],
  errorImpact: 'Nobody can sign in through their company.',
  bundleBudget: 1_200,
});
