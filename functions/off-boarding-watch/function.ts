import { defineFunction } from '../define-function.ts';

export const offBoardingWatchFunction = defineFunction({
  entry: 'functions/off-boarding-watch/handler.ts',
  trigger: { kind: 'schedule', expression: 'rate(5 minutes)' },
  needs: ['jobs:read', 'off-boarding:send'],
  errorImpact: 'Off-boardings planned for a date do not begin.',
  timeout: 60,
  bundleBudget: 500,
});
