import { call, element, field } from '/pages/forms.js';
import { language, texts } from '/pages/texts.js';

const pauseMs = 400;

export function bothPasswords({ newPassword, again }) {
  if (newPassword !== again) throw new Error(texts.different);
  return newPassword;
}

/** Two fields for a new password; while the first is filled in, its strength and faults are shown. */
export function newPasswordFields() {
  const meter = element('meter', { min: 0, max: 4, low: 2, high: 3, optimum: 4, value: 0 });
  meter.setAttribute('aria-label', texts.strength);
  const reasons = element('ul', { className: 'reasons' });
  reasons.setAttribute('aria-live', 'polite');
  const first = field('newPassword', texts.newPassword, 'password', 'new-password');
  let timer;
  first.querySelector('input').addEventListener('input', ({ target }) => {
    clearTimeout(timer);
    timer = setTimeout(() => void rate(target, meter, reasons), pauseMs);
  });
  const again = field('again', texts.again, 'password', 'new-password');
  return [first, meter, reasons, again];
}

/** Advice only: whatever fails here shows nothing, and the password is checked when it is set. */
async function rate(input, meter, reasons) {
  const newPassword = input.value;
  const rated =
    newPassword &&
    (await call('POST', '/password-strength', { newPassword, locale: language }).catch(() => ''));
  // An answer to what has been typed over since is of no use.
  if (input.value !== newPassword) return;
  meter.value = rated ? rated.score : 0;
  reasons.replaceChildren(...(rated?.reasons ?? []).map((reason) => element('li', {}, reason)));
}
