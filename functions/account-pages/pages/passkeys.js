import { call, field, form, plain } from '/pages/forms.js';
import { show } from '/pages/parts.js';
import { language, texts } from '/pages/texts.js';

/** Whether this browser can use passkeys at all. */
export const hasPasskeys = Boolean(window.PublicKeyCredential);

/** Asks for the login whose passkey signs in; `back` shows the page to sign in. */
export function showPasskey(after, back) {
  show(
    form([field('login', texts.login, 'text', 'username')], texts.passkey, async ({ login }) => {
      const proof = await usePasskey(login);
      await call('POST', '/sign-in/passkey', { ...proof, transport: 'cookie' });
      await after();
    }),
    plain(texts.backToSignIn, back),
  );
}

/** What a passkey of this login signed, with the ticket of the question. */
export const usePasskey = (login) => signed('/sign-in/passkey/start', { login });

/** Proves once more who is signed in. */
export const stepUpByPasskey = async () =>
  call('POST', '/step-up/passkey', await signed('/step-up/passkey/start'));

async function signed(...question) {
  const { options, ticket } = await call('POST', ...question);
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return { ticket, credential: await used(navigator.credentials.get({ publicKey })) };
}

/** Adds a passkey of this device to one's account. */
export async function addPasskey() {
  const { options } = await call('POST', '/account/passkeys/start');
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = await used(navigator.credentials.create({ publicKey }));
  const label = new Date().toLocaleDateString(language);
  await call('POST', '/account/passkeys', { credential, label });
}

/** What the browser made or signed; people often just close its window. */
async function used(asked) {
  const credential = await asked.catch(() => {
    throw new Error(texts.noPasskey);
  });
  return credential.toJSON();
}
