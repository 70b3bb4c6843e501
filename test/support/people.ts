import { type ApiAnswer, type ApiClient, apiClient } from './api-client.ts';
import type { TestCloud } from './cloud.ts';
import { ensureTeam } from './teams.ts';

/** Somebody who came by invitation, and the session of their first sign-in. */
export interface Hired {
  readonly userId: string;
  readonly email: string;
  readonly password: string;
  readonly client: ApiClient;
}

export interface Application {
  readonly email: string;
  readonly role: string;
  readonly name?: string;
  readonly teamId?: string;
  readonly locale?: 'en' | 'zh';
}

/** A password that meets the policy and names nobody. */
export const goodPassword = 'kettle-94-umbrella';

/** The newest message to an address or number whose text is `like` that; waits for what is on its way. */
export async function mailTo({ cloud }: TestCloud, recipient: string, like = /(?:)/) {
  await cloud.settle();
  const mail = cloud.outbox
    .list()
    .findLast(({ to, text }) => to.includes(recipient) && like.test(text));
  if (!mail) throw new Error(`No such message has gone to ${recipient}.`);
  return mail;
}

/** The temporary password in an invitation stands on a line of its own, set off by four spaces. */
export function temporaryPasswordIn({ text }: { readonly text: string }): string {
  const secret = /^ {4}(\S+)$/m.exec(text)?.[1];
  if (!secret) throw new Error(`There is no temporary password in: ${text}`);
  return secret;
}

/** Tries to sign in with a bearer token as the answer. */
export function trySignIn(
  { anyone }: Pick<TestCloud, 'anyone'>,
  login: string,
  password: string,
): Promise<ApiAnswer> {
  return anyone.send('POST', '/sign-in', { body: { login, password, transport: 'bearer' } });
}

/** Signs in and speaks as that person from then on. */
export async function signIn(
  cloud: TestCloud,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<ApiClient> {
  const answer = await trySignIn(cloud, email, password);
  if (answer.status !== 200 || !answer.body.token)
    throw new Error(`${email} cannot sign in: ${answer.text}`);
  return apiClient(cloud.cloud.api, answer.body.token);
}

/** Proves once more who the client's person is; the session goes on under the client returned. */
export async function stepUp(client: ApiClient, password: string): Promise<ApiClient> {
  const answer = await client.send('POST', '/step-up', { body: { password } });
  if (answer.status !== 200 || !answer.body.token)
    throw new Error(`The session cannot step up: ${answer.text}`);
  return apiClient(client.url, answer.body.token);
}

/** Invites a person and takes them through the mail, the first sign-in and a password of their own. */
export async function hire(
  cloud: TestCloud,
  administrator: ApiClient,
  { email, role, name = 'Jo Winter', teamId, locale = 'en' }: Application,
): Promise<Hired> {
  if (teamId) await ensureTeam(cloud, teamId);
  const invited = await administrator.send('POST', '/users', {
    body: { email, role, name, locale, ...(teamId ? { teamId } : {}) },
  });
  if (invited.status !== 201) throw new Error(`${email} cannot be invited: ${invited.text}`);
  const first = await trySignIn(cloud, email, temporaryPasswordIn(await mailTo(cloud, email)));
  const done = await cloud.anyone.send('POST', '/sign-in/challenge', {
    body: {
      challengeToken: first.body.challengeToken,
      newPassword: goodPassword,
      transport: 'bearer',
    },
  });
  if (done.status !== 200) throw new Error(`${email} cannot set a password: ${done.text}`);
  const client = apiClient(cloud.cloud.api, done.body.token);
  return { userId: invited.body.userId, email, password: goodPassword, client };
}
