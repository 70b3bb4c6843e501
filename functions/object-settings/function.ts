import { defineFunction } from '../define-function.ts';
import { objectSettingsRoutes } from './routes.ts';

export const objectSettingsFunction = defineFunction({
  entry: 'functions/object-settings/handler.ts',
  routes: objectSettingsRoutes,
  area: 'people',
  needs: ['identity:write', 'records:read'],
  errorImpact: 'Administrators cannot change fields, pipelines and service levels.',
  bundleBudget: 600,
});
