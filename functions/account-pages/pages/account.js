import { finishAtCompany } from '/pages/company.js';
import { call } from '/pages/forms.js';
import { showSignIn } from '/pages/sign-in.js';
import { showAccount } from '/pages/your-account.js';

/** Shows `after` to whoever is signed in, others the page to sign in first. */
export async function signedIn(after) {
  const isIn = await call('GET', '/account').then(
    () => true,
    () => false,
  );
  if (isIn) await after();
  else showSignIn(after);
}

/** The page of one's own account, and the one that a company's sign-in comes back to. */
export async function open() {
  if (location.pathname !== '/sso/callback') return await signedIn(showAccount);
  await finishAtCompany(showAccount, () => showSignIn(showAccount));
}
