import { texts } from '/pages/account-texts.js';
import { element, field, view } from '/pages/forms.js';
import { language } from '/pages/texts.js';

/** Shows something else; the first field is ready to be typed into. */
export function show(...children) {
  view.replaceChildren(...children);
  view.querySelector('input')?.focus();
}

/** The field of a code with six digits; phones offer the one of the newest text message. */
export const codeField = () =>
  field('code', texts.code, 'text', 'one-time-code', { inputMode: 'numeric', maxLength: 9 });

/** The field for why something is done to somebody; it stays in their history. */
export const reasonField = (label) =>
  field('reason', label, 'text', 'off', { minLength: 3, maxLength: 500 });

/** A part of the page under a heading. */
export function section(heading, ...children) {
  return element('section', {}, element('h2', {}, heading), ...children);
}

/** A picture that the API sent as SVG; parsed, because the page's policy allows no other way. */
function picture(svg, label) {
  const { documentElement } = new DOMParser().parseFromString(svg, 'image/svg+xml');
  documentElement.setAttribute('role', 'img');
  documentElement.setAttribute('aria-label', label);
  return document.adoptNode(documentElement);
}

/** How to set up an authenticator app: to be scanned, opened or typed. */
export function newAuthenticator({ secret, otpauthUri, qrCode }) {
  return [
    element('p', {}, texts.scan),
    element('figure', {}, picture(qrCode, texts.scan)),
    element('p', {}, element('a', { href: otpauthUri }, texts.openApp)),
    element('p', {}, texts.typeSecret, ' ', element('code', {}, secret.match(/.{1,4}/g).join(' '))),
  ];
}

/** A time in the language of the page and the reader's own zone. */
export function time(at) {
  const shown = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  return element('time', { dateTime: at }, shown.format(new Date(at)));
}
