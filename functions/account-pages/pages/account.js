import { call, element, field, form, plain, say, view } from '/pages/forms.js';
import { bothPasswords, newPasswordFields } from '/pages/new-password.js';
import { texts } from '/pages/texts.js';

function showSignIn() {
  view.replaceChildren(
    form(
      [
        field('login', texts.login, 'text', 'username'),
        field('password', texts.password, 'password', 'current-password'),
      ],
      texts.signIn,
      async (input) => proceed(await call('POST', '/sign-in', { ...input, transport: 'cookie' })),
    ),
    element('p', {}, element('a', { href: '/recover' }, texts.forgotten)),
    plain(texts.company, showCompany),
    ...(window.PublicKeyCredential ? [plain(texts.passkey, showPasskey)] : []),
  );
}

function showPasskey() {
  view.replaceChildren(
    form([field('login', texts.email, 'email', 'username')], texts.passkey, async (input) => {
      const { options, ticket } = await call('POST', '/sign-in/passkey/start', input);
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
      const credential = await usePasskey(navigator.credentials.get({ publicKey }));
      const answer = { ticket, credential, transport: 'cookie' };
      proceed(await call('POST', '/sign-in/passkey', answer));
    }),
    plain(texts.backToSignIn, showSignIn),
  );
}

async function addPasskey() {
  try {
    const { options } = await call('POST', '/account/passkeys/start');
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    const credential = await usePasskey(navigator.credentials.create({ publicKey }));
    const label = new Date().toLocaleDateString(language);
    await call('POST', '/account/passkeys', { credential, label });
    say(texts.passkeyAdded);
  } catch (error) {
    say(error.message, true);
  }
}

/** What the browser made or signed; people often just close its window. */
async function usePasskey(asked) {
  const credential = await asked.catch(() => {
    throw new Error(texts.noPasskey);
  });
  return credential.toJSON();
}

function showCompany() {
  view.replaceChildren(
    form([field('login', texts.email, 'email', 'username')], texts.goToCompany, async (input) => {
      const { location: address } = await call('POST', '/sso/start', input);
      location.assign(address);
    }),
    plain(texts.backToSignIn, showSignIn),
  );
}

async function showCallback() {
  const answer = Object.fromEntries(new URLSearchParams(location.search));
  // The code leaves the address bar and the history before anything else happens.
  history.replaceState(null, '', '/');
  const { code, state } = answer;
  if (!code || !state) {
    say(texts.companyRefused, true);
    return showSignIn();
  }
  try {
    const { user } = await call('POST', '/sso/finish', { code, state, transport: 'cookie' });
    showSignedIn(user);
  } catch (error) {
    say(error.message, true);
    showSignIn();
  }
}

function proceed(answer) {
  if (answer.status === 'signed-in') return showSignedIn(answer.user);
  say(texts.firstPassword);
  view.replaceChildren(
    form(newPasswordFields(), texts.setPassword, async (input) =>
      proceed(
        await call('POST', '/sign-in/challenge', {
          challengeToken: answer.challengeToken,
          newPassword: bothPasswords(input),
          transport: 'cookie',
        }),
      ),
    ),
  );
}

function showSignedIn(user) {
  say('');
  view.replaceChildren(
    element('p', {}, texts.signedIn(user.name)),
    element('p', {}, element('a', { href: '/docs' }, texts.apiDocs)),
    ...(window.PublicKeyCredential ? [plain(texts.addPasskey, addPasskey)] : []),
    plain(texts.signOut, async () => {
      await call('POST', '/sign-out');
      showSignIn();
    }),
  );
}

async function start() {
  if (location.pathname === '/sso/callback') return showCallback();
  const account = await call('GET', '/account').catch(() => undefined);
  if (account) showSignedIn(account);
  else showSignIn();
}

await start();
