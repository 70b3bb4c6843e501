import { defineFunction } from '../define-function.ts';

export const recordChangesFunction = defineFunction({
  entry: 'functions/record-changes/handler.ts',
  trigger: { kind: 'record-changes', batchSize: 100 },
  needs: ['events:put', 'records:write'],
  errorImpact:
    'Nothing that follows from a change of a record happens: automation, reminders, integrations.',
  timeout: 60,
  bundleBudget: 520,
});
