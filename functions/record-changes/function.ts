import { defineFunction } from '../define-function.ts';

export const recordChangesFunction = defineFunction({
  entry: 'functions/record-changes/handler.ts',
  trigger: { kind: 'record-changes', batchSize: 100 },
  needs: ['events:put', 'records:write', 'audit:append', 'identity:read'],
  errorImpact:
    'Nothing that follows from a change of a record happens: audit, automation, reminders, the next task of a series.',
  timeout: 60,
  bundleBudget: 860,
});
