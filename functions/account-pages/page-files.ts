/** The files of the pages, as they lie in `pages/` and are served under `/pages/`. */
export const pageFiles = [
  'account.css',
  'account.js',
  'account-texts.js',
  'company.js',
  'events.js',
  'forms.js',
  'history.js',
  'new-password.js',
  'off-boarding.js',
  'parts.js',
  'passkeys.js',
  'people.js',
  'people-texts.js',
  'person.js',
  'problems.js',
  'questions.js',
  'recover.js',
  'sign-in.js',
  'start.js',
  'texts.js',
  'your-account.js',
  'your-factors.js',
  'your-keys.js',
] as const;

/** The one document of all pages; its script looks at the address. */
export const pageDocument = 'page.html';

/** Where that document is served. */
export const pageAddresses = [
  '/',
  '/sign-in',
  '/sso/callback',
  '/recover',
  '/reset',
  '/not-me',
  '/people',
] as const;
