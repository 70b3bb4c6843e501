import { call, element, field, form, plain, say, takeSecret, view } from '/pages/forms.js';
import { bothPasswords, newPasswordFields } from '/pages/new-password.js';
import { hasPasskeys, usePasskey } from '/pages/passkeys.js';
import { language, texts } from '/pages/texts.js';

const toSignIn = () => element('p', {}, element('a', { href: '/sign-in' }, texts.backToSignIn));

const oneTime = { inputMode: 'numeric', pattern: '[0-9]{6,8}', maxLength: 8 };

/** Asks who somebody is and in which of the ways that are offered they want to get back in. */
async function showRecover() {
  const { recovery } = await call('GET', '/password-policy');
  const choices = recovery.channels.map((channel, index) =>
    element(
      'label',
      { className: 'choice' },
      element('input', { type: 'radio', name: 'channel', value: channel, checked: index === 0 }),
      texts.channels[channel] ?? channel,
    ),
  );
  view.replaceChildren(
    form(
      [
        field('login', texts.login, 'text', 'username'),
        element('fieldset', {}, element('legend', {}, texts.chooseChannel), ...choices),
      ],
      texts.goOn,
      start,
    ),
    ...(hasPasskeys ? [plain(texts.byPasskey, showPasskey)] : []),
    toSignIn(),
  );
}

async function start({ login, channel }) {
  const { recoveryToken } = await call('POST', '/recovery', { login, channel });
  if (channel === 'sms') return showCode(recoveryToken);
  if (channel === 'authenticator') return showProofs(login, []);
  if (channel === 'questions') {
    const { questions } = await call('POST', '/recovery/questions', { login });
    return showProofs(login, questions);
  }
  say(texts.linkSent);
}

function showCode(recoveryToken) {
  say(texts.codeSent);
  view.replaceChildren(
    form(
      [field('code', texts.code, 'text', 'one-time-code', oneTime), ...newPasswordFields()],
      texts.setPassword,
      async (input) => {
        const newPassword = bothPasswords(input);
        await call('POST', '/recovery/confirm', { recoveryToken, code: input.code, newPassword });
        done();
      },
    ),
    plain(texts.otherWay, showRecover),
  );
}

/** Two proofs are needed: with questions either of the others, without them both. */
function showProofs(login, questions) {
  const asks = questions.length > 0;
  say(asks ? texts.questionsAndProof : texts.authenticatorAndCode);
  const optional = { required: !asks };
  const answers = questions.map((question) =>
    field(question.questionId, question[language], 'text', 'off'),
  );
  view.replaceChildren(
    form(
      [
        ...answers,
        field('authenticatorCode', texts.authenticatorCode, 'text', 'one-time-code', {
          ...oneTime,
          ...optional,
        }),
        field('savedCode', texts.savedCode, 'text', 'off', optional),
      ],
      texts.goOn,
      async (input) => {
        const { authenticatorCode, savedCode } = input;
        const { token } = await call('POST', '/recovery/proofs', {
          login,
          ...(authenticatorCode ? { authenticatorCode } : {}),
          ...(savedCode ? { savedCode } : {}),
          ...(asks
            ? {
                answers: questions.map(({ questionId }) => ({
                  questionId,
                  answer: input[questionId],
                })),
              }
            : {}),
        });
        showNewPassword(token);
      },
    ),
    plain(texts.otherWay, showRecover),
  );
}

function showNewPassword(token) {
  say('');
  view.replaceChildren(
    form(newPasswordFields(), texts.setPassword, async (input) => {
      await call('POST', '/recovery/confirm', { token, newPassword: bothPasswords(input) });
      done();
    }),
    plain(texts.otherWay, showRecover),
  );
}

/** A passkey proves enough by itself; its proof is good for five minutes. */
function showPasskey() {
  view.replaceChildren(
    form([field('login', texts.login, 'text', 'username')], texts.goOn, async ({ login }) => {
      const proof = await usePasskey(login);
      view.replaceChildren(
        form(newPasswordFields(), texts.setPassword, async (input) => {
          await call('POST', '/recovery/passkey', { ...proof, newPassword: bothPasswords(input) });
          done();
        }),
      );
    }),
    plain(texts.otherWay, showRecover),
  );
}

function showReset() {
  const token = takeSecret('t');
  if (token) return showNewPassword(token);
  say(texts.noLink, true);
  return showRecover();
}

/** Opening the link changes nothing, so that mail scanners lock nobody; the button does. */
function showNotMe() {
  const token = takeSecret('k');
  if (!token) {
    say(texts.noNotMeLink, true);
    return view.replaceChildren(toSignIn());
  }
  view.replaceChildren(
    element('p', {}, texts.notMeExplained),
    form([], texts.notMe, async () => {
      await call('POST', '/not-me', { token });
      say(texts.notMeDone);
      view.replaceChildren();
    }),
  );
}

function done() {
  say(texts.passwordSet);
  view.replaceChildren(toSignIn());
}

const pages = { '/reset': showReset, '/not-me': showNotMe };

/** The pages to get back in, to set a new password by a link and to disavow a change. */
export async function open() {
  await (pages[location.pathname] ?? showRecover)();
}
