import type { ServiceResponse } from '../../service.ts';
import type { AskedChallenge } from '../sign-in/sign-in.ts';
import { escapeHtml, page } from './oauth-response.ts';

interface PageContext {
  /** The authorization request as it came; the form sends it along. */
  readonly query: string;
  /** Shows that the form was on this page. */
  readonly token: string;
  readonly setCookie?: string;
}

/** The parameter that answers a challenge, for those that the page can ask. */
export const answerNames: Readonly<Record<string, string>> = {
  EMAIL_OTP: 'EMAIL_OTP_CODE',
  NEW_PASSWORD_REQUIRED: 'NEW_PASSWORD',
  SMS_MFA: 'SMS_MFA_CODE',
  SOFTWARE_TOKEN_MFA: 'SOFTWARE_TOKEN_MFA_CODE',
};

/** Asks for name and password, or for one of the providers. */
export function loginForm({
  supported,
  loginHint = '',
  message,
  ...context
}: PageContext & {
  readonly supported: readonly string[];
  readonly loginHint?: string | undefined;
  readonly message?: string;
}): ServiceResponse {
  const local = supported.includes('COGNITO')
    ? form(
        context,
        `${field('Name', 'username', { value: loginHint, kind: 'text' })}
${field('Password', 'password', { kind: 'password' })}`,
      )
    : '';
  const links = supported
    .filter((name) => name !== 'COGNITO')
    .map((name) => {
      const query = new URLSearchParams(context.query);
      query.set('identity_provider', name);
      const address = escapeHtml(`/oauth2/authorize?${query}`);
      return `<a href="${address}">Continue with ${escapeHtml(name)}</a>`;
    });
  const said = message === undefined ? '' : `<p role="alert">${escapeHtml(message)}</p>`;
  return page(200, { ...context, title: 'Sign in', body: said + local + links.join('') });
}

/** Asks what a challenge asks. */
export function challengeForm({
  login,
  asked,
  ...context
}: PageContext & { readonly login: string; readonly asked: AskedChallenge }): ServiceResponse {
  const { ChallengeName: name, Session: session } = asked;
  if (answerNames[name] === undefined)
    return page(501, {
      title: 'Sign in',
      body: `<p>The challenge ${escapeHtml(name)} is answered by API clients only.</p>`,
    });
  const kind = name === 'NEW_PASSWORD_REQUIRED' ? 'password' : 'text';
  const hidden = { username: login, challenge: name, session };
  const body = form(
    context,
    `${field(name, 'answer', { kind })}${Object.entries(hidden)
      .map(([each, value]) => hiddenField(each, value))
      .join('')}`,
  );
  return page(200, { title: 'Sign in', body });
}

function form({ query, token }: PageContext, fields: string): string {
  return `<form method="post" action="${escapeHtml(`/login?${query}`)}">
${hiddenField('_csrf', token)}${fields}<button>Sign in</button></form>`;
}

function field(
  label: string,
  name: string,
  { kind, value = '' }: { kind: 'text' | 'password'; value?: string },
): string {
  return `<label>${escapeHtml(label)}<input name="${name}" type="${kind}" required value="${escapeHtml(value)}"></label>`;
}

function hiddenField(name: string, value: string): string {
  return `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;
}
