/** What strangers may call, reviewed one by one; a route that joins them has to be added here. */
export const reviewedPublicRoutes: Readonly<Record<string, string>> = {
  'POST /sign-in': 'how people get in; limited per address and per login',
  'POST /sign-in/challenge': 'goes on with a sign-in by a single-use token',
  'POST /sign-in/saved-code': 'asks for the password first, then for a single-use code; limited',
  'POST /recovery': 'answers the same for every login; limited',
  'POST /recovery/confirm': 'takes a single-use 256-bit token from a mail',
  'GET /password-policy': 'what a password must be like, the same for everybody',
  'POST /password-strength': 'rates a text without keeping it; limited per address',
  'GET /': 'the start page holds no data',
  'GET /sign-in': 'the page to sign in holds no data',
  'GET /reset': 'the page to set a password holds no data; the secret stays in the fragment',
  'GET /pages/{file}': 'style sheet and scripts of the pages, by a fixed list',
  'GET /docs': 'the documentation page holds no data',
  'GET /docs/{file}': 'files of the documentation page, by a fixed list',
  'GET /openapi.json': 'describes the API, holds no data',
};
