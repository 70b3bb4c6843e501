import { serveFiles } from '#shared/http/serve-files';

const page = { type: 'html', asset: 'account.html' } as const;
const recovery = { type: 'html', asset: 'recover.html' } as const;
const script = (asset: string) => ({ type: 'js', asset }) as const;

/** Serves the page for signing in and the one for getting back in; their scripts look at the address. */
export const handler = serveFiles(
  {
    '/': page,
    '/sign-in': page,
    '/sso/callback': page,
    '/recover': recovery,
    '/reset': recovery,
    '/not-me': recovery,
    '/pages/account.css': { type: 'css', asset: 'account.css' },
    '/pages/account.js': script('account.js'),
    '/pages/company.js': script('company.js'),
    '/pages/forms.js': script('forms.js'),
    '/pages/new-password.js': script('new-password.js'),
    '/pages/recover.js': script('recover.js'),
    '/pages/account-texts.js': script('account-texts.js'),
    '/pages/parts.js': script('parts.js'),
    '/pages/passkeys.js': script('passkeys.js'),
    '/pages/problems.js': script('problems.js'),
    '/pages/sign-in.js': script('sign-in.js'),
    '/pages/your-account.js': script('your-account.js'),
    '/pages/texts.js': script('texts.js'),
  },
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
);
