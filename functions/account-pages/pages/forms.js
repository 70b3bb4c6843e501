import { refusal } from '/pages/problems.js';
import { language, texts } from '/pages/texts.js';

const notice = document.querySelector('#notice');
export const view = document.querySelector('#view');
document.documentElement.lang = language;

export function say(text, isError = false) {
  notice.textContent = text;
  notice.className = isError ? 'error' : '';
}

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

export function field(name, label, type, autocomplete, properties = {}) {
  const input = element('input', { name, type, autocomplete, required: true, ...properties });
  return element('label', {}, label, input);
}

/** Does what a button is for; what it throws is shown, and the page stays usable. */
async function attempt(button, act) {
  button.disabled = true;
  say('');
  try {
    await act();
  } catch (error) {
    say(error.message, true);
  } finally {
    button.disabled = false;
  }
}

export function plain(label, act) {
  const made = element('button', { type: 'button', className: 'plain' }, label);
  made.addEventListener('click', () => attempt(made, act));
  return made;
}

/** A form whose fields are handed to `act`. */
export function form(fields, label, act) {
  const submit = element('button', { type: 'submit' }, label);
  const made = element('form', {}, ...fields, submit);
  made.addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(submit, () => act(Object.fromEntries(new FormData(made))));
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
export async function call(method, path, body) {
  let response = await send(method, path, body);
  if (response.status === 401 && !/^\/(sign-in|sso)\b/.test(path)) {
    const refreshed = await send('POST', '/sign-in/refresh');
    if (refreshed.ok) response = await send(method, path, body);
  }
  const answer = response.status === 204 ? {} : await response.json();
  if (response.ok) return answer;
  throw refusal(answer);
}

let held = '';

/** The secret of a link; it leaves the address bar and the history before anything else happens. */
export function takeSecret(name) {
  held = location.hash;
  history.replaceState(null, '', location.pathname);
  return new URLSearchParams(held.slice(1)).get(name);
}

/** The fragment that `takeSecret` took from the address. */
export const heldSecret = () => held;
