import { defineFunction } from '../define-function.ts';
import { passwordsRoutes } from './routes.ts';

export const passwordsFunction = defineFunction({
  entry: 'functions/passwords/handler.ts',
  routes: passwordsRoutes,
  area: 'people',
  needs: ['identity:write', 'auth-policy:read', 'recovery:send'],
  errorImpact:
    'People do not see what a password must be like, administrators not how old they are.',
  bundleBudget: 1_010,
});
