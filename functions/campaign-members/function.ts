import { defineFunction } from '../define-function.ts';
import { campaignMemberRoutes } from './routes.ts';

export const campaignMembersFunction = defineFunction({
  entry: 'functions/campaign-members/handler.ts',
  routes: campaignMemberRoutes,
  needs: ['records:write', 'sessions:check', 'identity:read', 'audit:append'],
  errorImpact: 'People cannot put anybody into a campaign, nor see what came of it.',
  // A second less than API Gateway waits; a thousand members take a few.
  timeout: 29,
  memory: 1_024,
  bundleBudget: 640,
});
