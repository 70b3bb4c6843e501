import { defineFunction } from '../define-function.ts';

export const companyArrivalsFunction = defineFunction({
  entry: 'functions/company-arrivals/handler.ts',
  trigger: { kind: 'user-pool', triggers: ['preSignUp'] },
  needs: ['identity:read', 'companies:read'],
  errorImpact:
    'Many people from companies were refused: strangers are trying, or invited people cannot get in.',
  // Cognito waits five seconds, and knows no refusal but an error.
  timeout: 5,
  errorsThatAreAnswers: 20,
  bundleBudget: 560,
});
