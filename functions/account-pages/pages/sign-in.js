import { texts } from '/pages/account-texts.js';
import { showCompany } from '/pages/company.js';
import { call, element, field, form, plain, say } from '/pages/forms.js';
import { bothPasswords, newPasswordFields } from '/pages/new-password.js';
import { codeField, newAuthenticator, show } from '/pages/parts.js';
import { hasPasskeys, showPasskey, stepUpByPasskey } from '/pages/passkeys.js';

const loginField = () =>
  field('login', texts.login, 'text', 'username', { autocapitalize: 'none' });
const passwordField = () => field('password', texts.password, 'password', 'current-password');

/** The first page; `after` shows what comes once somebody is in. */
export function showSignIn(after) {
  show(
    form([loginField(), passwordField()], texts.signIn, async (input) =>
      goOn(await call('POST', '/sign-in', { ...input, transport: 'cookie' }), {
        path: '/sign-in/challenge',
        fixed: { transport: 'cookie' },
        after,
      }),
    ),
    element('p', {}, element('a', { href: '/recover' }, texts.forgotten)),
    plain(texts.factorLost, () => showSavedCode(after)),
    plain(texts.company, () => showCompany(() => showSignIn(after))),
    ...(hasPasskeys
      ? [plain(texts.passkey, () => showPasskey(after, () => showSignIn(after)))]
      : []),
  );
}

function showSavedCode(after) {
  say(texts.savedCodeHint);
  const code = field('savedCode', texts.savedCode, 'text', 'off', { spellcheck: false });
  show(
    form([loginField(), passwordField(), code], texts.signIn, async (input) => {
      await call('POST', '/sign-in/saved-code', { ...input, transport: 'cookie' });
      await after();
    }),
    plain(texts.backToSignIn, () => showSignIn(after)),
  );
}

/** Asks for what an answer still wants, until somebody is in; serves sign-in and step-up alike. */
export async function goOn(answer, way) {
  if (answer.status === 'signed-in') return await way.after();
  const { challengeToken } = answer;
  const reply = async (given) =>
    goOn(await call('POST', way.path, { challengeToken, ...way.fixed, ...given }), way);
  challenges[answer.challenge](answer, reply);
}

/** The page of each challenge. */
const challenges = {
  'new-password': (_answer, reply) => {
    say(texts.firstPassword);
    show(
      form(newPasswordFields(), texts.setPassword, (input) =>
        reply({ newPassword: bothPasswords(input) }),
      ),
    );
  },
  totp: (_answer, reply) => {
    say(texts.codeOfApp);
    show(form([codeField()], texts.goOn, reply));
  },
  sms: ({ destination }, reply) => {
    say(texts.codeByText(destination));
    show(form([codeField()], texts.goOn, reply));
  },
  'choose-factor': ({ factors }, reply) => {
    say(texts.chooseFactor);
    show(...factors.map((factor) => plain(texts.factors[factor], () => reply({ factor }))));
  },
  'set-up-factor': ({ authenticator }, reply) => {
    say(texts.factorDue);
    show(...newAuthenticator(authenticator), form([codeField()], texts.goOn, reply));
  },
};

/**
 * Runs what may ask for a fresh proof of identity: then password and factors, or a passkey,
 * come first, and it is tried again.
 */
export async function stepped(act, back) {
  try {
    await act();
  } catch (error) {
    if (error.code !== 'auth.step_up_required') throw error;
    say(texts.proveAgain);
    const way = { path: '/step-up/challenge', fixed: {}, after: act };
    show(
      form([passwordField()], texts.goOn, async (input) =>
        goOn(await call('POST', '/step-up', input), way),
      ),
      ...(hasPasskeys ? [plain(texts.proveByPasskey, () => stepUpByPasskey().then(act))] : []),
      plain(texts.cancel, back),
    );
  }
}
