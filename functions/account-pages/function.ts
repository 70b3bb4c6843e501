import { defineFunction } from '../define-function.ts';
import { accountPagesRoutes } from './routes.ts';

export const accountPagesFunction = defineFunction({
  entry: 'functions/account-pages/handler.ts',
  routes: accountPagesRoutes,
  area: 'people',
  needs: [],
  errorImpact: 'Links in invitations and recovery mail open no page.',
  bundleBudget: 20,
  assets: [
    './functions/account-pages/pages/account.html',
    './functions/account-pages/pages/account.css',
    './functions/account-pages/pages/account.js',
    './functions/account-pages/pages/company.js',
    './functions/account-pages/pages/forms.js',
    './functions/account-pages/pages/new-password.js',
    './functions/account-pages/pages/recover.html',
    './functions/account-pages/pages/recover.js',
    './functions/account-pages/pages/account-texts.js',
    './functions/account-pages/pages/parts.js',
    './functions/account-pages/pages/passkeys.js',
    './functions/account-pages/pages/problems.js',
    './functions/account-pages/pages/sign-in.js',
    './functions/account-pages/pages/your-account.js',
    './functions/account-pages/pages/texts.js',
  ],
});
