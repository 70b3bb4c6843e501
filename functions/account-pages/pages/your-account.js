import { texts } from '/pages/account-texts.js';
import { call, element, field, form, plain, say, view } from '/pages/forms.js';
import { ownHistory } from '/pages/history.js';
import { bothPasswords, newPasswordFields } from '/pages/new-password.js';
import { section, show, time } from '/pages/parts.js';
import { showSignIn, stepped } from '/pages/sign-in.js';
import { factorSections, newFactors, showNewContact } from '/pages/your-factors.js';
import { keySections } from '/pages/your-keys.js';

/** One's own account; where the session serves one purpose only, nothing but that. */
export async function showAccount() {
  const account = await call('GET', '/account');
  if (account.restriction === 'set-password') {
    say(texts.passwordDue);
    return show(passwordForm(), signOut());
  }
  if (account.restriction === 'enrol-factor') {
    say(texts.factorDue);
    return show(...newFactors(await call('GET', '/account/factors'), showAccount), signOut());
  }
  const [{ sessions }, { duties }] = await Promise.all([
    call('GET', '/account/sessions'),
    call('GET', '/permissions/mine'),
  ]);
  view.replaceChildren(
    element('p', {}, texts.signedIn(account.name)),
    element(
      'p',
      {},
      ...(duties.includes('users.manage')
        ? [element('a', { href: '/people' }, texts.people), ' · ']
        : []),
      element('a', { href: '/docs' }, texts.apiDocs),
    ),
    ...(account.signInProvider ? [companySection(account)] : await ownSections(account)),
    ...(await keySections(duties.includes('integrations.manage'), showAccount)),
    section(texts.sessionsHeading, ...sessionLines(sessions)),
    ownHistory(),
    signOut(),
  );
}

/** Whoever comes through a company has no password and no factors here. */
const companySection = ({ signInProvider }) =>
  section(texts.companyHeading, element('p', {}, texts.companySignsYouIn(signInProvider)));

async function ownSections({ email, userName }) {
  const [factors, { passkeys }, questions] = await Promise.all([
    call('GET', '/account/factors'),
    call('GET', '/account/passkeys'),
    // A deployment may do without security questions.
    call('GET', '/account/security-questions').catch(() => undefined),
  ]);
  const newEmail = () => field('email', texts.newEmail, 'email', 'email');
  return [
    ...factorSections({ factors, passkeys, questions }, showAccount),
    section(
      texts.emailHeading,
      element('p', {}, email),
      plain(texts.changeEmail, () => showNewContact('email', newEmail(), showAccount)),
    ),
    section(
      texts.userNameHeading,
      element('p', {}, userName ?? texts.noUserName),
      plain(texts.changeUserName, () => showUserName(userName)),
    ),
    element('details', {}, element('summary', {}, texts.passwordHeading), passwordForm()),
  ];
}

function showUserName(userName = '') {
  const asked = field('userName', texts.newUserName, 'text', 'username', {
    value: userName,
    required: false,
    autocapitalize: 'none',
  });
  show(
    form([asked], texts.save, (input) =>
      stepped(async () => {
        await call('PUT', '/account/user-name', { userName: input.userName || null });
        await showAccount();
      }, showAccount),
    ),
    plain(texts.cancel, showAccount),
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
