import { defineFunction } from '../define-function.ts';
import { pageDocument, pageFiles } from './page-files.ts';
import { accountPagesRoutes } from './routes.ts';

export const accountPagesFunction = defineFunction({
  entry: 'functions/account-pages/handler.ts',
  routes: accountPagesRoutes,
  area: 'people',
  needs: [],
  errorImpact: 'Links in invitations and recovery mail open no page.',
  bundleBudget: 20,
  assets: [pageDocument, ...pageFiles].map((file) => `./functions/account-pages/pages/${file}`),
});
