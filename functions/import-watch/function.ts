import { defineFunction } from '../define-function.ts';

export const importWatchFunction = defineFunction({
  entry: 'functions/import-watch/handler.ts',
  trigger: { kind: 'schedule', expression: 'rate(5 minutes)' },
  needs: ['jobs:write', 'files:read', 'files:write', 'import-rows:send'],
  errorImpact: 'Imports that came to a halt are neither finished nor continued.',
  timeout: 300,
  memory: 1_024,
  bundleBudget: 700,
});
