import { defineFunction } from '../define-function.ts';

export const recordWakeFunction = defineFunction({
  entry: 'functions/record-wake/handler.ts',
  trigger: { kind: 'schedule', expression: 'rate(5 minutes)' },
  needs: ['records:write', 'definitions:read'],
  errorImpact: 'Nobody is reminded of tasks or told that a ticket is overdue.',
  timeout: 55,
  bundleBudget: 500,
});
