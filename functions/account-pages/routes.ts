import * as z from 'zod';
import { defineRoutes } from '#shared/http/route';

const page = { method: 'GET', permission: 'public', status: 200, errors: [] } as const;

/** Pages that mails link to. They hold no data; what they do goes through the API. */
export const accountPagesRoutes = defineRoutes({
  openHome: { ...page, path: '/', summary: 'Open the start page' },
  openSignIn: { ...page, path: '/sign-in', summary: 'Open the page to sign in' },
  openCallback: {
    ...page,
    path: '/sso/callback',
    summary: 'Open the page that a company’s sign-in comes back to',
    query: z.looseObject({}),
  },
  openRecover: { ...page, path: '/recover', summary: 'Open the page to get back in' },
  openNotMe: { ...page, path: '/not-me', summary: 'Open the page to disavow a change' },
  openPeople: { ...page, path: '/people', summary: 'Open the page to look after people' },
  openReset: { ...page, path: '/reset', summary: 'Open the page to set a new password' },
  readPageFile: {
    ...page,
    path: '/pages/{file}',
    summary: 'Read a style sheet or script of the pages',
    errors: ['request.not_found'],
  },
});
