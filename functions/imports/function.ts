import { defineFunction } from '../define-function.ts';
import { importRoutes } from './routes.ts';

export const importsFunction = defineFunction({
  entry: 'functions/imports/handler.ts',
  routes: importRoutes,
  needs: [
    'jobs:write',
    'records:write',
    'search:read',
    'identity:read',
    'sessions:check',
    'files:read',
    'files:write',
    'files:upload',
    'import-files:send',
    'import-rows:send',
  ],
  errorImpact: 'People cannot upload files or see what became of their imports.',
  // A bulk request writes a thousand records before it answers.
  timeout: 29,
  memory: 1_024,
  bundleBudget: 980,
});
