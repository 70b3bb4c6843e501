import { defineFunction } from '../define-function.ts';
import { offBoardingRoutes } from './routes.ts';

export const offBoardingFunction = defineFunction({
  entry: 'functions/off-boarding/handler.ts',
  routes: offBoardingRoutes,
  area: 'people',
  needs: ['identity:write', 'records:read', 'jobs:write', 'off-boarding:send'],
  errorImpact: 'Administrators cannot off-board people who leave.',
  bundleBudget: 640,
});
