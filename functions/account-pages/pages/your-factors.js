import { texts } from '/pages/account-texts.js';
import { call, element, field, form, plain, say } from '/pages/forms.js';
import { codeField, newAuthenticator, section, show, time } from '/pages/parts.js';
import { addPasskey, hasPasskeys } from '/pages/passkeys.js';
import { showQuestions } from '/pages/questions.js';
import { stepped } from '/pages/sign-in.js';

/** Buttons that may need a fresh proof first; afterwards the account is shown again. */
function buttonsFor(back) {
  const guarded = (label, act) => plain(label, () => stepped(act, back));
  const sends = (label, ...request) =>
    guarded(label, async () => {
      await call(...request);
      await back();
    });
  return { guarded, sends };
}

/** What one proves with who one is; `back` shows the account. */
export function factorSections({ factors, passkeys, questions }, back) {
  const { guarded, sends } = buttonsFor(back);
  return [
    section(texts.factorsHeading, ...factorLines(factors, sends), ...newFactors(factors, back)),
    ...(hasPasskeys ? [section(texts.passkeysHeading, ...passkeyLines(passkeys, back))] : []),
    section(
      texts.savedCodesHeading,
      element('p', {}, texts.savedCodesLeft(factors.savedCodes)),
      guarded(texts.makeSavedCodes, () => showSavedCodes(back)),
    ),
    ...(questions
      ? [
          section(
            texts.questionsHeading,
            element('p', {}, texts.questionsChosen(questions.chosen.length)),
            plain(texts.chooseQuestions, () => showQuestions(questions, back)),
          ),
        ]
      : []),
  ];
}

function factorLines({ factors, preferred }, sends) {
  const lines = factors.map((factor) => {
    const path = `/account/factors/${factor === 'totp' ? 'authenticator' : 'sms'}`;
    const isFirst = factor === preferred && factors.length > 1;
    return element(
      'li',
      {},
      element('span', {}, texts.factors[factor] + (isFirst ? texts.askedFirst : '')),
      ...(factor === preferred
        ? []
        : [sends(texts.prefer, 'PUT', '/account/factors/preferred', { factor })]),
      sends(texts.remove, 'DELETE', path),
    );
  });
  return [element('ul', {}, ...(lines.length > 0 ? lines : [element('li', {}, texts.noFactor)]))];
}

/** Ways to set up a second factor. */
export function newFactors({ factors, phone }, back) {
  const { guarded, sends } = buttonsFor(back);
  const newPhone = () => field('phone', texts.phone, 'tel', 'tel', { placeholder: '+49 …' });
  return [
    guarded(texts.addAuthenticator, () => showNewAuthenticator(back)),
    phone && !factors.includes('sms')
      ? sends(texts.useTexts(phone), 'POST', '/account/factors/sms')
      : plain(texts.changePhone, () => showNewContact('phone', newPhone(), back)),
  ];
}

function passkeyLines(passkeys, back) {
  const { guarded, sends } = buttonsFor(back);
  const lines = passkeys.map(({ passkeyId, label, createdAt }) =>
    element(
      'li',
      {},
      element('span', {}, `${label} · `, time(createdAt)),
      sends(texts.remove, 'DELETE', `/account/passkeys/${passkeyId}`),
    ),
  );
  const add = guarded(texts.addPasskey, async () => {
    await addPasskey();
    await back();
    say(texts.passkeyAdded);
  });
  return [...(lines.length > 0 ? [element('ul', {}, ...lines)] : []), add];
}

async function showNewAuthenticator(back) {
  const started = await call('POST', '/account/factors/authenticator');
  show(
    ...newAuthenticator(started),
    form([codeField()], texts.goOn, async ({ code }) => {
      await call('POST', '/account/factors/authenticator/confirm', { code });
      await back();
      say(texts.factorAdded);
    }),
    plain(texts.cancel, back),
  );
}

/** Asks for a new phone or e-mail address, and for the code that is sent there. */
export function showNewContact(contact, input, back) {
  const path = `/account/${contact}`;
  const send = async (value) => {
    const { destination } = await call('POST', path, value);
    say(texts.codeByText(destination));
    show(
      form([codeField()], texts.goOn, async ({ code }) => {
        await call('POST', `${path}/confirm`, { code });
        await back();
      }),
      plain(texts.cancel, back),
    );
  };
  show(
    form([input], texts.sendCode, (value) => stepped(() => send(value), back)),
    plain(texts.cancel, back),
  );
}

async function showSavedCodes(back) {
  const { codes } = await call('POST', '/account/saved-codes');
  say(texts.keepCodes);
  show(
    element('ol', {}, ...codes.map((code) => element('li', {}, element('code', {}, code)))),
    plain(texts.codesKept, back),
  );
}
