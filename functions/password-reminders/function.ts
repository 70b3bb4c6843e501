import { defineFunction } from '../define-function.ts';

export const passwordRemindersFunction = defineFunction({
  entry: 'functions/password-reminders/handler.ts',
  trigger: { kind: 'schedule', expression: 'cron(0 6 * * ? *)' },
  needs: ['identity:write', 'mail:send', 'auth-policy:read', 'sso-policy:read'],
  errorImpact: 'People are not told in time that their password will be too old.',
  timeout: 300,
  bundleBudget: 540,
});
