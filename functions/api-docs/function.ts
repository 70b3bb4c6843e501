import { defineFunction } from '../define-function.ts';
import { apiDocsRoutes } from './routes.ts';

export const apiDocsFunction = defineFunction({
  entry: 'functions/api-docs/handler.ts',
  routes: apiDocsRoutes,
  area: 'people',
  needs: [],
  errorImpact: 'Nobody can read the API documentation.',
  bundleBudget: 20,
  assets: [
    './build/openapi.json',
    './functions/api-docs/pages/docs.html',
    './functions/api-docs/pages/docs.js',
    'swagger-ui-dist/swagger-ui.css',
    'swagger-ui-dist/swagger-ui-bundle.js',
  ],
});
