import { texts } from '/pages/account-texts.js';
import { call, element, field, form, plain, say, view } from '/pages/forms.js';
import { bothPasswords, newPasswordFields } from '/pages/new-password.js';
import { codeField, newAuthenticator, section, show, time } from '/pages/parts.js';
import { addPasskey, hasPasskeys } from '/pages/passkeys.js';
import { showSignIn, stepped } from '/pages/sign-in.js';

/** One's own account; where the session serves one purpose only, nothing but that. */
export async function showAccount() {
  const account = await call('GET', '/account');
  if (account.restriction === 'set-password') {
    say(texts.passwordDue);
    return show(passwordForm(), signOut());
  }
  if (account.restriction === 'enrol-factor') {
    say(texts.factorDue);
    return await stepped(showNewAuthenticator, showAccount);
  }
  const [factors, { sessions }] = await Promise.all([
    call('GET', '/account/factors'),
    call('GET', '/account/sessions'),
  ]);
  view.replaceChildren(
    element('p', {}, texts.signedIn(account.name)),
    element('p', {}, element('a', { href: '/docs' }, texts.apiDocs)),
    section(texts.factorsHeading, ...factorLines(factors)),
    section(texts.sessionsHeading, ...sessionLines(sessions)),
    element('details', {}, element('summary', {}, texts.passwordHeading), passwordForm()),
    signOut(),
  );
}

const signOut = () =>
  plain(texts.signOut, async () => {
    await call('POST', '/sign-out');
    showSignIn(showAccount);
  });

const passwordForm = () =>
  form(
    [
      field('currentPassword', texts.currentPassword, 'password', 'current-password'),
      ...newPasswordFields(),
    ],
    texts.setPassword,
    async (input) => {
      const { currentPassword } = input;
      await call('POST', '/account/password', {
        currentPassword,
        newPassword: bothPasswords(input),
      });
      say(texts.passwordSet);
      showSignIn(showAccount);
    },
  );

/** Does something that needs a fresh proof, then shows the account again. */
const guarded = (label, method, path, body) =>
  plain(label, () =>
    stepped(async () => {
      await call(method, path, body);
      await showAccount();
    }, showAccount),
  );

function factorLines({ factors, preferred, phone, savedCodes }) {
  const lines = factors.map((factor) => {
    const path = `/account/factors/${factor === 'totp' ? 'authenticator' : 'sms'}`;
    const isFirst = factor === preferred && factors.length > 1;
    return element(
      'li',
      {},
      element('span', {}, texts.factors[factor] + (isFirst ? texts.askedFirst : '')),
      ...(factor === preferred
        ? []
        : [guarded(texts.prefer, 'PUT', '/account/factors/preferred', { factor })]),
      guarded(texts.remove, 'DELETE', path),
    );
  });
  return [
    element('ul', {}, ...(lines.length > 0 ? lines : [element('li', {}, texts.noFactor)])),
    plain(texts.addAuthenticator, () => stepped(showNewAuthenticator, showAccount)),
    ...(hasPasskeys ? [plain(texts.addPasskey, () => stepped(addPasskey, showAccount))] : []),
    phone && !factors.includes('sms')
      ? guarded(texts.useTexts(phone), 'POST', '/account/factors/sms')
      : plain(texts.changePhone, () => stepped(showNewPhone, showAccount)),
    element('p', {}, texts.savedCodesLeft(savedCodes)),
    plain(texts.makeSavedCodes, () => stepped(showSavedCodes, showAccount)),
  ];
}

async function showNewAuthenticator() {
  const started = await call('POST', '/account/factors/authenticator');
  show(
    ...newAuthenticator(started),
    form([codeField()], texts.goOn, async ({ code }) => {
      await call('POST', '/account/factors/authenticator/confirm', { code });
      await showAccount();
      say(texts.factorAdded);
    }),
    plain(texts.cancel, showAccount),
  );
}

async function showNewPhone() {
  const phone = field('phone', texts.phone, 'tel', 'tel', { placeholder: '+49 …' });
  show(
    form([phone], texts.sendCode, (input) => stepped(() => sendPhoneCode(input), showAccount)),
    plain(texts.cancel, showAccount),
  );
}

async function sendPhoneCode(input) {
  const { destination } = await call('POST', '/account/phone', input);
  say(texts.codeByText(destination));
  show(
    form([codeField()], texts.goOn, async ({ code }) => {
      await call('POST', '/account/phone/confirm', { code });
      await showAccount();
    }),
    plain(texts.cancel, showAccount),
  );
}

async function showSavedCodes() {
  const { codes } = await call('POST', '/account/saved-codes');
  say(texts.keepCodes);
  show(
    element('ol', {}, ...codes.map((code) => element('li', {}, element('code', {}, code)))),
    plain(texts.codesKept, showAccount),
  );
}

function sessionLines(sessions) {
  const lines = sessions.map(({ sessionId, device, place, lastSeenAt, current }) =>
    element(
      'li',
      {},
      element('span', {}, `${device}, ${place} · `, time(lastSeenAt)),
      current
        ? element('strong', {}, texts.thisSession)
        : plain(texts.endSession, async () => {
            await call('DELETE', `/account/sessions/${sessionId}`);
            await showAccount();
          }),
    ),
  );
  const others = plain(texts.endOthers, async () => {
    await call('DELETE', '/account/sessions');
    await showAccount();
  });
  return [element('ul', {}, ...lines), ...(sessions.length > 1 ? [others] : [])];
}
