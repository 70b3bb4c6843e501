import { language, texts } from '/pages/texts.js';

const view = document.querySelector('#view');
const notice = document.querySelector('#notice');
document.documentElement.lang = language;

function say(text, isError = false) {
  notice.textContent = text;
  notice.className = isError ? 'error' : '';
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function field(name, label, type, autocomplete) {
  return element(
    'label',
    {},
    label,
    element('input', { name, type, autocomplete, required: true }),
  );
}

function plain(label, onclick) {
  return element('button', { type: 'button', className: 'plain', onclick }, label);
}

/** A form whose fields are handed to `act`; what it throws is shown, and the form stays usable. */
function form(fields, label, act) {
  const submit = element('button', { type: 'submit' }, label);
  const made = element('form', {}, ...fields, submit);
  made.addEventListener('submit', async (event) => {
    event.preventDefault();
    submit.disabled = true;
    say('');
    try {
      await act(Object.fromEntries(new FormData(made)));
    } catch (error) {
      say(error.message, true);
    } finally {
      submit.disabled = false;
    }
  });
  return made;
}

async function send(method, path, body) {
  return await fetch(path, {
    method,
    headers: body ? { 'content-type': 'application/json' } : {},
    ...(body ? { body: JSON.stringify(body) } : {}),
  }).catch(() => {
    throw new Error(texts.unreachable);
  });
}

/** Sends once more after a refresh: a session pauses every hour until it is confirmed. */
async function call(method, path, body) {
  let response = await send(method, path, body);
  if (response.status === 401 && !/^\/(sign-in|sso)\b/.test(path)) {
    const refreshed = await send('POST', '/sign-in/refresh');
    if (refreshed.ok) response = await send(method, path, body);
  }
  const answer = response.status === 204 ? {} : await response.json();
  if (response.ok) return answer;
  const reasons = (answer.fields ?? []).map((each) => each.message);
  throw new Error([answer.detail ?? answer.title, ...reasons].join('\n'));
}

function bothPasswords({ newPassword, again }) {
  if (newPassword !== again) throw new Error(texts.different);
  return newPassword;
}

const newPasswordFields = () => [
  field('newPassword', texts.newPassword, 'password', 'new-password'),
  field('again', texts.again, 'password', 'new-password'),
];

function showSignIn() {
  view.replaceChildren(
    form(
      [
        field('login', texts.email, 'email', 'username'),
        field('password', texts.password, 'password', 'current-password'),
      ],
      texts.signIn,
      async (input) => proceed(await call('POST', '/sign-in', { ...input, transport: 'cookie' })),
    ),
    plain(texts.forgotten, showForgotten),
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

function showForgotten() {
  view.replaceChildren(
    form([field('login', texts.email, 'email', 'username')], texts.sendLink, async ({ login }) => {
      await call('POST', '/recovery', { login, channel: 'email' });
      say(texts.linkSent);
    }),
    plain(texts.backToSignIn, showSignIn),
  );
}

function showReset() {
  const token = new URLSearchParams(location.hash.slice(1)).get('t');
  // The secret leaves the address bar and the history before anything else happens.
  history.replaceState(null, '', '/reset');
  if (!token) {
    say(texts.noLink, true);
    return showForgotten();
  }
  view.replaceChildren(
    form(newPasswordFields(), texts.setPassword, async (input) => {
      await call('POST', '/recovery/confirm', { token, newPassword: bothPasswords(input) });
      say(texts.passwordSet);
      showSignIn();
    }),
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
  if (location.pathname === '/reset') return showReset();
  if (location.pathname === '/sso/callback') return showCallback();
  const account = await call('GET', '/account').catch(() => undefined);
  if (account) showSignedIn(account);
  else showSignIn();
}

await start();
