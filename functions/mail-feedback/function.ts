import { defineFunction } from '../define-function.ts';

export const mailFeedbackFunction = defineFunction({
  entry: 'functions/mail-feedback/handler.ts',
  trigger: { kind: 'queue', queue: 'mail-feedback', batchSize: 10 },
  needs: ['identity:write', 'mail:send'],
  errorImpact: 'Nobody learns that mail to a person does not arrive.',
  timeout: 30,
  bundleBudget: 580,
});
