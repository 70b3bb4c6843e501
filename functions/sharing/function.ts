import { defineFunction } from '../define-function.ts';
import { sharingRoutes } from './routes.ts';

export const sharingFunction = defineFunction({
  entry: 'functions/sharing/handler.ts',
  routes: sharingRoutes,
  needs: ['records:write', 'sessions:check', 'identity:read', 'audit:append'],
  errorImpact: 'People cannot share records with colleagues or end what they shared.',
  bundleBudget: 640,
});
