import { defineFunction } from '../define-function.ts';
import { accessReviewsRoutes } from './routes.ts';

export const accessReviewsFunction = defineFunction({
  entry: 'functions/access-reviews/handler.ts',
  routes: accessReviewsRoutes,
  area: 'people',
  needs: ['identity:write', 'jobs:write', 'cognito:administer'],
  errorImpact: 'Administrators cannot review who may do what.',
  timeout: 25,
  bundleBudget: 640,
});
