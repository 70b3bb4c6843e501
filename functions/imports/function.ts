import { defineFunction } from '../define-function.ts';
import { importRoutes } from './routes.ts';

export const importsFunction = defineFunction({
  entry: 'functions/imports/handler.ts',
  routes: importRoutes,
  needs: ['jobs:write', 'sessions:check', 'files:read', 'files:upload'],
  errorImpact: 'People cannot upload files or see what became of their imports.',
  bundleBudget: 820,
});
