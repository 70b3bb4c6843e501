import { call, element, form, plain, say } from '/pages/forms.js';
import { historyOf } from '/pages/history.js';
import { showOffBoarding } from '/pages/off-boarding.js';
import { reasonField, section, show, time } from '/pages/parts.js';
import { texts } from '/pages/people-texts.js';
import { stepped } from '/pages/sign-in.js';

/**
 * What can be done to whom: `local` where there is a password or factor of ours, `checked` where the
 * administrator has to say how they made sure whom they speak to, `tied` where a company signs in.
 */
const actions = [
  { name: 'reset-password', statuses: ['active'], local: true },
  { name: 'temporary-password', statuses: ['active', 'invited'], local: true, checked: true },
  { name: 'reset-factors', statuses: ['active'], local: true, checked: true },
  { name: 'untie-company', statuses: ['active', 'disabled', 'locked'], tied: true },
  { name: 'lock', statuses: ['active'] },
  { name: 'unlock', statuses: ['locked'] },
  { name: 'disable', statuses: ['active', 'invited', 'locked'] },
  { name: 'enable', statuses: ['disabled'] },
];

/** A person and all that can be done for or to them; `back` shows the list. */
export async function showPerson(userId, back) {
  const user = await call('GET', `/users/${userId}`);
  const again = () => showPerson(userId, back);
  const offered = actions.filter(
    ({ statuses, local, tied }) =>
      statuses.includes(user.status) && !(user.signInProvider ? local : tied),
  );
  show(
    element('h2', {}, user.name),
    facts(user),
    section(
      texts.access,
      ...(user.status === 'invited' ? [resend(userId, again)] : []),
      ...offered.map((action) => plain(texts.actions[action.name], () => ask(user, action, again))),
      plain(texts.offBoarding, () => showOffBoarding(userId, again)),
    ),
    historyOf(userId),
    plain(texts.backToPeople, () => back()),
  );
}

function facts({ email, role, status, signInProvider, lastSignInAt, passwordChangedAt }) {
  const pairs = [
    [texts.email, email],
    [texts.role, role],
    [texts.status, texts.statuses[status]],
    [texts.company, signInProvider],
    [texts.lastSignIn, lastSignInAt && time(lastSignInAt)],
    [texts.passwordChanged, passwordChangedAt && time(passwordChangedAt)],
  ];
  const shown = pairs.filter(([, value]) => value);
  return element(
    'dl',
    {},
    ...shown.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]),
  );
}

const resend = (userId, again) =>
  plain(texts.resend, async () => {
    await call('POST', `/users/${userId}/resend-invitation`);
    await again();
    say(texts.invited);
  });

function ask({ userId, name }, action, back) {
  const check = element(
    'select',
    { name: 'identityCheck' },
    ...Object.entries(texts.checks).map(([value, label]) => element('option', { value }, label)),
  );
  const fields = [
    reasonField(texts.reason),
    ...(action.checked ? [element('label', {}, texts.identityCheck, check)] : []),
  ];
  show(
    element('h2', {}, texts.actions[action.name]),
    element('p', {}, name),
    form(fields, texts.goOn, (input) =>
      stepped(async () => {
        const answer = await call('POST', `/users/${userId}/${action.name}`, input);
        if (answer.temporaryPassword) return showTemporaryPassword(answer, back);
        await back();
        say(texts.done);
      }, back),
    ),
    plain(texts.cancel, back),
  );
}

function showTemporaryPassword({ temporaryPassword, expiresAt }, back) {
  say(texts.tellPassword);
  show(
    element('p', {}, element('code', {}, temporaryPassword)),
    element('p', {}, texts.validUntil, ' ', time(expiresAt)),
    plain(texts.passwordTold, back),
  );
}
