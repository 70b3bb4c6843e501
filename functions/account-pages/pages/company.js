import { texts } from '/pages/account-texts.js';
import { call, field, form, plain, say } from '/pages/forms.js';
import { show } from '/pages/parts.js';

/** Asks for the e-mail address whose company signs its people in; `back` shows the page to sign in. */
export function showCompany(back) {
  show(
    form([field('login', texts.email, 'email', 'username')], texts.goToCompany, async (input) => {
      const { location: address } = await call('POST', '/sso/start', input);
      location.assign(address);
    }),
    plain(texts.backToSignIn, back),
  );
}

/** Where the company's provider sends people back to. */
export async function finishAtCompany(after, back) {
  const {
    code,
    state,
    error_description: reason = '',
  } = Object.fromEntries(new URLSearchParams(location.search));
  // The code leaves the address bar and the history before anything else happens.
  history.replaceState(null, '', '/');
  try {
    if (!code || !state)
      throw new Error(reason.startsWith('PreSignUp') ? texts.notInvited : texts.companyRefused);
    await call('POST', '/sso/finish', { code, state, transport: 'cookie' });
    await after();
  } catch (error) {
    back();
    say(error.message, true);
  }
}
