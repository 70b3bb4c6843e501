import { defineFunction } from '../define-function.ts';

export const recordMailsFunction = defineFunction({
  entry: 'functions/record-mails/handler.ts',
  trigger: { kind: 'queue', queue: 'record-mails', batchSize: 10 },
  needs: ['records:write', 'identity:read', 'mail:send'],
  errorImpact: 'Reminders of tasks and notices of overdue tickets are not sent.',
  timeout: 30,
  bundleBudget: 640,
});
