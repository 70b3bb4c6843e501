import { defineFunction } from '../define-function.ts';
import { passkeysRoutes } from './routes.ts';

export const passkeysFunction = defineFunction({
  entry: 'functions/passkeys/handler.ts',
  routes: passkeysRoutes,
  area: 'people',
  needs: [
    'identity:write',
    'cognito:sign-in',
    'cognito:sign-out',
    'cognito:passkeys',
    'recovery:send',
    'auth-policy:read',
    'sso-policy:read',
    'passkeys:read',
  ],
  errorImpact: 'Nobody can sign in by passkey, add or remove one.',
  bundleBudget: 1_200,
});
