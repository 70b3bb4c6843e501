import { finishAtCompany } from '/pages/company.js';
import { call } from '/pages/forms.js';
import { showSignIn } from '/pages/sign-in.js';
import { showAccount } from '/pages/your-account.js';

const signIn = () => showSignIn(showAccount);

async function start() {
  if (location.pathname === '/sso/callback') return await finishAtCompany(showAccount, signIn);
  const isIn = await call('GET', '/account').then(
    () => true,
    () => false,
  );
  if (isIn) await showAccount();
  else signIn();
}

await start();
